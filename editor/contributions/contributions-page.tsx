import { ArrowLeft, PenLine } from 'lucide-react'
import { useState } from 'react'
import { Link, useParams } from 'react-router'

import { sectionLabel, sectionNames } from '../../report/review/section-names.ts'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { Frame } from '../frame.tsx'
import type { Catalogue } from '../i18n/catalogue.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { LoadFailed } from '../load-failed.tsx'
import { usePageTitle } from '../page-title.ts'
import { sayDaysLeft, sayMilestoneDate, toneOf } from '../progress/say-due.ts'
import { progressPath } from '../report-paths.ts'
import { useMe } from '../session/session.tsx'
import { Button } from '../ui/button.tsx'
import { Waiting } from '../ui/spinner.tsx'
import { AskOfficesDialog } from './ask-offices-dialog.tsx'
import { OfficeList } from './office-list.tsx'
import { type Counts, countsOf, unplacedParts } from './office-lines.ts'
import { SectionExcerpts } from './section-excerpts.tsx'
import { SendCard } from './send-card.tsx'
import { UnplacedParts } from './unplaced-parts.tsx'
import { type ContributionFacts, useContributions } from './use-contributions.ts'
import './contributions.css'

/** `/bao-cao/:reportId/bao-cao-co-quan`: what every office sent in for a report, who has not yet, and where its parts belong. */
export default function ContributionsPage() {
  const text = useText()
  const { reportId = '' } = useParams()
  const [loaded, reload] = useContributions(reportId)
  usePageTitle(text.contributions.title)
  return (
    <Frame>
      <Link className="back-link" to={progressPath(reportId)}>
        <ArrowLeft size={16} aria-hidden="true" />
        {text.contributions.toBoard}
      </Link>
      {loaded.state === 'loading' && <Waiting label={text.app.loading} stillLabel={text.app.stillWorking} />}
      {loaded.state === 'failed' && (
        <LoadFailed title={text.contributions.failed} error={loaded.error} onRetry={reload} />
      )}
      {loaded.state === 'ready' && <Ready key={reportId} facts={loaded.value} onReload={reload} />}
    </Frame>
  )
}

/** What an office's line must be to be shown; all without. */
export type StateFilter = keyof Omit<Counts, 'unplaced'> | undefined

function Ready({ facts, onReload }: { facts: ContributionFacts; onReload: () => void }) {
  const { contributions: text } = useText()
  const me = useMe()
  const { report, sent } = facts
  const [filter, setFilter] = useState<StateFilter>()
  const [asking, setAsking] = useState(false)
  const nameOf = useSectionNames(facts)
  const mine = report.members.find(({ userId }) => userId === me.id)
  const office = (mine ? mine.office : me.office) ?? undefined
  const isOpen = report.stage !== 'signed'
  const leads = report.role === 'coordinator' && isOpen
  const drafts =
    report.role === 'drafter' && isOpen && sent.offices.some((one) => one.office.id === office?.id)
  const counts = countsOf(sent)
  const unplaced = unplacedParts(sent.contributions)
  return (
    <div className="sent">
      <div className="page-head">
        <div>
          <h1>{text.title}</h1>
          <p className="quiet">{report.title}</p>
        </div>
        <div className="page-actions">
          {leads && <Button onClick={() => setAsking(true)}>{text.choose}</Button>}
          <Link className="button" to={`/bao-cao/${report.id}`}>
            <PenLine size={16} aria-hidden="true" />
            {text.toText}
          </Link>
        </div>
      </div>
      <section className="card sent-standing" aria-label={text.counts}>
        <Due sent={sent} />
        <ul className="sent-counts">
          {COUNTED.map((key) => (
            <li key={key}>
              <button
                type="button"
                className="sent-count"
                data-tone={counts[key] > 0 ? TONE_OF[key] : undefined}
                aria-pressed={filter === key}
                onClick={() => setFilter(filter === key ? undefined : key)}
              >
                <strong>{counts[key]}</strong> {text.counted[key]}
              </button>
            </li>
          ))}
        </ul>
      </section>
      {(drafts || leads) && (
        <SendCard
          reportId={report.id}
          office={drafts ? office : undefined}
          offices={leads ? sent.offices.map((one) => one.office) : []}
          sent={sent}
          onSent={onReload}
        />
      )}
      <OfficeList
        report={report}
        sent={sent}
        filter={filter}
        officeId={drafts ? office?.id : undefined}
        leads={leads}
        onAll={() => setFilter(undefined)}
        onReload={onReload}
      />
      {unplaced.length > 0 && (
        <UnplacedParts
          report={report}
          parts={unplaced}
          nameOf={nameOf}
          mayPlace={({ office: of }) => isOpen && (leads || of.id === office?.id)}
          onReload={onReload}
        />
      )}
      <SectionExcerpts report={report} sent={sent} nameOf={nameOf} />
      {asking && (
        <AskOfficesDialog
          reportId={report.id}
          first={sent.offices.map((one) => one.office.id)}
          onClose={() => setAsking(false)}
          onSaved={() => {
            setAsking(false)
            onReload()
          }}
        />
      )}
    </div>
  )
}

const COUNTED = ['received', 'late', 'missing', 'overdue'] as const
const TONE_OF = { received: 'good', late: 'warning', missing: undefined, overdue: 'danger' } as const

function Due({ sent }: { sent: ContributionFacts['sent'] }) {
  const { contributions: text, progress } = useText()
  const { language } = useLanguage()
  const { due } = sent
  if (!due) return <p>{text.noDue}</p>
  return (
    <p>
      {text.due(sayMilestoneDate(due, progress, language))}{' '}
      <span className="chip" data-tone={toneOf(due.daysLeft)}>
        {sayDaysLeft(due.daysLeft, progress)}
      </span>
    </p>
  )
}

export type NameOf = (sectionId: string) => string

function useSectionNames({ report }: ContributionFacts): NameOf {
  const { contributions: text } = useText()
  return sayNames(report, text)
}

function sayNames(report: ContributionFacts['report'], text: Catalogue['contributions']): NameOf {
  const names = sectionNames(report.sections)
  return (id) => {
    if (id === PREAMBLE_ID) return text.preamble
    const name = names.get(id)
    return (name && sectionLabel(name)) || text.untitled
  }
}
