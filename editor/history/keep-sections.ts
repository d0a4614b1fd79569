import type { Block, ContentSection, Inline, ReportContent } from '../../report/content/content.ts'

const prints = new WeakMap<object, string>()

/**
 * `next`, with the sections of `before` wherever they say the same: whoever draws sections by their identity draws only
 * those that differ when somebody drags through the past of 150 pages.
 */
export function keepSections(before: ReportContent | undefined, next: ReportContent): ReportContent {
  if (!before) return next
  const known = new Map(before.sections.map((section) => [section.id, section]))
  return {
    preamble: print(before.preamble) === print(next.preamble) ? before.preamble : next.preamble,
    sections: next.sections.map((section) => keepSection(known.get(section.id), section)),
  }
}

function keepSection(before: ContentSection | undefined, next: ContentSection): ContentSection {
  return before && print(before) === print(next) ? before : next
}

function print(value: object): string {
  const known = prints.get(value)
  if (known !== undefined) return known
  const made = JSON.stringify(value)
  prints.set(value, made)
  return made
}

/** How many footnotes there are before each section; the first number is the preamble's. */
export function footnotesBefore({ preamble, sections }: ReportContent): readonly number[] {
  const starts = [0]
  let count = countFootnotes(preamble)
  for (const { blocks } of sections) {
    starts.push(count)
    count += countFootnotes(blocks)
  }
  return starts
}

const counts = new WeakMap<readonly Block[], number>()

export function countFootnotes(blocks: readonly Block[]): number {
  const known = counts.get(blocks)
  if (known !== undefined) return known
  const count = blocks.reduce((sum, block) => sum + footnotesIn(block), 0)
  counts.set(blocks, count)
  return count
}

function footnotesIn(block: Block): number {
  switch (block.type) {
    case 'paragraph':
      return inInline(block.inline)
    case 'figure':
      return inInline(block.caption)
    case 'list':
      return block.items.reduce((sum, item) => sum + countFootnotes(item), 0)
    case 'table':
      return block.rows.reduce(
        (sum, row) => sum + row.reduce((inRow, cell) => inRow + countFootnotes(cell.blocks), 0),
        0,
      )
    default:
      return block satisfies never
  }
}

function inInline(inline: readonly Inline[]): number {
  return inline.reduce((sum, one) => sum + (one.type === 'footnote' ? 1 : 0), 0)
}
