import { BellRing } from 'lucide-react'
import { useState } from 'react'

import type { Progress } from '../../report/wire/progress.ts'
import { sayMoment, sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { OfficeDot } from '../sections/assign-dialog.tsx'
import { Button } from '../ui/button.tsx'
import { RemindDialog } from './remind-dialog.tsx'

export type OfficeOnBoard = Progress['offices'][number]

type OfficeProgressProps = {
  readonly reportId: string
  readonly offices: readonly OfficeOnBoard[]
  readonly now: Date
  readonly mayRemind: boolean
  readonly onShow: (officeId: string) => void
  readonly onReload: () => void
}

/** How far each office is with what it was asked for. */
export function OfficeProgress(props: OfficeProgressProps) {
  const { reportId, offices, now, mayRemind, onShow, onReload } = props
  const { progress: text } = useText()
  const [reminded, setReminded] = useState<readonly string[]>()
  const waited = offices.filter(isWaitedForOffice).map(({ id }) => id)
  return (
    <section className="card board-by-office" aria-labelledby="board-offices-title">
      <div className="board-part-head">
        <h2 id="board-offices-title">{text.offices}</h2>
        {mayRemind && offices.length > 0 && (
          <Button kind="quiet" onClick={() => setReminded(waited)}>
            <BellRing size={16} aria-hidden="true" />
            {text.remindMany}
          </Button>
        )}
      </div>
      {offices.length === 0 ? (
        <p className="quiet board-none">{text.noOffices}</p>
      ) : (
        <table className="board-table">
          <caption className="visually-hidden">{text.officesTable}</caption>
          <thead>
            <tr>
              <th scope="col">{text.office}</th>
              <th scope="col" className="board-cell-number">
                {text.officeSections}
              </th>
              <th scope="col" className="board-cell-number">
                {text.submitted}
              </th>
              <th scope="col" className="board-cell-number">
                {text.approved}
              </th>
              <th scope="col" className="board-cell-number">
                {text.overdue}
              </th>
              <th scope="col" className="board-cell-number">
                {text.words}
              </th>
              <th scope="col" className="board-cell-number">
                {text.openThreads}
              </th>
              {mayRemind && <th scope="col">{text.reminded}</th>}
            </tr>
          </thead>
          <tbody>
            {offices.map((office) => (
              <OfficeLine
                key={office.id}
                office={office}
                now={now}
                onShow={() => onShow(office.id)}
                onRemind={mayRemind ? () => setReminded([office.id]) : undefined}
              />
            ))}
          </tbody>
        </table>
      )}
      {reminded && (
        <RemindDialog
          reportId={reportId}
          offices={offices}
          first={reminded}
          onDone={() => {
            setReminded(undefined)
            onReload()
          }}
          onClose={() => setReminded(undefined)}
        />
      )}
    </section>
  )
}

/** How many of its sections an office has not handed in. */
export function waitingOf({ sections, submitted, approved }: OfficeOnBoard): number {
  return Math.max(0, sections - submitted - approved)
}

function isWaitedForOffice(office: OfficeOnBoard): boolean {
  return waitingOf(office) > 0
}

type OfficeLineProps = {
  readonly office: OfficeOnBoard
  readonly now: Date
  readonly onShow: () => void
  readonly onRemind: (() => void) | undefined
}

function OfficeLine({ office, now, onShow, onRemind }: OfficeLineProps) {
  const { app, progress: text } = useText()
  const { language } = useLanguage()
  const { sections, submitted, approved, overdue, words, openThreads, remindedAt } = office
  const say = (n: number) => sayNumber(n, language)
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className="board-way board-office-name"
          title={text.showSections(office.shortName)}
          onClick={onShow}
        >
          <OfficeDot office={office} />
          <span>
            {office.shortName}
            {office.name !== office.shortName && <span className="board-by">{office.name}</span>}
          </span>
        </button>
        <span className="board-bar" aria-hidden="true">
          <span data-tone="good" style={{ width: share(approved, sections) }} />
          <span data-tone="accent" style={{ width: share(submitted, sections) }} />
        </span>
      </th>
      <td data-label={text.officeSections} className="board-cell-number">
        {say(sections)}
      </td>
      <td data-label={text.submitted} className="board-cell-number">
        {say(submitted)}
      </td>
      <td data-label={text.approved} className="board-cell-number">
        {say(approved)}
      </td>
      <td data-label={text.overdue} className="board-cell-number">
        {overdue > 0 ? (
          <span className="chip" data-tone="danger">
            {say(overdue)}
          </span>
        ) : (
          say(0)
        )}
      </td>
      <td data-label={text.words} className="board-cell-number">
        {say(words)}
      </td>
      <td data-label={text.openThreads} className="board-cell-number">
        {say(openThreads)}
      </td>
      {onRemind && (
        <td data-label={text.reminded}>
          <span className="board-remind">
            <span className="quiet">
              {remindedAt === null ? text.notReminded : sayMoment(remindedAt, now, app, language)}
            </span>
            <Button aria-label={text.remindNamed(office.shortName)} onClick={onRemind}>
              {text.remindOne}
            </Button>
          </span>
        </td>
      )}
    </tr>
  )
}

function share(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((part / whole) * 100)}%`
}
