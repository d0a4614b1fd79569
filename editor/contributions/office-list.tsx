import { Download, Inbox, PenLine, Send, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import type { Contribution, Contributions } from '../../report/wire/contributions.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import { sayExactly, sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { WarningList } from '../import/warning-list.tsx'
import { contributionFilePath, submitContribution, withdrawContribution } from '../rest/contributions.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { useToast } from '../ui/toast.tsx'
import type { StateFilter } from './contributions-page.tsx'
import { type OfficeLine, type OfficeState, officeLines } from './office-lines.ts'

type OfficeListProps = {
  readonly report: ReportDetail
  readonly sent: Contributions
  readonly filter: StateFilter
  /** The person's own, for which they may hand in and take back. */
  readonly officeId: string | undefined
  /** They may take back anybody's. */
  readonly leads: boolean
  readonly onAll: () => void
  readonly onReload: () => void
}

/** Every office that is asked, what is missing first, with what it sent in. */
export function OfficeList(props: OfficeListProps) {
  const { report, sent, filter, officeId, leads, onAll, onReload } = props
  const { contributions: text } = useText()
  const lines = officeLines(sent).filter(({ state }) => !filter || (state && SHOWN[filter].includes(state)))
  return (
    <section className="card sent-offices" aria-label={text.byOffice}>
      <div className="sent-part-head">
        <h2>{text.byOffice}</h2>
        {filter && (
          <Button kind="quiet" onClick={onAll}>
            {text.filterAll}
          </Button>
        )}
      </div>
      {sent.offices.length === 0 && sent.contributions.length === 0 && (
        <EmptyState icon={Inbox} title={text.nobody} advice={leads ? text.nobodyAdvice : undefined} />
      )}
      <ul className="sent-lines">
        {lines.map((line) => (
          <li key={line.office.id} className="sent-line">
            <h3>
              {line.office.name} <StateChip line={line} />
            </h3>
            {line.contributions.map((one) => (
              <ContributionRow
                key={one.id}
                reportId={report.id}
                contribution={one}
                isOwn={one.office.id === officeId}
                mayWithdraw={leads || one.office.id === officeId}
                onReload={onReload}
              />
            ))}
          </li>
        ))}
      </ul>
    </section>
  )
}

const SHOWN: Readonly<Record<NonNullable<StateFilter>, readonly OfficeState[]>> = {
  received: ['received'],
  late: ['late'],
  missing: ['missing', 'writing'],
  overdue: ['overdue'],
}

const TONE = {
  received: 'good',
  late: 'warning',
  missing: undefined,
  overdue: 'danger',
  writing: 'accent',
} as const

function StateChip({ line: { state } }: { line: OfficeLine }) {
  const { contributions: text } = useText()
  if (state === undefined) return <span className="quiet">({text.notAsked})</span>
  return (
    <span className="chip" data-tone={TONE[state]}>
      {text.states[state]}
    </span>
  )
}

type ContributionRowProps = {
  readonly reportId: string
  readonly contribution: Contribution
  readonly isOwn: boolean
  readonly mayWithdraw: boolean
  readonly onReload: () => void
}

function ContributionRow({ reportId, contribution, isOwn, mayWithdraw, onReload }: ContributionRowProps) {
  const text = useText()
  const { contributions: words } = text
  const { language } = useLanguage()
  const toast = useToast()
  const [asks, setAsks] = useState<'submit' | 'withdraw'>()
  const [busy, setBusy] = useState(false)
  const { id, title, kind, parts, open, late, at, by, whole, sourceReportId } = contribution

  const run = (work: Promise<void>, done: string) => {
    setAsks(undefined)
    setBusy(true)
    work
      .then(
        () => {
          toast(done, 'good')
          onReload()
        },
        (error: unknown) => void toast(errorSentence(error, text, language), 'danger'),
      )
      .finally(() => setBusy(false))
  }
  const placed = parts.filter(({ sectionId }) => sectionId !== null).length
  const facts = [
    words.kinds[kind],
    words.words(sayNumber(contribution.words, language)),
    ...(parts.length > 0 ? [words.placed(placed, parts.length)] : []),
  ]
  return (
    <article className="sent-one" aria-label={title}>
      <div className="sent-one-words">
        <p className="sent-one-title">
          {title}{' '}
          {open && (
            <span className="chip" data-tone="accent">
              {words.notHandedIn}
            </span>
          )}
          {late && (
            <span className="chip" data-tone="warning">
              {words.late}
            </span>
          )}
        </p>
        <p className="quiet">{facts.join(' · ')}</p>
        <p className="quiet">{words.sentAt(sayExactly(at, language), by.name)}</p>
      </div>
      <div className="sent-one-actions">
        {isOwn && sourceReportId !== null && (
          <>
            <Link className="button" to={`/bao-cao/${encodeURIComponent(sourceReportId)}`}>
              <PenLine size={16} aria-hidden="true" />
              {words.writeOn}
            </Link>
            <Button kind="primary" busy={busy} onClick={() => setAsks('submit')}>
              <Send size={16} aria-hidden="true" />
              {open ? words.submit : words.submitAgain}
            </Button>
          </>
        )}
        {whole && kind !== 'report' && (
          <a
            className="button"
            href={contributionFilePath(reportId, id)}
            download
            aria-label={words.downloadOf(title)}
          >
            <Download size={16} aria-hidden="true" />
            {words.download}
          </a>
        )}
        {mayWithdraw && (
          <Button kind="quiet" busy={busy} onClick={() => setAsks('withdraw')}>
            <Undo2 size={16} aria-hidden="true" />
            {words.withdraw}
          </Button>
        )}
      </div>
      {whole && <WarningList warnings={contribution.warnings} />}
      <Confirm
        open={asks === 'submit'}
        title={words.submitTitle(title)}
        body={words.submitBody}
        confirmLabel={open ? words.submit : words.submitAgain}
        cancelLabel={text.app.cancel}
        onConfirm={() => run(submitContribution(reportId, id), words.submitted(title))}
        onCancel={() => setAsks(undefined)}
      />
      <Confirm
        open={asks === 'withdraw'}
        title={words.withdrawTitle(title)}
        body={words.withdrawBody}
        confirmLabel={words.withdrawConfirm}
        cancelLabel={text.app.cancel}
        onConfirm={() => run(withdrawContribution(reportId, id), words.withdrawn)}
        onCancel={() => setAsks(undefined)}
      />
    </article>
  )
}
