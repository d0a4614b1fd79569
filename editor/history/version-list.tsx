import {
  Bot,
  ChevronDown,
  ChevronRight,
  FileOutput,
  Flag,
  GitCompareArrows,
  Pin,
  RotateCcw,
} from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useState } from 'react'

import type { Version } from '../../report/wire/paper.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import { daysUntil, sayDay, sayNumber } from '../i18n/dates.ts'
import { useLanguage, useNow, useText } from '../i18n/text.tsx'
import { IconButton } from '../ui/button.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import type { HistoryChoice } from './history-choice.ts'
import { nameSections, nameVersion, sayClock } from './moment-names.ts'
import { versionDays } from './version-days.ts'

const ICONS: Readonly<Record<Version['kind'], LucideIcon>> = {
  named: Pin,
  export: FileOutput,
  stage: Flag,
  automatic: Bot,
  'before-restore': RotateCcw,
}

type VersionListProps = {
  readonly report: ReportDetail
  readonly versions: readonly Version[]
  readonly choice: HistoryChoice
  readonly onChoose: (choice: HistoryChoice) => void
  /** Undefined for who may not give names. */
  readonly onName: ((version: Version) => void) | undefined
}

/** The versions by day, newest first; what was kept by itself is folded. */
export function VersionList({ report, versions, choice, onChoose, onName }: VersionListProps) {
  const { history: text } = useText()
  const { language } = useLanguage()
  const now = useNow()
  const row = (version: Version) => (
    <VersionItem
      key={version.id}
      report={report}
      version={version}
      choice={choice}
      onChoose={onChoose}
      onName={onName}
    />
  )
  return (
    <div className="history-list">
      <div
        className="history-item"
        data-current={choice.look === 'past' && choice.moment === 'now' ? '' : undefined}
      >
        <button
          className="history-item-main"
          type="button"
          aria-current={choice.look === 'past' && choice.moment === 'now' ? 'true' : undefined}
          onClick={() => onChoose({ look: 'past', moment: 'now' })}
        >
          <span className="history-item-name">{text.now}</span>
          <span className="history-item-facts">{text.nowHint}</span>
        </button>
      </div>
      {versions.length === 0 && (
        <div className="history-none">
          <p>{text.empty}</p>
          <p className="quiet">{text.emptyAdvice}</p>
        </div>
      )}
      {versionDays(versions, (at) => sayDay(at, language)).map(({ at, rows }) => (
        <section key={at} className="history-day">
          <h2>{sayDayName(at, now, text, sayDay(at, language))}</h2>
          <ul>
            {rows.map((one) =>
              one.row === 'version' ? (
                row(one.version)
              ) : (
                <Folded key={one.versions[0]?.id} versions={one.versions} choice={choice}>
                  {one.versions.map(row)}
                </Folded>
              ),
            )}
          </ul>
        </section>
      ))}
    </div>
  )
}

function sayDayName(
  at: number,
  now: Date,
  text: { readonly today: string; readonly yesterday: string },
  day: string,
): string {
  const date = new Date(at)
  const two = (n: number) => String(n).padStart(2, '0')
  const iso = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  const days = daysUntil(iso, now)
  if (days === 0) return `${text.today}, ${day}`
  return days === -1 ? `${text.yesterday}, ${day}` : day
}

type FoldedProps = {
  readonly versions: readonly Version[]
  readonly choice: HistoryChoice
  readonly children: React.ReactNode
}

function Folded({ versions, choice, children }: FoldedProps) {
  const { history: text } = useText()
  const { language } = useLanguage()
  const [isOpened, setOpened] = useState<boolean>()
  const isChosen = choice.look === 'past' && versions.some(({ id }) => id === choice.moment)
  const open = isOpened ?? isChosen
  const Icon = open ? ChevronDown : ChevronRight
  const label =
    versions.length === 1 ? text.automaticOne : text.automatic(sayNumber(versions.length, language))
  return (
    <li className="history-folded">
      <button
        type="button"
        className="history-fold-button"
        aria-expanded={open}
        onClick={() => setOpened(!open)}
      >
        <Icon size={16} aria-hidden="true" />
        {label}
      </button>
      {open && <ul>{children}</ul>}
    </li>
  )
}

type VersionItemProps = Omit<VersionListProps, 'versions'> & { readonly version: Version }

function VersionItem({ report, version, choice, onChoose, onName }: VersionItemProps) {
  const { history: text } = useText()
  const { language } = useLanguage()
  const { id, kind, number, by, people, sectionIds } = version
  const Icon = ICONS[kind]
  const clock = sayClock(version.at, language)
  const name = kind === 'automatic' ? text.automaticAt(clock) : nameVersion(version, text, language)
  const isCurrent =
    (choice.look === 'past' && choice.moment === id) ||
    (choice.look === 'changes' && (choice.from === id || choice.to === id))
  const sections = sectionIds && sectionIds.length > 0 ? nameSections(sectionIds, report, text) : ''
  return (
    <li className="history-item" data-kind={kind} data-current={isCurrent ? '' : undefined}>
      <button
        className="history-item-main"
        type="button"
        aria-current={isCurrent ? 'true' : undefined}
        onClick={() => onChoose({ look: 'past', moment: id })}
      >
        <span className="history-item-name">
          <Icon size={16} aria-hidden="true" />
          <span>{name}</span>
        </span>
        {kind !== 'automatic' && (
          <span className="history-item-facts">
            <span className="chip" data-tone={kind === 'before-restore' ? 'warning' : 'accent'}>
              {text.kinds[kind]}
            </span>{' '}
            {text.number(number)} · {by.name ? text.by(by.name, clock) : text.madeAt(clock)}
          </span>
        )}
        {people && people.length > 0 && (
          <span className="history-item-facts">
            {text.wrote(people.map((person) => person.name).join(', '))}
          </span>
        )}
        {sections && <span className="history-item-facts">{text.inSections(sections)}</span>}
      </button>
      {onName && kind === 'automatic' && (
        <Tooltip text={text.give}>
          <IconButton label={text.giveTo(name)} onClick={() => onName(version)}>
            <Pin size={16} aria-hidden="true" />
          </IconButton>
        </Tooltip>
      )}
      <Tooltip text={text.compareNow}>
        <IconButton
          label={text.compareNowOf(name)}
          onClick={() => onChoose({ look: 'changes', from: id, to: 'now' })}
        >
          <GitCompareArrows size={16} aria-hidden="true" />
        </IconButton>
      </Tooltip>
    </li>
  )
}
