import { Check, CircleDot, Settings2 } from 'lucide-react'
import { useRef, useState } from 'react'
import type { FormEvent, KeyboardEvent } from 'react'
import { Link } from 'react-router'

import type { Progress } from '../../report/wire/progress.ts'
import { sayDate, sayExactly } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { pastPath } from '../report-paths.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { changeSettings } from '../rest/progress.ts'
import { useWork } from '../rest/use-work.ts'
import { Button } from '../ui/button.tsx'
import { DateField } from '../ui/date-field.tsx'
import { Note } from '../ui/note.tsx'
import { useToast } from '../ui/toast.tsx'
import { stageLine } from './next-deed.ts'
import type { StageStop } from './next-deed.ts'
import { sayDaysLeft, sayMilestoneDate, toneOf } from './say-due.ts'
import type { Board } from './use-board.ts'

type TimelineProps = {
  readonly board: Board
  /** May set dates. */
  readonly mayLead: boolean
  readonly onSettings: () => void
  readonly onReload: () => void
}

/** The stages in a row, each with the plan's dates that lead to it; below one another on a phone. */
export function Timeline({ board: { progress, report }, mayLead, onSettings, onReload }: TimelineProps) {
  const { progress: text } = useText()
  const { language } = useLanguage()
  return (
    <section className="card board-timeline" aria-labelledby="board-timeline-title">
      <div className="board-part-head">
        <h2 id="board-timeline-title">{text.timeline}</h2>
        {progress.settings.today !== null && (
          <span className="chip" data-tone="warning">
            {text.exercise(sayDate(progress.today, language))}
          </span>
        )}
        {mayLead && (
          <Button kind="quiet" onClick={onSettings}>
            <Settings2 size={16} aria-hidden="true" />
            {text.settings}
          </Button>
        )}
      </div>
      <ol className="board-stages">
        {stageLine(progress).map((stop) => (
          <StageColumn
            key={stop.stage}
            stop={stop}
            reportId={report.id}
            mayLead={mayLead}
            onReload={onReload}
          />
        ))}
      </ol>
      <Moves reportId={report.id} moves={progress.moves} />
    </section>
  )
}

type StageColumnProps = {
  readonly stop: StageStop
  readonly reportId: string
  readonly mayLead: boolean
  readonly onReload: () => void
}

function StageColumn({ stop, reportId, mayLead, onReload }: StageColumnProps) {
  const { progress: text, reports } = useText()
  const { language } = useLanguage()
  const { stage, state, milestones, arrival } = stop
  return (
    <li className="board-stage" data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
      <p className="board-stage-name">
        <span className="board-stage-dot" aria-hidden="true">
          {state === 'past' && <Check size={14} strokeWidth={3} />}
          {state === 'now' && <CircleDot size={14} strokeWidth={3} />}
        </span>
        <span>
          {reports.stages[stage]}
          {state !== 'ahead' && (
            <span className="visually-hidden">
              {` (${state === 'now' ? text.stageNow : text.stagePast})`}
            </span>
          )}
        </span>
      </p>
      {arrival && (
        <p className="board-arrival">
          <Link
            to={pastPath(reportId, arrival.version.id)}
            title={text.version(arrival.version.number, arrival.version.name)}
          >
            {text.reached(sayExactly(arrival.at, language), arrival.by.name)}
          </Link>
        </p>
      )}
      {milestones.map(({ index, milestone }) => (
        <MilestoneCard
          key={index}
          index={index}
          milestone={milestone}
          reportId={reportId}
          mayLead={mayLead}
          onReload={onReload}
        />
      ))}
    </li>
  )
}

type MilestoneCardProps = {
  readonly index: number
  readonly milestone: Progress['milestones'][number]
  readonly reportId: string
  readonly mayLead: boolean
  readonly onReload: () => void
}

function MilestoneCard({ index, milestone, reportId, mayLead, onReload }: MilestoneCardProps) {
  const { progress: text } = useText()
  const { language } = useLanguage()
  const { date, planned, what, from, to, daysLeft, done } = milestone
  const left = done ? text.done : sayDaysLeft(daysLeft, text)
  return (
    <div className="board-milestone" data-done={done || undefined}>
      <p className="board-milestone-date">
        {sayMilestoneDate(milestone, text, language)}
        {left !== '' && (
          <span className="chip" data-tone={done ? 'good' : toneOf(daysLeft)}>
            {left}
          </span>
        )}
      </p>
      {date !== planned && date !== null && (
        <p className="board-milestone-planned">
          {planned === null ? text.plannedNone : text.planned(sayDate(planned, language))}
        </p>
      )}
      <p lang="vi" className="board-milestone-what" title={what}>
        {what}
      </p>
      {(from || to) && (
        <p className="board-milestone-route" lang="vi" title={text.route(from, to)}>
          {from && to ? text.route(from, to) : from || to}
        </p>
      )}
      {mayLead && planned === null && (
        <SetDate index={index} date={date} what={what} reportId={reportId} onSaved={onReload} />
      )}
    </div>
  )
}

type SetDateProps = {
  readonly index: number
  readonly date: string | null
  readonly what: string
  readonly reportId: string
  readonly onSaved: () => void
}

/** The plan left this date open: it is set where it is missing. */
function SetDate({ index, date, what, reportId, onSaved }: SetDateProps) {
  const text = useText()
  const { language } = useLanguage()
  const toast = useToast()
  const { busy, failure, run } = useWork()
  const [open, setOpen] = useState(false)
  const [wanted, setWanted] = useState<string | undefined>('')
  const wasOpen = useRef(false)
  if (!open)
    return (
      <Button
        // Whoever was in the field goes on from where it was opened.
        ref={(button) => {
          if (wasOpen.current) button?.focus()
          wasOpen.current = false
        }}
        kind="quiet"
        aria-label={`${date === null ? text.progress.setDate : text.progress.changeDate}: ${what}`}
        onClick={() => {
          setWanted(date ?? '')
          setOpen(true)
        }}
      >
        {date === null ? text.progress.setDate : text.progress.changeDate}
      </Button>
    )
  const close = () => {
    wasOpen.current = true
    setOpen(false)
  }
  const handleKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close()
  }
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    // The field says what is wrong.
    if (busy || wanted === undefined) return
    run(changeSettings(reportId, { dates: { [index]: wanted === '' ? null : wanted } }), () => {
      close()
      toast(text.progress.dateSaved, 'good')
      onSaved()
    })
  }
  return (
    <form className="board-set-date" onSubmit={handleSubmit} onKeyDown={handleKey} noValidate>
      <DateField
        label={text.progress.dateOf(what)}
        bare
        text={text.app.dateForm}
        value={wanted}
        onChange={setWanted}
        // It was asked for just now.
        autoFocus
      />
      <Button kind="primary" type="submit" busy={busy}>
        {text.progress.save}
      </Button>
      <Button kind="quiet" onClick={close}>
        {text.app.cancel}
      </Button>
      {failure !== undefined && <Note tone="danger">{errorSentence(failure, text, language)}</Note>}
    </form>
  )
}

function Moves({ reportId, moves }: { reportId: string; moves: Progress['moves'] }) {
  const { progress: text, reports } = useText()
  const { language } = useLanguage()
  if (moves.length === 0) return null
  const newestFirst = moves.toSorted((a, b) => b.at - a.at)
  return (
    <details className="board-moves">
      <summary>{text.moves(moves.length)}</summary>
      <ol>
        {newestFirst.map(({ from, to, at, by, reason, blockers, version }) => (
          <li key={`${at} ${version.id}`}>
            <span>
              <strong>{text.moveLine(reports.stages[from], reports.stages[to])}</strong>{' '}
              {text.reached(sayExactly(at, language), [by.name, by.office].filter(Boolean).join(', '))}
              {blockers > 0 && ` · ${text.inSpite(blockers)}`}
            </span>
            {reason && (
              <q className="board-reason" lang="vi">
                {reason}
              </q>
            )}
            <Link to={pastPath(reportId, version.id)} lang="vi">
              {text.version(version.number, version.name)}
            </Link>
          </li>
        ))}
      </ol>
    </details>
  )
}
