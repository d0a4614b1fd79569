import type { BlockChange, Comparison, RowChange, SectionChange } from '../../report/compare/comparison.ts'
import type { Block, Inline } from '../../report/content/content.ts'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { countWords } from '../../report/words.ts'

export type WordCount = { readonly added: number; readonly removed: number }

/** A section in which something differs, as it stands in the list of changes. */
export type ChangedSection = WordCount & {
  readonly id: string
  readonly kind: SectionChange['kind']
  readonly moved: boolean
  readonly renamed: boolean
  readonly level: number
  readonly number: string
  readonly title: string
}

/** The sections in which something differs, in the order of the text; the opening paragraphs first. */
export function changedSections({ preamble, sections }: Comparison): ChangedSection[] {
  const opening: ChangedSection = {
    ...wordCount(preamble),
    id: PREAMBLE_ID,
    kind: 'changed',
    moved: false,
    renamed: false,
    level: 1,
    number: '',
    title: '',
  }
  const isOpeningChanged = preamble.some(({ kind }) => kind !== 'same')
  return [
    ...(isOpeningChanged ? [opening] : []),
    ...sections.filter(isDifferent).map((section) => ({
      ...wordCount(section.blocks),
      id: section.id,
      kind: section.kind,
      moved: section.moved,
      renamed: section.before !== undefined && section.before.title !== section.title,
      level: section.level,
      number: section.number,
      title: section.title,
    })),
  ]
}

export function isDifferent({ kind, moved }: Pick<SectionChange, 'kind' | 'moved'>): boolean {
  return kind !== 'same' || moved
}

export type ChangeTotals = WordCount & {
  readonly changed: number
  readonly addedSections: number
  readonly removedSections: number
  readonly moved: number
}

export function changeTotals(sections: readonly ChangedSection[]): ChangeTotals {
  const count = (is: (section: ChangedSection) => boolean) => sections.filter(is).length
  return {
    changed: count(({ kind }) => kind === 'changed'),
    addedSections: count(({ kind }) => kind === 'added'),
    removedSections: count(({ kind }) => kind === 'removed'),
    moved: count(({ moved }) => moved),
    added: sections.reduce((sum, section) => sum + section.added, 0),
    removed: sections.reduce((sum, section) => sum + section.removed, 0),
  }
}

/** What of the sections is drawn when only changes are looked at. */
export type SectionRun =
  | { readonly run: 'section'; readonly section: SectionChange }
  /** Stands above something that changed: its heading says where one is. */
  | { readonly run: 'heading'; readonly section: SectionChange }
  | { readonly run: 'same'; readonly sections: readonly SectionChange[] }

export function sectionRuns(sections: readonly SectionChange[]): SectionRun[] {
  const headings = headingsAbove(sections)
  const runs: SectionRun[] = []
  for (const section of sections) {
    const last = runs.at(-1)
    if (isDifferent(section)) runs.push({ run: 'section', section })
    else if (headings.has(section)) runs.push({ run: 'heading', section })
    else if (last?.run === 'same')
      runs[runs.length - 1] = { run: 'same', sections: [...last.sections, section] }
    else runs.push({ run: 'same', sections: [section] })
  }
  return runs
}

function headingsAbove(sections: readonly SectionChange[]): ReadonlySet<SectionChange> {
  const found = new Set<SectionChange>()
  const above: SectionChange[] = []
  for (const section of sections) {
    while ((above.at(-1)?.level ?? 0) >= section.level) above.pop()
    if (isDifferent(section)) for (const one of above) found.add(one)
    above.push(section)
  }
  return found
}

/** What of a section's blocks is drawn when only changes are looked at. */
export type BlockRun =
  | { readonly run: 'block'; readonly change: BlockChange }
  | { readonly run: 'same'; readonly changes: readonly BlockChange[] }

/** Unchanged blocks stay beside a change, one on each side, for what it is about; the others are folded. */
export function blockRuns(changes: readonly BlockChange[]): BlockRun[] {
  const runs: BlockRun[] = []
  changes.forEach((change, index) => {
    const isNear = [index - 1, index, index + 1].some((at) => (changes[at]?.kind ?? 'same') !== 'same')
    const last = runs.at(-1)
    if (isNear) runs.push({ run: 'block', change })
    else if (last?.run === 'same') runs[runs.length - 1] = { run: 'same', changes: [...last.changes, change] }
    else runs.push({ run: 'same', changes: [change] })
  })
  // A line that says that one paragraph is folded takes the room of the paragraph.
  return runs.map((run) => {
    const [only, more] = run.run === 'same' ? run.changes : []
    return only && !more && runs.length > 1 ? { run: 'block', change: only } : run
  })
}

const NONE: WordCount = { added: 0, removed: 0 }

function sum(counts: readonly WordCount[]): WordCount {
  return counts.reduce(
    (all, one) => ({ added: all.added + one.added, removed: all.removed + one.removed }),
    NONE,
  )
}

export function wordCount(changes: readonly BlockChange[]): WordCount {
  return sum(changes.map(ofBlock))
}

function ofBlock(change: BlockChange): WordCount {
  switch (change.kind) {
    case 'same':
      return NONE
    case 'added':
      // What only stands elsewhere nobody wrote.
      return change.movedFrom === undefined ? { added: wordsOf([change.block]), removed: 0 } : NONE
    case 'removed':
      return change.movedTo === undefined ? { added: 0, removed: wordsOf([change.block]) } : NONE
    case 'words':
      return sum(
        change.inline.map(({ kind, inline }) => {
          if (kind === 'added') return { added: countWords(textOf(inline)), removed: 0 }
          return kind === 'removed' ? { added: 0, removed: countWords(textOf(inline)) } : NONE
        }),
      )
    case 'inside':
      return sum(change.rows.map(ofRow))
    case 'replaced':
      return { added: wordsOf([change.after]), removed: wordsOf([change.before]) }
    default:
      return change satisfies never
  }
}

function ofRow(row: RowChange): WordCount {
  if (row.kind === 'changed') return sum(row.cells.map(wordCount))
  const words = row.cells.reduce((all, cell) => all + wordsOf(cell), 0)
  if (row.kind === 'added') return { added: words, removed: 0 }
  return row.kind === 'removed' ? { added: 0, removed: words } : NONE
}

function wordsOf(blocks: readonly Block[]): number {
  return blocks.reduce((all, block) => {
    switch (block.type) {
      case 'paragraph':
        return all + countWords(textOf(block.inline))
      case 'figure':
        return all + countWords(textOf(block.caption))
      case 'list':
        return all + block.items.reduce((words, item) => words + wordsOf(item), 0)
      case 'table':
        return all + block.rows.flat().reduce((words, cell) => words + wordsOf(cell.blocks), 0)
      default:
        return block satisfies never
    }
  }, 0)
}

function textOf(inline: readonly Inline[]): string {
  return inline.map((one) => (one.type === 'break' ? ' ' : one.text)).join('')
}
