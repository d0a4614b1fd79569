import { ArrowRight, BookOpen, CircleCheck, PenLine, Send, Stamp, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { nextOf } from '../../report/progress/milestones.ts'
import type { StageBlocker } from '../../report/wire/progress.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { BlockerList } from './blocker-list.tsx'
import type { BoardChoice, BoardRow } from './board-rows.ts'
import { MoveDialog, StepBackDialog } from './move-dialog.tsx'
import { nextDeed, waitedForOf } from './next-deed.ts'
import type { NextDeed } from './next-deed.ts'
import { sayDaysLeft, sayMilestoneDate, toneOf } from './say-due.ts'
import { SignDialog } from './sign-dialog.tsx'
import { SubmitDialog } from './submit-dialog.tsx'
import type { Board } from './use-board.ts'

type StageHeadProps = {
  readonly board: Board
  readonly rows: readonly BoardRow[]
  readonly officeId: string | null
  readonly onChoose: (choice: Partial<BoardChoice>) => void
  readonly onShowSection: (sectionId: string) => void
  readonly onReload: () => void
}

/** Where the report stands in one line, the one thing this person is asked for, and what stands in its way. */
export function StageHead({ board, rows, officeId, onChoose, onShowSection, onReload }: StageHeadProps) {
  const { progress: text, reports } = useText()
  const { language } = useLanguage()
  const [asked, setAsked] = useState<'move' | 'sign' | 'submit' | 'back'>()
  const { progress, report } = board
  const deed = nextDeed(progress, { rows, role: report.role, officeId })
  const next = nextOf(progress.milestones)
  const done = () => {
    setAsked(undefined)
    onReload()
  }
  const close = () => setAsked(undefined)
  return (
    <section className="card board-head" aria-label={reports.stageIs(reports.stages[progress.stage])}>
      <div className="board-head-line">
        <div>
          <p className="board-standing">{text.standing[progress.stage]}</p>
          {progress.stage !== 'signed' && next && (
            <p className="board-next">
              <span lang="vi" className="board-next-what">
                {next.what}
              </span>
              <span>{sayMilestoneDate(next, text, language)}</span>
              <span className="chip" data-tone={toneOf(next.daysLeft)}>
                {sayDaysLeft(next.daysLeft, text)}
              </span>
            </p>
          )}
          <RoleLine board={board} rows={rows} officeId={officeId} deed={deed} />
        </div>
        <div className="board-head-buttons">
          <DeedButton deed={deed} board={board} onAsk={setAsked} onChoose={onChoose} />
          {deed.type === 'judge' && progress.next && (
            <Button kind="quiet" onClick={() => setAsked('move')}>
              {text.moveTo[progress.next.stage]}
            </Button>
          )}
          {progress.back && (
            <Button kind="quiet" onClick={() => setAsked('back')}>
              <Undo2 size={16} aria-hidden="true" />
              {text.back}
            </Button>
          )}
        </div>
      </div>
      {progress.next && (
        <Blockers
          blockers={progress.next.blockers}
          reportId={report.id}
          rows={rows}
          onShowSection={onShowSection}
        />
      )}
      {asked === 'move' && progress.next && (
        <MoveDialog
          reportId={report.id}
          next={progress.next}
          rows={rows}
          onShowSection={onShowSection}
          onDone={done}
          onClose={close}
          onReload={onReload}
        />
      )}
      {asked === 'back' && progress.back && (
        <StepBackDialog reportId={report.id} to={progress.back} onDone={done} onClose={close} />
      )}
      {asked === 'sign' && progress.next && (
        <SignDialog
          reportId={report.id}
          blockers={progress.next.blockers}
          rows={rows}
          onShowSection={onShowSection}
          onDone={done}
          onClose={close}
          onReload={onReload}
        />
      )}
      {asked === 'submit' && deed.type === 'submit' && (
        <SubmitDialog reportId={report.id} rows={deed.rows} onDone={done} onClose={close} />
      )}
    </section>
  )
}

type DeedButtonProps = {
  readonly deed: NextDeed
  readonly board: Board
  readonly onAsk: (what: 'move' | 'sign' | 'submit') => void
  readonly onChoose: (choice: Partial<BoardChoice>) => void
}

function DeedButton({ deed, board: { report }, onAsk, onChoose }: DeedButtonProps) {
  const { progress: text } = useText()
  switch (deed.type) {
    case 'move':
      return (
        <Button kind="primary" onClick={() => onAsk('move')}>
          {text.moveTo[deed.to]}
          <ArrowRight size={16} aria-hidden="true" />
        </Button>
      )
    case 'sign':
      return (
        <Button kind="primary" onClick={() => onAsk('sign')}>
          <Stamp size={16} aria-hidden="true" />
          {text.moveTo.signed}
        </Button>
      )
    case 'submit':
      return (
        <Button kind="primary" onClick={() => onAsk('submit')}>
          <Send size={16} aria-hidden="true" />
          {text.submitMine}
        </Button>
      )
    case 'judge':
      return (
        <Button kind="primary" onClick={() => onChoose({ office: '', status: 'submitted', overdue: false })}>
          {text.judge(deed.rows.length)}
        </Button>
      )
    case 'write':
    case 'read':
      return (
        <Link className="button" data-kind="primary" to={`/bao-cao/${report.id}`}>
          {deed.type === 'write' ? (
            <PenLine size={16} aria-hidden="true" />
          ) : (
            <BookOpen size={16} aria-hidden="true" />
          )}
          {deed.type === 'write' ? text.toText : text.read}
        </Link>
      )
  }
}

type RoleLineProps = Pick<StageHeadProps, 'board' | 'rows' | 'officeId'> & { readonly deed: NextDeed }

/** What is asked of this person, in their own terms. */
function RoleLine({ board: { progress, report }, rows, officeId, deed }: RoleLineProps) {
  const { progress: text } = useText()
  if (progress.stage === 'signed') return null
  if (deed.type === 'judge') return <p>{text.judgeWaiting(deed.rows.length)}</p>
  if (report.role !== 'drafter') return null
  const waiting = waitedForOf(rows, officeId)
  if (waiting.length > 0) return <p>{text.mineWaiting(waiting.length)}</p>
  const hasSome = rows.some(({ section }) => officeId !== null && section.responsible.includes(officeId))
  return hasSome ? (
    <p className="board-clear">
      <CircleCheck size={16} aria-hidden="true" />
      {text.mineDone}
    </p>
  ) : null
}

type BlockersProps = {
  readonly blockers: readonly StageBlocker[]
  readonly reportId: string
  readonly rows: readonly BoardRow[]
  readonly onShowSection: (sectionId: string) => void
}

function Blockers(props: BlockersProps) {
  const { progress: text } = useText()
  const { blockers } = props
  if (blockers.length === 0)
    return (
      <p className="board-clear">
        <CircleCheck size={16} aria-hidden="true" />
        {text.nothingWaits}
      </p>
    )
  return (
    <details className="board-blockers" open={blockers.length <= 12}>
      <summary>{text.blockersTitle(blockers.length)}</summary>
      <BlockerList {...props} />
    </details>
  )
}
