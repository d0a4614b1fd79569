import type { Editor } from '@tiptap/core'
import { Download, Eye, FileWarning } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useNavigate } from 'react-router'

import type { Blank } from '../../report/wire/paper.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import type { ReportConnection } from '../draft/connection/connection.ts'
import { useObservable } from '../draft/use-observable.ts'
import { mayEditHead } from '../head/head-dialog.tsx'
import { FormLine } from '../form-check/form-line.tsx'
import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { fetchPaper } from '../rest/export.ts'
import { ApiError } from '../rest/request.ts'
import { previewPath, threadPath } from '../report-paths.ts'
import { useSectionNames } from '../review/use-section-names.ts'
import { goToSection } from '../sections/outline-pane.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { giveFile } from '../ui/give-file.ts'
import { Note } from '../ui/note.tsx'
import { Waiting } from '../ui/spinner.tsx'
import { BlockerList } from './blocker-list.tsx'
import { BlankList } from './blank-list.tsx'
import {
  blockersWithin,
  type ExportChoice,
  FIRST_CHOICE,
  type Making,
  makingOf,
  paperOf,
  requestOf,
} from './export-choice.ts'
import { ExportFields } from './export-fields.tsx'
import { createExportRun, isUnreachable } from './export-run.ts'
import { ExportProgress } from './export-progress.tsx'
import { LocalCopyCard } from './local-copy-card.tsx'
import { loadPaperWriter, safeName } from './local-copy.ts'
import { useExportCheck } from './use-export-check.ts'
import '../ui/split-dialog.css'
import './export.css'

type ExportDialogProps = {
  readonly report: ReportDetail
  readonly connection: ReportConnection
  readonly editor: Editor | undefined
  /** Opens the form of the head over this dialog. */
  readonly onEditHead: (field: Blank | undefined) => void
  /** Opens the checker of the form beside the page. */
  readonly onCheckForm: () => void
  readonly onClose: () => void
}

/** *Xuất văn bản*: which paper, what stands in its way, and the file. */
export function ExportDialog(props: ExportDialogProps) {
  const { report, connection, editor, onEditHead, onCheckForm, onClose } = props
  const text = useText()
  const { language } = useLanguage()
  const navigate = useNavigate()
  const [choice, setChoice] = useState<ExportChoice>(FIRST_CHOICE)
  const [loaded, reload] = useExportCheck(report.id, connection)
  const run = useExportRun(report, connection)
  const state = useObservable(run.state)
  const going = useRef<() => void>(undefined)
  const save = useObservable(connection.save)
  const { headings } = useSectionNames(editor)

  const check = useMemo(() => {
    if (loaded.state !== 'ready') return undefined
    const sections = headings.length > 0 ? headings : report.sections
    return { ...loaded.value, blockers: blockersWithin(loaded.value.blockers, choice.section, sections) }
  }, [loaded, choice.section, headings, report.sections])
  const making = check && makingOf(choice, check)
  const isWorking = state.state === 'waiting' || state.state === 'making'
  const isOffline = save.state === 'offline'
  const isAway =
    isOffline || state.state === 'unreachable' || (loaded.state === 'failed' && isUnreachable(loaded.error))

  useEffect(() => {
    if (!isOffline) return
    return () => {
      // Back on the line: what is known of the report is old, and so is that the server could not be reached.
      run.forget()
      reload()
    }
  }, [isOffline, run, reload])

  useEffect(() => {
    // The server has just looked, and found what this page did not know yet.
    if (state.state === 'failed' && codeOf(state.error) === 'export-blocked') reload()
    if (state.state === 'done') reload()
  }, [state, reload])

  useEffect(() => {
    // Should the server go, it is here.
    loadPaperWriter().catch(() => undefined)
  }, [])

  const leaveFor = (act: () => void) => {
    going.current = act
    onClose()
  }
  const handleCloseFocus = (event: Event) => {
    if (!going.current) return
    event.preventDefault()
    going.current()
  }
  const handleMake = () => {
    if (check && making) run.start(requestOf(choice, making, check))
  }

  return (
    <Dialog
      open
      onClose={onClose}
      onCloseAutoFocus={handleCloseFocus}
      title={text.exporting.title}
      closeLabel={text.app.close}
      width="64rem"
    >
      <div className="split-dialog">
        <ExportFields
          report={report}
          save={connection.save}
          editor={editor}
          choice={choice}
          check={check}
          isMade={state.state === 'done'}
          onChange={setChoice}
        />
        <section className="split-dialog-side export-check" aria-label={text.exporting.checkLabel}>
          {loaded.state === 'loading' && <Waiting label={text.exporting.checking} />}
          {loaded.state === 'failed' && !isAway && (
            <Note tone="danger">
              <p>
                {text.exporting.checkFailed}. {errorSentence(loaded.error, text, language)}
              </p>
              <Button onClick={reload}>{text.app.retry}</Button>
            </Note>
          )}
          {isAway && (
            <LocalCopyCard
              report={report}
              connection={connection}
              choice={choice}
              nextDraft={check?.nextDraft ?? 1}
              onRetry={() => {
                run.forget()
                connection.retry()
                reload()
              }}
            />
          )}
          {check && (
            <>
              <BlockerList
                check={check}
                editor={editor}
                isSigning={choice.kind === 'signing' && choice.version === undefined}
                onSection={(id) =>
                  leaveFor(() => editor && goToSection(editor, id === 'preamble' ? undefined : id))
                }
                onThread={(id) => leaveFor(() => void navigate(threadPath(report.id, id)))}
              />
              <BlankList blanks={check.blanks} mayEdit={mayEditHead(report)} onGo={onEditHead} />
              <FormLine report={report} connection={connection} onGo={() => leaveFor(onCheckForm)} />
            </>
          )}
        </section>
        <div className="split-dialog-foot export-foot">
          <ExportProgress state={state} isOfVersion={choice.version !== undefined} onRetry={handleMake} />
          <div className="dialog-actions">
            {isWorking ? (
              <Button onClick={run.stop} data-stop>
                {text.exporting.stop}
              </Button>
            ) : (
              <>
                {check?.pdf && making && (
                  <a
                    className="button"
                    href={previewPath(report.id, paperOf(choice, making))}
                    target="_blank"
                    rel="noopener"
                  >
                    <Eye size={16} aria-hidden="true" />
                    {text.exporting.preview}
                    <span className="visually-hidden"> – {text.exporting.previewNewTab}</span>
                  </a>
                )}
              </>
            )}
            <Button
              kind="primary"
              busy={isWorking}
              disabled={!making}
              data-making={making?.kind}
              onClick={handleMake}
            >
              {!isWorking && <MakeIcon isInstead={choice.kind === 'signing' && making?.kind === 'draft'} />}
              {sayMake(making)}
            </Button>
          </div>
        </div>
      </div>
    </Dialog>
  )

  function sayMake(what: Making | undefined): string {
    if (!what) return text.exporting.make
    if (what.kind === 'signing') return text.exporting.makeSigning
    if (what.kind === 'review') return text.exporting.makeReview
    const { makeInstead, makeDraft } = text.exporting
    return choice.kind === 'signing' ? makeInstead(what.number) : makeDraft(what.number)
  }
}

function MakeIcon({ isInstead }: { isInstead: boolean }) {
  const Icon = isInstead ? FileWarning : Download
  return <Icon size={16} aria-hidden="true" />
}

function codeOf(error: unknown): ApiError['code'] | undefined {
  return error instanceof ApiError ? error.code : undefined
}

/** One for as long as the dialog stands; leaving it stops what is under way. */
function useExportRun({ id, title }: ReportDetail, { save }: ReportConnection) {
  const fetch = useCallback(
    (asked: Parameters<typeof fetchPaper>[1], signal: AbortSignal) => fetchPaper(id, asked, signal),
    [id],
  )
  const run = useMemo(
    () =>
      createExportRun({
        save,
        fetch,
        give: giveFile,
        fallbackName: safeName(title),
      }),
    [save, fetch, title],
  )
  useEffect(() => () => run.stop(), [run])
  return run
}
