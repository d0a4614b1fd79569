import { PREAMBLE_ID } from '../permission/rights.ts'
import type { Block, Inline, ReportContent } from '../content/content.ts'
import type { TextPlace } from './finding.ts'

/** A run of words that rules read as one: a paragraph, a caption, a footnote. */
export type CheckedText = {
  readonly text: string
  /** Whether a paragraph of the text itself, not of a table, a caption or a note. */
  readonly isProse: boolean
  /** Where a piece of it stands. */
  place(from: number, to: number): TextPlace
}

/** Stands for a footnote in the text around it, where it counts as one. */
const NOTE = '\uFFFC'

/** All texts of a report in the order of the page, footnotes behind the text they belong to. */
export function textsOf({ preamble, sections }: ReportContent): CheckedText[] {
  return [
    ...textsIn(preamble, PREAMBLE_ID, true),
    ...sections.flatMap(({ id, blocks, appendix }) => textsIn(blocks, id, appendix === null)),
  ]
}

function textsIn(blocks: readonly Block[], sectionId: string, isProse: boolean): CheckedText[] {
  return blocks.flatMap((block): CheckedText[] => {
    switch (block.type) {
      case 'paragraph':
        return lineOf(block.inline, { sectionId, blockId: block.id, isProse })
      case 'figure':
        return lineOf(block.caption, { sectionId, blockId: block.id, isProse: false })
      case 'list':
        return block.items.flatMap((item) => textsIn(item, sectionId, isProse))
      case 'table':
        return block.rows.flatMap((row) => row.flatMap((cell) => textsIn(cell.blocks, sectionId, false)))
      default:
        return block satisfies never
    }
  })
}

type Line = Pick<TextPlace, 'sectionId' | 'blockId'> & { readonly isProse: boolean }

function lineOf(inline: readonly Inline[], { sectionId, blockId, isProse }: Line): CheckedText[] {
  const place = (from: number, to: number): TextPlace => ({ type: 'text', sectionId, blockId, from, to })
  const notes: CheckedText[] = []
  let text = ''
  for (const one of inline) {
    if (one.type === 'text') text += one.text
    else if (one.type === 'break') text += '\n'
    else {
      const at = text.length
      notes.push({ text: one.text, isProse: false, place: () => place(at, at + 1) })
      text += NOTE
    }
  }
  return [{ text, isProse, place }, ...notes]
}
