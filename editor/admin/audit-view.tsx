import { Download, ScrollText } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { Link } from 'react-router'

import type { AuditAction, AuditEntry } from '../../report/wire/rest.ts'
import { auditPath, fetchAudit } from '../rest/admin.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { useLoad } from '../rest/load.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Note } from '../ui/note.tsx'
import { Waiting } from '../ui/spinner.tsx'
import { useAuditChoice } from './audit-choice.ts'
import { AuditFilters } from './audit-filters.tsx'
import type { AuditOptions } from './audit-filters.tsx'
import { queryOf } from './audit-query.ts'
import { auditSentence, sayClock } from './audit-sentence.ts'
import { LoadFailed } from '../load-failed.tsx'
import { useWork } from '../rest/use-work.ts'
import './admin.css'

type AuditViewProps = {
  /** Undefined: everywhere. */
  readonly reportId?: string
  readonly options: AuditOptions
  readonly actions: readonly AuditAction[]
}

/** Who did what, newest first, narrowed as the filters say. */
export function AuditView({ reportId, options, actions }: AuditViewProps) {
  const text = useText()
  const [choice, change, clear] = useAuditChoice()
  const { from, to, userId, officeId, sectionId, action } = choice
  // The same question while the same is chosen: `choice` itself is made anew with every drawing.
  const query = useMemo(
    () => queryOf({ from, to, userId, officeId, sectionId, action }),
    [from, to, userId, officeId, sectionId, action],
  )
  const load = useCallback((signal: AbortSignal) => fetchAudit(reportId, query, signal), [reportId, query])
  const [loaded, reload] = useLoad(load)
  return (
    <>
      <AuditFilters choice={choice} options={options} actions={actions} onChange={change} onClear={clear}>
        <a className="button" href={auditPath(reportId, { ...query, format: 'csv' })} download>
          <Download size={16} aria-hidden="true" />
          {text.admin.csv}
        </a>
      </AuditFilters>
      {loaded.state === 'loading' && <Waiting label={text.app.loading} stillLabel={text.app.stillWorking} />}
      {loaded.state === 'failed' && (
        <LoadFailed title={text.admin.auditFailed} error={loaded.error} onRetry={reload} />
      )}
      {loaded.state === 'ready' && (
        <AuditPages
          key={`${JSON.stringify(query)} ${loaded.value.entries[0]?.id ?? ''}`}
          first={loaded.value}
          ask={(after) => fetchAudit(reportId, { ...query, after })}
          withReport={reportId === undefined}
        />
      )}
    </>
  )
}

type Page = { readonly entries: readonly AuditEntry[]; readonly next: string | null }
type AuditPagesProps = {
  readonly first: Page
  readonly ask: (after: string) => Promise<Page>
  readonly withReport: boolean
}

function AuditPages({ first, ask, withReport }: AuditPagesProps) {
  const text = useText()
  const { language } = useLanguage()
  const work = useWork()
  const [further, setFurther] = useState<readonly Page[]>([])
  const pages = [first, ...further]
  const entries = pages.flatMap((page) => page.entries)
  const next = pages.at(-1)?.next ?? null

  if (entries.length === 0 && next === null) {
    return (
      <div className="card">
        <EmptyState icon={ScrollText} title={text.admin.auditEmpty} advice={text.admin.auditEmptyAdvice} />
      </div>
    )
  }
  const handleMore = (after: string) =>
    work.run(ask(after), (page) => setFurther((before) => [...before, page]))
  return (
    <section className="card audit" aria-label={text.admin.auditList}>
      {daysOf(entries).map(({ day, entries: ofDay }) => (
        <div key={day}>
          <h2 className="audit-day">{sayDay(ofDay[0]?.at ?? 0, language)}</h2>
          <ol className="audit-list">
            {ofDay.map((entry) => (
              <AuditLine key={entry.id} entry={entry} withReport={withReport} />
            ))}
          </ol>
        </div>
      ))}
      {work.failure !== undefined && <Note tone="danger">{errorSentence(work.failure, text, language)}</Note>}
      {next !== null && (
        <div className="audit-more">
          <Button busy={work.busy} onClick={() => handleMore(next)}>
            {work.busy ? text.admin.loadingMore : text.admin.more}
          </Button>
        </div>
      )}
    </section>
  )
}

function AuditLine({ entry, withReport }: { entry: AuditEntry; withReport: boolean }) {
  const text = useText()
  const { language } = useLanguage()
  const { address } = entry.details
  return (
    <li className="audit-line">
      <time dateTime={new Date(entry.at).toISOString()}>{sayClock(entry.at, language)}</time>
      <div>
        <p>{auditSentence(entry, text, language)}</p>
        {withReport && entry.report && (
          <Link className="audit-report" to={`/bao-cao/${entry.report.id}`}>
            {entry.report.title}
          </Link>
        )}
        {address && <span className="quiet audit-address">{text.admin.address(address)}</span>}
      </div>
    </li>
  )
}

/** Entries by the day they fell on here, in the order they came. */
function daysOf(entries: readonly AuditEntry[]): { day: string; entries: AuditEntry[] }[] {
  const days: { day: string; entries: AuditEntry[] }[] = []
  for (const entry of entries) {
    const day = new Date(entry.at).toDateString()
    const last = days.at(-1)
    if (last?.day === day) last.entries.push(entry)
    else days.push({ day, entries: [entry] })
  }
  return days
}

function sayDay(at: number, language: 'vi' | 'en'): string {
  const said = new Intl.DateTimeFormat(language === 'vi' ? 'vi-VN' : 'en-GB', {
    weekday: 'long',
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
  }).format(at)
  return said.charAt(0).toLocaleUpperCase(language) + said.slice(1)
}
