import { ArrowLeft, BookOpen, History, Inbox, MessagesSquare, PenLine, Printer } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Link, useParams } from 'react-router'

import { whyNowhere } from '../../report/permission/rights.ts'
import { Frame } from '../frame.tsx'
import { useText } from '../i18n/text.tsx'
import { LoadFailed } from '../load-failed.tsx'
import { usePageTitle } from '../page-title.ts'
import { contributionsPath, historyPath, registerPath, textPath } from '../report-paths.ts'
import { useMe } from '../session/session.tsx'
import { Button } from '../ui/button.tsx'
import { boardRows } from './board-rows.ts'
import type { BoardChoice } from './board-rows.ts'
import { OfficeProgress } from './office-progress.tsx'
import { SectionProgress } from './section-progress.tsx'
import { SettingsDialog } from './settings-dialog.tsx'
import { SignedBanner } from './signed-banner.tsx'
import { StageHead } from './stage-head.tsx'
import { Timeline } from './timeline.tsx'
import { useBoard, useBoardChoice } from './use-board.ts'
import type { Board } from './use-board.ts'
import './progress.css'

/** `/bao-cao/:reportId/tien-do`: where a report stands between its plan and its signature, and what comes next. */
export default function ProgressPage() {
  const text = useText()
  const { reportId = '' } = useParams()
  const [loaded, reload] = useBoard(reportId)
  usePageTitle(
    loaded.state === 'ready' ? `${text.progress.title} · ${loaded.value.report.title}` : text.progress.title,
  )
  return (
    <Frame>
      <div className="board">
        <nav className="board-ways">
          <Link className="back-link" to="/">
            <ArrowLeft size={16} aria-hidden="true" />
            {text.app.toReports}
          </Link>
        </nav>
        {loaded.state === 'loading' && <BoardSkeleton />}
        {loaded.state === 'failed' && (
          <LoadFailed title={text.progress.failed} error={loaded.error} onRetry={reload} />
        )}
        {loaded.state === 'ready' && <BoardView board={loaded.value} onReload={reload} />}
      </div>
    </Frame>
  )
}

function BoardView({ board, onReload }: { board: Board; onReload: () => void }) {
  const { contributions: contributionsText, history, progress: text, register } = useText()
  const me = useMe()
  const { progress, report } = board
  const [choice, change, clear] = useBoardChoice()
  const [settings, setSettings] = useState(false)
  const rows = useMemo(
    () => boardRows(progress, { report, me, preamble: text.preamble }),
    [progress, report, me, text.preamble],
  )
  const mine = report.members.find(({ userId }) => userId === me.id)
  const officeId = (mine ? mine.office : me.office)?.id ?? null
  const showSections = (changed: Partial<BoardChoice>) => {
    change(changed)
    // The lines are only now drawn anew.
    requestAnimationFrame(focusSections)
  }
  const isSigned = progress.stage === 'signed'
  const isRead = whyNowhere({ role: report.role, officeId }, progress.stage) !== undefined
  const mayLead = report.role === 'coordinator' && !isSigned
  return (
    <>
      <div className="page-head">
        <div className="board-title">
          <h1>{text.title}</h1>
          <p className="quiet" title={report.title}>
            {report.title}
          </p>
        </div>
        <div className="page-actions">
          <Link className="button" to={textPath(report.id, progress.stage)}>
            {isRead ? <BookOpen size={16} aria-hidden="true" /> : <PenLine size={16} aria-hidden="true" />}
            {isRead ? text.read : text.toText}
          </Link>
          <Link className="button" to={contributionsPath(report.id)}>
            <Inbox size={16} aria-hidden="true" />
            {contributionsText.title}
          </Link>
          <Link className="button" to={registerPath(report.id)}>
            <MessagesSquare size={16} aria-hidden="true" />
            {register.link}
          </Link>
          <Link className="button" to={historyPath(report.id)}>
            <History size={16} aria-hidden="true" />
            {history.title}
          </Link>
          <Button onClick={() => window.print()}>
            <Printer size={16} aria-hidden="true" />
            {text.print}
          </Button>
        </div>
      </div>
      {progress.signature && <SignedBanner reportId={report.id} signature={progress.signature} />}
      {!isSigned && (
        <StageHead
          board={board}
          rows={rows}
          officeId={officeId}
          onChoose={showSections}
          onShowSection={(sectionId) => {
            clear()
            // The line may only now be drawn again.
            requestAnimationFrame(() => focusSection(sectionId))
          }}
          onReload={onReload}
        />
      )}
      <Timeline board={board} mayLead={mayLead} onSettings={() => setSettings(true)} onReload={onReload} />
      <SectionProgress
        board={board}
        rows={rows}
        choice={choice}
        onChoose={change}
        onClear={clear}
        onReload={onReload}
      />
      <OfficeProgress
        reportId={report.id}
        offices={progress.offices}
        now={board.askedAt}
        mayRemind={mayLead}
        onShow={(office) => showSections({ office, status: '', overdue: false })}
        onReload={onReload}
      />
      {settings && (
        <SettingsDialog
          reportId={report.id}
          progress={progress}
          onClose={() => setSettings(false)}
          onSaved={() => {
            setSettings(false)
            onReload()
          }}
        />
      )}
    </>
  )
}

function focusSections(): void {
  const sections = document.querySelector('.board-sections')
  sections?.scrollIntoView({ block: 'start' })
  const stop = sections?.querySelector<HTMLElement>('tbody input, tbody a')
  stop?.focus({ preventScroll: true })
}

function focusSection(sectionId: string): void {
  const row = document.querySelector(`[data-section="${CSS.escape(sectionId)}"]`)
  if (!(row instanceof HTMLElement)) return
  row.scrollIntoView({ block: 'center' })
  const stop = row.querySelector<HTMLElement>('input, a')
  stop?.focus({ preventScroll: true })
}

const SKELETON = ['head', 'line', 'sections']

function BoardSkeleton() {
  const { app } = useText()
  return (
    <div className="board-skeleton" role="status" aria-label={app.loading}>
      {SKELETON.map((part) => (
        <div key={part} className="skeleton" />
      ))}
    </div>
  )
}
