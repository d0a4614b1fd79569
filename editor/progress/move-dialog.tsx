import { useState } from 'react'
import type { FormEvent } from 'react'

import type { Progress, StageBlocker } from '../../report/wire/progress.ts'
import type { Stage } from '../../report/wire/rest.ts'
import { ERRORS } from '../../report/wire/errors.ts'
import type { Catalogue, Language } from '../i18n/catalogue.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { moveStage } from '../rest/progress.ts'
import { ApiError } from '../rest/request.ts'
import { useWork } from '../rest/use-work.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Note } from '../ui/note.tsx'
import { useToast } from '../ui/toast.tsx'
import { BlockerList } from './blocker-list.tsx'
import type { BoardRow } from './board-rows.ts'
import { ReasonField } from './reason-field.tsx'

type MoveDialogProps = {
  readonly reportId: string
  readonly next: NonNullable<Progress['next']>
  readonly rows: readonly BoardRow[]
  readonly onShowSection: (sectionId: string) => void
  readonly onDone: () => void
  readonly onClose: () => void
  readonly onReload: () => void
}

/** Asks once before the report goes on, and shows what is still open; then it wants to be told why it goes on anyway. */
export function MoveDialog({ reportId, next, onDone, onClose, onReload, ...ways }: MoveDialogProps) {
  const text = useText()
  const { progress: words } = text
  const { language } = useLanguage()
  const toast = useToast()
  const { busy, failure, run } = useWork()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  // It was asked for this one: should the report move on meanwhile, nothing further is meant.
  const [to] = useState<Stage>(next.stage)
  const isBlocked = next.blockers.length > 0

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    const why = reason.trim()
    setMissing(isBlocked && why === '')
    if (busy || (isBlocked && why === '')) return
    const change = isBlocked ? { stage: to, confirm: true, reason: why } : { stage: to }
    const work = moveStage(reportId, change).catch((error: unknown) => {
      // What stands in the way has just become more: it is shown with the next answer.
      if (error instanceof ApiError && error.code.startsWith('stage-')) onReload()
      throw error
    })
    run(work, () => {
      toast(words.moved(text.reports.stages[to]), 'good')
      onDone()
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`${words.moveTo[to]}?`}
      intro={words.moveMeans[to]}
      closeLabel={text.app.close}
      width="36rem"
    >
      <form className="dialog-form" onSubmit={handleSubmit} noValidate>
        {isBlocked ? (
          <Blocked blockers={next.blockers} reportId={reportId} {...ways} onClose={onClose} />
        ) : (
          <p className="quiet">{words.moveKeeps}</p>
        )}
        {isBlocked && (
          <ReasonField
            label={words.anywayReason}
            hint={words.anywayHint}
            value={reason}
            missing={missing}
            onChange={setReason}
          />
        )}
        {failure !== undefined && <Note tone="danger">{sayFailure(failure, text, language)}</Note>}
        <div className="dialog-actions">
          <Button onClick={onClose}>{text.app.cancel}</Button>
          <Button kind="primary" type="submit" busy={busy} data-first-focus={isBlocked ? undefined : true}>
            {isBlocked ? words.moveAnyway : words.moveTo[to]}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** What stands in the way is listed above, and leads there. */
function sayFailure(failure: unknown, text: Catalogue, language: Language): string {
  const isListed = failure instanceof ApiError && failure.code === 'stage-blocked'
  return isListed ? ERRORS['stage-blocked'][language] : errorSentence(failure, text, language)
}

type BlockedProps = {
  readonly blockers: readonly StageBlocker[]
  readonly reportId: string
  readonly rows: readonly BoardRow[]
  readonly onShowSection: (sectionId: string) => void
  readonly onClose: () => void
}

/** The list of what is open, inside a dialog: a line of the board that is shown lies below it. */
export function Blocked({ blockers, onClose, onShowSection, ...rest }: BlockedProps) {
  const { progress: text } = useText()
  return (
    <div className="board-blocked" role="group" aria-label={text.blockersTitle(blockers.length)}>
      <h3>{text.blockersTitle(blockers.length)}</h3>
      <BlockerList
        blockers={blockers}
        {...rest}
        onShowSection={(id) => {
          onClose()
          // The dialog gives the focus back first.
          setTimeout(() => onShowSection(id))
        }}
      />
    </div>
  )
}

type StepBackDialogProps = {
  readonly reportId: string
  readonly to: Stage
  readonly onDone: () => void
  readonly onClose: () => void
}

/** One step back, with a reason that everybody can read. */
export function StepBackDialog({ reportId, to, onDone, onClose }: StepBackDialogProps) {
  const text = useText()
  const { progress: words, reports } = text
  const { language } = useLanguage()
  const toast = useToast()
  const { busy, failure, run } = useWork()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    const why = reason.trim()
    setMissing(why === '')
    if (busy || why === '') return
    run(moveStage(reportId, { stage: to, reason: why }), () => {
      toast(words.moved(reports.stages[to]), 'good')
      onDone()
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.backTo(reports.stages[to])}
      intro={words.backIntro}
      closeLabel={text.app.close}
    >
      <form className="dialog-form" onSubmit={handleSubmit} noValidate>
        <ReasonField label={words.reason} value={reason} missing={missing} onChange={setReason} isFirst />
        {failure !== undefined && <Note tone="danger">{errorSentence(failure, text, language)}</Note>}
        <div className="dialog-actions">
          <Button onClick={onClose}>{text.app.cancel}</Button>
          <Button kind="primary" type="submit" busy={busy}>
            {words.backConfirm}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
