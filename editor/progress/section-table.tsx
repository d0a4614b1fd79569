import { Lock } from 'lucide-react'
import { memo, useId, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { Link } from 'react-router'

import type { Office, SectionStatus } from '../../report/wire/rest.ts'
import { sayDate, sayMoment, sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { sectionPath } from '../report-paths.ts'
import { OfficeDot } from '../sections/assign-dialog.tsx'
import type { BoardRow } from './board-rows.ts'
import { mayDoSomething } from './bulk-action.ts'
import { sayDaysLeft, toneOf } from './say-due.ts'
import { nextSelection } from './selection.ts'
import type { Board } from './use-board.ts'

type SectionTableProps = {
  readonly board: Board
  readonly rows: readonly BoardRow[]
  /** Some line can be chosen and acted upon. */
  readonly selectable: boolean
  readonly ticked: ReadonlySet<string>
  readonly onTick: (ticked: ReadonlySet<string>) => void
}

/** A table on a desk, cards on a phone. Arrows go from box to box. */
export function SectionTable({ board, rows, selectable, ticked, onTick }: SectionTableProps) {
  const { progress: text } = useText()
  const table = useRef<HTMLTableElement>(null)
  const anchor = useRef<string>(undefined)
  const keysId = useId()
  const order = rows.filter(mayDoSomething).map(({ section }) => section.id)

  const tick = (id: string, isRange: boolean) => {
    onTick(nextSelection({ order, ticked, id, anchor: isRange ? anchor.current : undefined }))
    anchor.current = id
  }
  const handleKeys = (event: KeyboardEvent) => {
    const box = event.target
    if (!(box instanceof HTMLInputElement) || box.dataset.box === undefined) return
    const at = order.indexOf(box.dataset.box)
    if (event.key === 'a' && (event.ctrlKey || event.metaKey)) onTick(new Set(order))
    else if (event.key === 'Escape') onTick(new Set())
    else {
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: order.length - 1 }[event.key]
      const id = to === undefined ? undefined : order[to]
      if (to === undefined) return
      if (id !== undefined) {
        if (event.shiftKey) onTick(new Set([...ticked, box.dataset.box, id]))
        anchor.current = id
        table.current?.querySelector<HTMLElement>(`[data-box="${CSS.escape(id)}"]`)?.focus()
      }
    }
    event.preventDefault()
  }
  const allTicked = order.length > 0 && order.every((id) => ticked.has(id))
  return (
    <table className="board-table" ref={table} onKeyDown={handleKeys}>
      <caption className="visually-hidden">
        {text.sectionsTable}
        {selectable && <span id={keysId}>{`. ${text.keys}`}</span>}
      </caption>
      <thead>
        <tr>
          {selectable && (
            <th scope="col" className="board-cell-box">
              <input
                type="checkbox"
                aria-label={text.selectAll}
                checked={allTicked}
                ref={(box) => {
                  if (box) box.indeterminate = !allTicked && order.some((id) => ticked.has(id))
                }}
                onChange={() => onTick(allTicked ? new Set() : new Set(order))}
              />
            </th>
          )}
          <th scope="col">{text.section}</th>
          <th scope="col">{text.office}</th>
          <th scope="col">{text.status}</th>
          <th scope="col" className="board-cell-number">
            {text.words}
          </th>
          <th scope="col" className="board-cell-number">
            {text.openThreads}
          </th>
          <th scope="col">{text.dueColumn}</th>
          <th scope="col">{text.edited}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <SectionLine
            key={row.section.id}
            row={row}
            board={board}
            selectable={selectable}
            isTicked={ticked.has(row.section.id)}
            onTick={tick}
            keysId={keysId}
          />
        ))}
      </tbody>
    </table>
  )
}

const STATUS_TONES: Readonly<Record<SectionStatus, string | undefined>> = {
  drafting: undefined,
  submitted: 'accent',
  returned: 'warning',
  approved: 'good',
}

type SectionLineProps = {
  readonly row: BoardRow
  readonly board: Board
  readonly selectable: boolean
  readonly isTicked: boolean
  readonly onTick: (id: string, isRange: boolean) => void
  readonly keysId: string
}

const SectionLine = memo(function SectionLine(props: SectionLineProps) {
  const { row, board, selectable, isTicked, onTick, keysId } = props
  const { app, progress: text, rights } = useText()
  const { language } = useLanguage()
  const { section, name, label } = row
  const { words, openThreads, mustFix, editedAt, editedBy } = section
  const say = (n: number) => sayNumber(n, language)
  const called = label || text.untitled
  return (
    <tr
      data-section={section.id}
      data-ticked={isTicked || undefined}
      data-level={section.level}
      data-box={selectable || undefined}
    >
      {selectable && (
        <td className="board-cell-box">
          {mayDoSomething(row) && (
            <input
              type="checkbox"
              data-box={section.id}
              aria-label={text.select(called)}
              aria-describedby={keysId}
              checked={isTicked}
              onChange={(event) =>
                onTick(section.id, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)
              }
            />
          )}
        </td>
      )}
      <th scope="row">
        <span className="board-section" style={{ paddingLeft: `${Math.max(0, section.level - 1) * 14}px` }}>
          {name.path && <span className="board-section-path">{name.path}</span>}
          <Link to={sectionPath(board.report.id, section.id)} lang="vi">
            {name.title || text.untitled}
          </Link>
        </span>
      </th>
      <td data-label={text.office}>
        <Offices row={row} offices={board.offices} />
      </td>
      <td data-label={text.status}>
        <span className="board-chips">
          <span className="chip" data-tone={STATUS_TONES[row.status]}>
            {rights.statuses[row.status]}
          </span>
          {section.locked && (
            <span className="chip">
              <Lock size={12} aria-hidden="true" /> {text.locked}
            </span>
          )}
        </span>
      </td>
      <td data-label={text.words} className="board-cell-number">
        {say(words)}
      </td>
      <td
        data-label={text.openThreads}
        data-empty={openThreads === 0 || undefined}
        className="board-cell-number"
      >
        <span className="board-threads">
          {say(openThreads)}
          {mustFix > 0 && (
            <span className="chip" data-tone="warning">
              {text.mustFixCount(say(mustFix))}
            </span>
          )}
        </span>
      </td>
      <td data-label={text.dueColumn} data-empty={row.due === null || undefined}>
        <Due row={row} />
      </td>
      <td data-label={text.edited} data-empty={editedAt === null || undefined}>
        {editedAt === null ? (
          <span className="quiet">{text.never}</span>
        ) : (
          <span>
            <time dateTime={new Date(editedAt).toISOString()}>
              {sayMoment(editedAt, board.askedAt, app, language)}
            </time>
            {editedBy !== null && <span className="board-by">{editedBy}</span>}
          </span>
        )}
      </td>
    </tr>
  )
})

function Offices({ row, offices }: { row: BoardRow; offices: ReadonlyMap<string, Office> }) {
  const { progress: text } = useText()
  const { responsible, officeIds } = row.section
  if (responsible.length === 0) return <span className="quiet">{text.unassigned}</span>
  const inherited = officeIds.length === 0
  return (
    <span className="board-offices" data-inherited={inherited || undefined}>
      {responsible.map((id) => {
        const office = offices.get(id)
        return (
          office && (
            <span key={id} title={inherited ? `${office.name} (${text.inheritedHint})` : office.name}>
              <OfficeDot office={office} /> {office.shortName}
            </span>
          )
        )
      })}
      {inherited && <span className="visually-hidden">{` (${text.inheritedHint})`}</span>}
    </span>
  )
}

function Due({ row: { section, due } }: { row: BoardRow }) {
  const { progress: text } = useText()
  const { language } = useLanguage()
  const { daysLeft } = section
  if (due === null) return <span className="quiet">–</span>
  return (
    <span className="board-due">
      {sayDate(due, language)}
      {toneOf(daysLeft) !== undefined && (
        <span className="chip" data-tone={toneOf(daysLeft)}>
          {sayDaysLeft(daysLeft, text)}
        </span>
      )}
    </span>
  )
}
