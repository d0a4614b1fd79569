import { BookOpen, PenLine, Users } from 'lucide-react'
import { Link } from 'react-router'

import { whyNowhere } from '../../report/permission/rights.ts'
import type { ReportSummary, Stage } from '../../report/wire/rest.ts'
import { sayMoment } from '../i18n/dates.ts'
import { useLanguage, useNow, useText } from '../i18n/text.tsx'
import { progressPath, textPath } from '../report-paths.ts'
import { sayDeadline } from './deadline.ts'
import type { NextMilestone } from './deadline.ts'

type ReportTableProps = {
  readonly reports: readonly ReportSummary[]
  readonly onMembers: (report: ReportSummary) => void
}

/** The reports a person takes part in, last edited first. A table on a desk, cards on a phone. */
export function ReportTable({ reports, onMembers }: ReportTableProps) {
  const { reports: text } = useText()
  const newestFirst = [...reports].sort((a, b) => b.editedAt - a.editedAt)
  return (
    <div className="card">
      <table className="report-table">
        <caption className="visually-hidden">{text.listLabel}</caption>
        <thead>
          <tr>
            <th scope="col">{text.columnTitle}</th>
            <th scope="col">{text.columnStage}</th>
            <th scope="col">{text.columnRole}</th>
            <th scope="col">{text.columnDeadline}</th>
            <th scope="col">{text.columnMembers}</th>
            <th scope="col">{text.columnEdited}</th>
          </tr>
        </thead>
        <tbody>
          {newestFirst.map((report) => (
            <ReportRow key={report.id} report={report} onMembers={onMembers} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function ReportRow({
  report,
  onMembers,
}: {
  report: ReportSummary
  onMembers: (report: ReportSummary) => void
}) {
  const { app, reports: text } = useText()
  const { language } = useLanguage()
  const now = useNow()
  return (
    <tr>
      <th scope="row">
        <Link className="report-link" to={progressPath(report.id)}>
          {report.title}
        </Link>
        <span className="report-type">{report.type}</span>
        <TextLink report={report} />
      </th>
      <td data-label={text.columnStage}>
        <StageChip stage={report.stage} />
      </td>
      <td data-label={text.columnRole}>{text.roles[report.role]}</td>
      <td data-label={text.columnDeadline}>
        <NextDeadline milestone={report.nextMilestone} now={now} />
      </td>
      <td data-label={text.columnMembers}>
        <button
          className="button members-button"
          data-kind="quiet"
          type="button"
          aria-label={`${text.openMembers(report.title)}: ${text.memberCount(report.members)}`}
          onClick={() => onMembers(report)}
        >
          <Users size={16} aria-hidden="true" />
          {text.memberCount(report.members)}
        </button>
      </td>
      <td data-label={text.columnEdited}>
        <time dateTime={new Date(report.editedAt).toISOString()}>
          {sayMoment(report.editedAt, now, app, language)}
        </time>
      </td>
    </tr>
  )
}

/** Past the board, to the text itself. */
function TextLink({ report: { id, title, role, stage } }: { report: ReportSummary }) {
  const { reports: text } = useText()
  const isRead = whyNowhere({ role, officeId: null }, stage) !== undefined
  const Icon = isRead ? BookOpen : PenLine
  const what = isRead ? text.read : text.write
  return (
    <Link className="report-text" to={textPath(id, stage)} aria-label={text.openText(what, title)}>
      <Icon size={14} aria-hidden="true" />
      {what}
    </Link>
  )
}

const STAGE_TONES: Readonly<Record<Stage, 'accent' | 'warning' | 'good'>> = {
  drafting: 'accent',
  appraisal: 'warning',
  committee: 'warning',
  conference: 'warning',
  finalising: 'accent',
  signed: 'good',
}

function StageChip({ stage }: { stage: Stage }) {
  const { reports: text } = useText()
  return (
    <span className="chip" data-tone={STAGE_TONES[stage]}>
      {text.stages[stage]}
    </span>
  )
}

function NextDeadline({ milestone, now }: { milestone: NextMilestone | null; now: Date }) {
  const { reports: text } = useText()
  const { language } = useLanguage()
  if (!milestone) return <span className="quiet">{text.noDeadline}</span>
  const { date, distance, tone } = sayDeadline(milestone, now, text, language)
  return (
    <div className="deadline" title={milestone.what}>
      <span>{date}</span>
      {distance && (
        <span className="chip" data-tone={tone}>
          {distance}
        </span>
      )}
      <span className="deadline-what">{milestone.what}</span>
    </div>
  )
}
