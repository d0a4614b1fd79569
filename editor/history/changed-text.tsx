import { memo, useState } from 'react'
import type { CSSProperties, ReactNode } from 'react'

import type { BlockChange, InlineChange, RowChange, SectionChange } from '../../report/compare/comparison.ts'
import type { Block } from '../../report/content/content.ts'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { shownNumber } from '../draft/views/section-view.ts'
import type { HeadingMark } from '../draft/views/section-view.ts'
import type { Catalogue } from '../i18n/catalogue.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { SHARED_COLOR } from './authors.ts'
import { blockRuns, isDifferent } from './change-overview.ts'
import type { BlockRun } from './change-overview.ts'
import { drawBlocks, drawInline, sectionAnchor } from './written-text.tsx'

type Words = Catalogue['history']

type ChangedSectionProps = {
  readonly section: SectionChange
  readonly mark: HeadingMark
  readonly onlyChanges: boolean
  /** Whose changes these are. */
  readonly color: string
  readonly authors: string
  readonly tools?: ((sectionId: string, name: string) => ReactNode) | undefined
}

/** A section with both texts in it. */
export const ChangedSection = memo(function ChangedSection(props: ChangedSectionProps) {
  const { section, mark, onlyChanges, color, authors, tools } = props
  const { history: text } = useText()
  const { id, level, number, title, appendix, kind } = section
  return (
    <section
      className={`cs-section history-section${appendix === null ? '' : ' cs-section--appendix'}`}
      data-level={level}
      data-kind={kind}
      style={authorStyle(color)}
      id={sectionAnchor(id)}
    >
      <div
        className="cs-section-head"
        role="heading"
        aria-level={Math.min(6, level + 1)}
        {...(isHeadChanged(section) ? { 'data-change': '' } : {})}
      >
        <HeadWords section={section} mark={mark} />
        {isDifferent(section) && <HeadChips section={section} authors={authors} />}
        {isDifferent(section) && tools?.(id, `${shownNumber(number, mark)} ${title || text.untitled}`.trim())}
      </div>
      <div className="cs-section-body">
        <ChangedBlocks changes={section.blocks} onlyChanges={onlyChanges} text={text} />
      </div>
    </section>
  )
})

/** Of a section that is folded, the heading alone: it says where one is. */
export function QuietHeading({ section, mark }: { section: SectionChange; mark: HeadingMark }) {
  return (
    <section className="cs-section history-quiet" data-level={section.level} id={sectionAnchor(section.id)}>
      <div className="cs-section-head" role="heading" aria-level={Math.min(6, section.level + 1)}>
        <HeadWords section={section} mark={mark} />
      </div>
    </section>
  )
}

type ChangedPreambleProps = {
  readonly changes: readonly BlockChange[]
  readonly onlyChanges: boolean
  readonly color: string
}

export const ChangedPreamble = memo(function ChangedPreamble({
  changes,
  onlyChanges,
  color,
}: ChangedPreambleProps) {
  const { history: text } = useText()
  return (
    <section
      className="cs-section cs-preamble history-section"
      style={authorStyle(color)}
      id={sectionAnchor(PREAMBLE_ID)}
    >
      <ChangedBlocks changes={changes} onlyChanges={onlyChanges} text={text} />
    </section>
  )
})

/** The colour of who wrote, for the words and, much lighter, behind them. */
export function authorStyle(color: string): CSSProperties {
  return { '--author': color, '--author-soft': `${color || SHARED_COLOR}17` } as CSSProperties
}

function isHeadChanged({ kind, moved, before, title }: SectionChange): boolean {
  return kind === 'added' || kind === 'removed' || moved || (before !== undefined && before.title !== title)
}

function HeadWords({ section, mark }: { section: SectionChange; mark: HeadingMark }) {
  const { history: text } = useText()
  const { kind, number, title, titleWords } = section
  const words = title || text.untitled
  return (
    <>
      <span className="cs-section-number">{shownNumber(number, mark)}</span>{' '}
      <span className="cs-section-title">
        {titleWords
          ? titleWords.map((word, index) => drawWord(word.kind, word.text, index, text))
          : kind === 'added' || kind === 'removed'
            ? drawWord(kind, words, 0, text)
            : words}
      </span>
    </>
  )
}

function drawWord(kind: 'same' | 'added' | 'removed', words: ReactNode, key: number, text: Words): ReactNode {
  if (kind === 'same') return <span key={key}>{words}</span>
  const Tag = kind === 'added' ? 'ins' : 'del'
  return (
    <Tag key={key} className="history-word">
      <Said words={kind === 'added' ? text.addedLabel : text.removedLabel} />
      {words}
      <Said words={text.endLabel} />
    </Tag>
  )
}

/** For those who hear the text: colours and lines are not heard. */
function Said({ words }: { words: string }) {
  return <span className="visually-hidden history-said"> {words} </span>
}

function HeadChips({ section, authors }: { section: SectionChange; authors: string }) {
  const { history: text } = useText()
  const { kind, moved, before, number } = section
  const isRenamed = before !== undefined && before.title !== section.title
  return (
    <span className="history-chips">
      {(kind === 'added' || kind === 'removed') && (
        <span className="chip" data-tone={kind === 'added' ? 'good' : 'danger'}>
          {text.sectionKinds[kind]}
        </span>
      )}
      {moved && (
        <span className="chip" data-tone="accent">
          {before ? text.movedFrom(before.number || '–') : text.moved}
        </span>
      )}
      {!moved && before && before.number !== number && (
        <span className="chip">{text.wasNumber(before.number)}</span>
      )}
      {isRenamed && <span className="chip">{text.renamed}</span>}
      {authors && <span className="history-authors">{authors}</span>}
    </span>
  )
}

type ChangedBlocksProps = {
  readonly changes: readonly BlockChange[]
  readonly onlyChanges: boolean
  readonly text: Words
}

function ChangedBlocks({ changes, onlyChanges, text }: ChangedBlocksProps) {
  if (!onlyChanges) return changes.map((change, index) => drawChange(change, index, text))
  return blockRuns(changes).map((run, index) =>
    run.run === 'block' ? drawChange(run.change, index, text) : <SameBlocks key={index} run={run} />,
  )
}

function SameBlocks({ run }: { run: Extract<BlockRun, { run: 'same' }> }) {
  const { history: text } = useText()
  const { language } = useLanguage()
  const [open, setOpen] = useState(false)
  const count = run.changes.length
  return (
    <>
      <button
        className="history-fold"
        type="button"
        aria-expanded={open}
        onClick={() => setOpen((before) => !before)}
      >
        {count === 1 ? text.sameBlock : text.sameBlocks(sayNumber(count, language))}
      </button>
      {open && run.changes.map((change, index) => drawChange(change, index, text))}
    </>
  )
}

function drawChange(change: BlockChange, key: number, text: Words): ReactNode {
  switch (change.kind) {
    case 'same':
      return drawBlocks([{ ...change.block, id: String(key) }])
    case 'added':
      return drawWhole(
        'added',
        change.block,
        key,
        change.movedFrom === undefined ? '' : text.blockMovedFrom,
        text,
      )
    case 'removed':
      return drawWhole(
        'removed',
        change.block,
        key,
        change.movedTo === undefined ? '' : text.blockMovedTo,
        text,
      )
    case 'words':
      return <p key={key}>{drawInlineChanges(change.inline, text)}</p>
    case 'inside':
      return drawInside(change, key, text)
    case 'replaced':
      return (
        <div key={key}>
          {drawWhole('removed', change.before, 0, '', text)}
          <p className="history-replaced">{text.replacedLabel}</p>
          {drawWhole('added', change.after, 1, '', text)}
        </div>
      )
    default:
      return change satisfies never
  }
}

/** Something that came or went as a whole. */
function drawWhole(
  kind: 'added' | 'removed',
  block: Block,
  key: number,
  note: string,
  text: Words,
): ReactNode {
  const Tag = kind === 'added' ? 'ins' : 'del'
  return (
    <Tag key={key} className="history-block" data-change="">
      <Said words={kind === 'added' ? text.addedLabel : text.removedLabel} />
      {note && <span className="history-moved">{note}</span>}
      {drawBlocks([block])}
      <Said words={text.endLabel} />
    </Tag>
  )
}

/** What was taken out and what was put in its place are one change to step to. */
function drawInlineChanges(changes: readonly InlineChange[], text: Words): ReactNode[] {
  const drawn: ReactNode[] = []
  let run: ReactNode[] = []
  const close = () => {
    if (run.length > 0) {
      drawn.push(
        <span key={drawn.length} data-change="">
          {run}
        </span>,
      )
    }
    run = []
  }
  changes.forEach((change, index) => {
    if (change.kind === 'same') {
      close()
      drawn.push(<span key={`s${index}`}>{drawInline(change.inline)}</span>)
    } else if (change.kind === 'marks') {
      run.push(
        <span key={index} className="history-marks" title={text.legendMarks}>
          <Said words={text.marksLabel} />
          {drawInline(change.inline)}
          <Said words={text.endLabel} />
        </span>,
      )
    } else run.push(drawWord(change.kind, drawInline(change.inline), index, text))
  })
  close()
  return drawn
}

type Inside = Extract<BlockChange, { kind: 'inside' }>

function drawInside(change: Inside, key: number, text: Words): ReactNode {
  const { before, after, rows } = change
  if (after.type === 'list') {
    const items = rows.map((row, index) => (
      <li key={index} className={`history-row history-row--${row.kind}`} {...stepped(row)}>
        <RowSaid row={row} text={text} />
        {row.kind === 'changed' ? drawCell(row.cells[0] ?? [], text) : drawBlocks(row.cells[0] ?? [])}
      </li>
    ))
    if (!after.ordered) return <ul key={key}>{items}</ul>
    return (
      <ol key={key} style={{ counterReset: `item ${after.start - 1}` }}>
        {items}
      </ol>
    )
  }
  if (after.type !== 'table' || before.type !== 'table') return drawBlocks([after])
  return (
    <div className="cs-table" key={key}>
      <table>
        <tbody>{drawRows(rows, before, after, text)}</tbody>
      </table>
    </div>
  )
}

type Table = Extract<Block, { type: 'table' }>

function drawRows(rows: readonly RowChange[], before: Table, after: Table, text: Words): ReactNode[] {
  let older = 0
  let newer = 0
  return rows.map((row, index) => {
    // Only the tables know how their cells span.
    const shape = row.kind === 'removed' ? before.rows[older] : after.rows[newer]
    const former = before.rows[older]
    if (row.kind !== 'added') older += 1
    if (row.kind !== 'removed') newer += 1
    return (
      <tr key={index} className={`history-row history-row--${row.kind}`} {...stepped(row)}>
        {drawCells(row, shape ?? [], former ?? [], text)}
      </tr>
    )
  })
}

function drawCells(row: RowChange, shape: Table['rows'][number], former: Table['rows'][number], text: Words) {
  let newer = 0
  let older = 0
  return row.cells.map((_, index) => {
    const column = row.kind === 'changed' ? (row.columns?.[index] ?? 'kept') : 'kept'
    const cell = column === 'removed' ? former[older] : shape[newer]
    if (column !== 'added') older += 1
    if (column !== 'removed') newer += 1
    const Cell = cell?.header ? 'th' : 'td'
    return (
      <Cell
        key={index}
        className={column === 'kept' ? undefined : `history-cell--${column}`}
        colSpan={cell?.colspan ?? 1}
        rowSpan={cell?.rowspan ?? 1}
      >
        {index === 0 && <RowSaid row={row} text={text} />}
        {column === 'added' && <Said words={text.cellAdded} />}
        {column === 'removed' && <Said words={text.cellRemoved} />}
        {row.kind === 'changed' ? drawCell(row.cells[index] ?? [], text) : drawBlocks(row.cells[index] ?? [])}
      </Cell>
    )
  })
}

function drawCell(changes: readonly BlockChange[], text: Words): ReactNode[] {
  return changes.map((change, index) => drawChange(change, index, text))
}

function stepped({ kind }: RowChange): { 'data-change'?: '' } {
  return kind === 'added' || kind === 'removed' ? { 'data-change': '' } : {}
}

function RowSaid({ row: { kind }, text }: { row: RowChange; text: Words }) {
  if (kind !== 'added' && kind !== 'removed') return null
  return <Said words={kind === 'added' ? text.addedLabel : text.removedLabel} />
}
