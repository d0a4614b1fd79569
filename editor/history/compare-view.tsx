import { ArrowLeftRight, FileDown, RotateCcw } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { CSSProperties, ReactNode, RefObject } from 'react'

import type { Moment } from '../../report/wire/history.ts'
import type { Version } from '../../report/wire/paper.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import { sayExactly, sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { LoadFailed } from '../load-failed.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { fetchPaper } from '../rest/export.ts'
import type { ComparedTexts } from '../rest/history.ts'
import type { Loaded } from '../rest/load.ts'
import { useWork } from '../rest/use-work.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { giveFile } from '../ui/give-file.ts'
import { useToast } from '../ui/toast.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { SHARED_COLOR } from './authors.ts'
import type { AuthorOffice } from './authors.ts'
import { changeTotals } from './change-overview.ts'
import type { ChangedSection } from './change-overview.ts'
import { ChangeSteps } from './change-steps.tsx'
import { ChangesSheet } from './changes-sheet.tsx'
import type { HistoryChoice } from './history-choice.ts'
import { Reasoned } from './reasoned.tsx'
import type { WholeRestore } from './reasoned.tsx'
import { nameVersion } from './moment-names.ts'
import { WaitingText } from './waiting-text.tsx'

type CompareViewProps = {
  readonly report: ReportDetail
  readonly versions: readonly Version[]
  readonly choice: Extract<HistoryChoice, { look: 'changes' }>
  readonly compared: Loaded<ComparedTexts | undefined>
  readonly sections: readonly ChangedSection[]
  readonly authors: ReadonlyMap<string, readonly AuthorOffice[]>
  readonly name: (moment: Moment) => string
  readonly whole: WholeRestore
  readonly tools: ((sectionId: string, name: string) => ReactNode) | undefined
  readonly desk: RefObject<HTMLDivElement | null>
  readonly onChoose: (choice: HistoryChoice) => void
  readonly onAgain: () => void
}

/** What differs between two moments, word by word. */
export function CompareView(props: CompareViewProps) {
  const { report, versions, choice, compared, sections, authors, name, whole, tools, desk, onChoose } = props
  const { history: text } = useText()
  const [onlyChanges, setOnlyChanges] = useState(true)
  const { from, to } = choice
  const both = { versions, name }
  const ready = compared.state === 'ready' ? compared.value : undefined
  return (
    <>
      <div className="history-bar history-bar--compare">
        <h2 className="visually-hidden">{text.changes}</h2>
        <MomentChoice
          label={text.from}
          value={from}
          {...both}
          onChange={(next) => onChoose({ look: 'changes', from: next, to })}
        />
        <Tooltip text={text.swap}>
          <IconButton label={text.swap} onClick={() => onChoose({ look: 'changes', from: to, to: from })}>
            <ArrowLeftRight size={16} aria-hidden="true" />
          </IconButton>
        </Tooltip>
        <MomentChoice
          label={text.to}
          value={to}
          {...both}
          onChange={(next) => onChoose({ look: 'changes', from, to: next })}
        />
        <div className="history-acts">
          <Tracked report={report} versions={versions} from={from} to={to} />
          {to === 'now' && (
            <Reasoned reason={whole.reason}>
              {(refused) => (
                <Button {...refused} onClick={refused.onClick ?? whole.onRestore}>
                  <RotateCcw size={16} aria-hidden="true" />
                  {text.restoreAll}
                </Button>
              )}
            </Reasoned>
          )}
        </div>
      </div>
      {ready && sections.length > 0 && (
        <div className="history-changes-bar">
          <Totals sections={sections} />
          <ChangeSteps key={`${from} ${to} ${onlyChanges} ${ready.from.seq} ${ready.to.seq}`} desk={desk} />
          <label className="history-only">
            <input
              type="checkbox"
              checked={onlyChanges}
              onChange={(event) => setOnlyChanges(event.target.checked)}
            />
            {text.onlyChanges}
          </label>
          <Legend authors={authors} />
        </div>
      )}
      <div
        className="history-desk"
        ref={desk}
        tabIndex={0}
        role="region"
        aria-label={`${text.changes}: ${name(from)} → ${name(to)}`}
      >
        {compared.state === 'loading' && <WaitingText label={text.comparing} labelFor={text.comparingFor} />}
        {compared.state === 'failed' && (
          <LoadFailed title={text.compareFailed} error={compared.error} onRetry={props.onAgain} />
        )}
        {compared.state === 'ready' && sections.length === 0 && (
          <div className="card">
            <EmptyState
              icon={ArrowLeftRight}
              title={from === to ? text.sameMoment : text.same}
              advice={from === to ? undefined : text.sameAdvice}
            />
          </div>
        )}
        {ready && sections.length > 0 && (
          <ChangesSheet
            report={report}
            comparison={ready.comparison}
            authors={authors}
            onlyChanges={onlyChanges}
            label={`${text.changes}: ${name(from)} → ${name(to)}`}
            tools={tools}
          />
        )}
      </div>
    </>
  )
}

type MomentChoiceProps = {
  readonly label: string
  readonly value: Moment
  readonly versions: readonly Version[]
  readonly name: (moment: Moment) => string
  readonly onChange: (moment: Moment) => void
}

function MomentChoice({ label, value, versions, name, onChange }: MomentChoiceProps) {
  const { history: text } = useText()
  const { language } = useLanguage()
  const isKnown = value === 'now' || versions.some(({ id }) => id === value)
  return (
    <label className="history-choice">
      <span>{label}</span>
      <select className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="now">{text.now}</option>
        {!isKnown && <option value={value}>{name(value)}</option>}
        {versions.map((version) => (
          <option key={version.id} value={version.id}>
            {version.kind === 'automatic'
              ? nameVersion(version, text, language)
              : `${nameVersion(version, text, language)} – ${sayExactly(version.at, language)}`}
          </option>
        ))}
      </select>
    </label>
  )
}

function Totals({ sections }: { sections: readonly ChangedSection[] }) {
  const { history: text } = useText()
  const { language } = useLanguage()
  const totals = changeTotals(sections)
  const say = (n: number) => sayNumber(n, language)
  const parts = [
    ...(totals.changed > 0 ? [text.totals.changed(say(totals.changed))] : []),
    ...(totals.addedSections > 0 ? [text.totals.added(say(totals.addedSections))] : []),
    ...(totals.removedSections > 0 ? [text.totals.removed(say(totals.removedSections))] : []),
    ...(totals.moved > 0 ? [text.totals.moved(say(totals.moved))] : []),
  ]
  return (
    <p className="history-totals">
      <strong>{parts.join(', ')}</strong> · {text.words(say(totals.added), say(totals.removed))}
    </p>
  )
}

function Legend({ authors }: { authors: ReadonlyMap<string, readonly AuthorOffice[]> }) {
  const { history: text } = useText()
  const found = new Map<string, AuthorOffice>()
  for (const office of [...authors.values()].flat()) {
    const people = new Set([...(found.get(office.name)?.people ?? []), ...office.people])
    found.set(office.name, { ...office, people: [...people] })
  }
  const isShared = [...authors.values()].some((offices) => offices.length > 1)
  return (
    <ul className="history-legend" aria-label={text.legend}>
      <li>
        <ins className="history-word">{text.legendAdded}</ins>
      </li>
      <li>
        <del className="history-word">{text.legendRemoved}</del>
      </li>
      <li>
        <span className="history-marks">{text.legendMarks}</span>
      </li>
      {[...found.values()].map(({ name, color, people }) => (
        <li key={name} style={{ '--author': color } as CSSProperties} data-office="">
          {text.legendPeople(name, people.join(', '))}
        </li>
      ))}
      {isShared && (
        <li style={{ '--author': SHARED_COLOR } as CSSProperties} data-office="">
          {text.legendShared}
        </li>
      )}
    </ul>
  )
}

type TrackedProps = {
  readonly report: ReportDetail
  readonly versions: readonly Version[]
  readonly from: Moment
  readonly to: Moment
}

/** The newer text as a Word file in which the changes can be accepted and rejected. */
function Tracked({ report, versions, from, to }: TrackedProps) {
  const words = useText()
  const { history: text } = words
  const { language } = useLanguage()
  const toast = useToast()
  const { busy, failure, run } = useWork()
  useEffect(() => {
    if (failure !== undefined) toast(errorSentence(failure, words, language), 'danger')
  }, [failure, toast, words, language])
  const isExportable = to === 'now' || versions.some(({ id }) => id === to)
  if (!isExportable || from === to || from === 'now') return null
  const version = to === 'now' ? {} : { version: to }
  const handleClick = () =>
    run(
      fetchPaper(report.id, { format: 'docx', comments: true, since: from, ...version }),
      ({ name, blob }) => {
        giveFile(name, blob)
        toast(text.downloaded(name), 'good')
      },
    )
  return (
    <Button busy={busy} title={text.exportTrackedHint} onClick={handleClick}>
      {!busy && <FileDown size={16} aria-hidden="true" />}
      {busy ? text.preparing : text.exportTracked}
    </Button>
  )
}
