import { NODE } from '../schema/names.ts'
import type { BlockChange, Comparison, InlineChange, RowChange, SectionChange } from './comparison.ts'

/** One thing that changed, to step through. */
export type Change = {
  readonly kind: ChangeKind
  /** The id of the section; `preamble` for the opening paragraphs. */
  readonly sectionId: string
  /** Its index in `Comparison.sections`; -1 for the opening paragraphs. */
  readonly section: number
  /**
   * Where in it: empty for the section itself or its title; else the index among the `blocks`, then in turn the row, the cell
   * and the block within a list or table, and for words the piece of `inline` with which the change begins.
   */
  readonly path: readonly number[]
  /** For words and marks: how many pieces of `inline` the change takes; 1 for everything else. */
  readonly pieces: number
}

export type ChangeKind =
  | 'section-added'
  | 'section-removed'
  | 'section-moved'
  /** Its title, level or place among the appendices. */
  | 'section-head'
  | 'block-added'
  | 'block-removed'
  /** It stands elsewhere now; listed where it stands and where it stood. */
  | 'block-moved'
  | 'replaced'
  | 'words'
  | 'marks'
  | 'row-added'
  | 'row-removed'
  | 'cell-added'
  | 'cell-removed'
  | 'cell-reshaped'

/**
 * All changes in the order of the page. A section that came, went or moved with its sub-sections is one change and its
 * sub-sections' own are listed behind it, without their coming, going or moving once more.
 */
export function changesOf(comparison: Comparison): Change[] {
  return [
    ...inBlocks(comparison.preamble, { sectionId: NODE.preamble, section: -1, path: [] }),
    ...comparison.sections.flatMap((section, index) =>
      inSection(section, { sectionId: section.id, section: index, path: [] }, comparison.sections),
    ),
  ]
}

type Place = Pick<Change, 'sectionId' | 'section' | 'path'>

function inSection(change: SectionChange, place: Place, sections: readonly SectionChange[]): Change[] {
  const one = (kind: ChangeKind): Change => ({ ...place, kind, pieces: 1 })
  if (change.kind === 'added' || change.kind === 'removed') {
    const goesAlong = parentOf(sections, place.section)?.kind === change.kind
    return goesAlong ? [] : [one(change.kind === 'added' ? 'section-added' : 'section-removed')]
  }
  const { before } = change
  const isHeadSame =
    !before ||
    (change.titleWords === undefined &&
      before.level === change.level &&
      before.fixed === change.fixed &&
      before.appendix === change.appendix)
  const goesAlong = change.moved && movesWith(change, parentOf(sections, place.section), sections)
  return [
    ...(change.moved && !goesAlong ? [one('section-moved')] : []),
    ...(isHeadSame ? [] : [one('section-head')]),
    ...inBlocks(change.blocks, place),
  ]
}

/** The section that one belongs to; removed ones have only removed ones for parents. */
function parentOf(sections: readonly SectionChange[], index: number): SectionChange | undefined {
  const child = sections[index]
  return (
    child &&
    sections
      .slice(0, index)
      .findLast((one) => (one.kind === 'removed') === (child.kind === 'removed') && one.level < child.level)
  )
}

function movesWith(
  child: SectionChange,
  parent: SectionChange | undefined,
  sections: readonly SectionChange[],
): boolean {
  if (!parent?.moved || parent.was === null || child.was === null || parent.was > child.was) return false
  const [first, last] = [parent.was, child.was]
  const above = parent.before?.level ?? parent.level
  return sections.every(
    ({ was, before, level }) =>
      was === null || was <= first || was > last || (before?.level ?? level) > above,
  )
}

function inBlocks(changes: readonly BlockChange[], place: Place): Change[] {
  return changes.flatMap((change, index) => inBlock(change, { ...place, path: [...place.path, index] }))
}

function inBlock(change: BlockChange, place: Place): Change[] {
  const one = (kind: ChangeKind): Change[] => [{ ...place, kind, pieces: 1 }]
  switch (change.kind) {
    case 'same':
      return []
    case 'added':
      return one(change.movedFrom === undefined ? 'block-added' : 'block-moved')
    case 'removed':
      return one(change.movedTo === undefined ? 'block-removed' : 'block-moved')
    case 'replaced':
      return one('replaced')
    case 'words':
      return inWords(change.inline, place)
    case 'inside':
      return change.rows.flatMap((row, index) => inRow(row, { ...place, path: [...place.path, index] }))
    default:
      return change satisfies never
  }
}

/** Words that went and those that came in their place are one change. */
function inWords(pieces: readonly InlineChange[], place: Place): Change[] {
  const changes: Change[] = []
  for (let from = 0; from < pieces.length;) {
    const kind = pieces[from]?.kind
    let to = from + 1
    if (kind === 'added' || kind === 'removed') {
      while (pieces[to]?.kind === 'added' || pieces[to]?.kind === 'removed') to += 1
    }
    if (kind !== 'same') {
      const path = [...place.path, from]
      changes.push({ ...place, kind: kind === 'marks' ? 'marks' : 'words', path, pieces: to - from })
    }
    from = to
  }
  return changes
}

function inRow(row: RowChange, place: Place): Change[] {
  if (row.kind === 'same') return []
  if (row.kind !== 'changed') {
    return [{ ...place, kind: row.kind === 'added' ? 'row-added' : 'row-removed', pieces: 1 }]
  }
  return row.cells.flatMap((cell, index): Change[] => {
    const at = { ...place, path: [...place.path, index] }
    const kind = row.columns?.[index] ?? 'kept'
    if (kind === 'kept') return inBlocks(cell, at)
    const one: Change = { ...at, kind: `cell-${kind}`, pieces: 1 }
    return kind === 'reshaped' ? [one, ...inBlocks(cell, at)] : [one]
  })
}
