import type { Block, Inline, ReportContent } from '../../report/content/content.ts'
import { blockLines } from '../../report/content/content-text.ts'
import { plain, type WordPaper } from './read-paper.ts'

/** What somebody changed in a paper after it was printed, each as the words of a paragraph. */
export type PaperDifference = { readonly missing: readonly string[]; readonly added: readonly string[] }

/**
 * What the text of a paper says otherwise than the text it was printed from; undefined where it says the same. `printed` is the
 * paper as it is made today. What stands around the text (the head, the signature block, a table of contents) is left out:
 * there an office fills in the number and the day by hand.
 */
export function comparePaper(
  content: ReportContent,
  printed: WordPaper,
  paper: WordPaper,
): PaperDifference | undefined {
  const { first, last } = edgesOf(content)
  const from = printed.lines.findIndex(first)
  const to = printed.lines.findLastIndex(last)
  const text = from < 0 ? [] : printed.lines.slice(from, to + 1)
  const found = paperText(text, paper.lines)
  if (same(found, text) && same(printed.notes, paper.notes)) return undefined
  const missing = [...without(text, found), ...without(printed.notes, paper.notes)]
  const added = [...without(found, text), ...without(paper.notes, printed.notes)]
  // The same paragraphs in another order.
  if (missing.length === 0 && added.length === 0) return { missing: found.slice(0, 1), added: [] }
  return { missing, added }
}

type IsLine = (line: string) => boolean

/** How the first and the last line of a text are known among those of its paper. */
function edgesOf({ preamble, sections }: ReportContent): { readonly first: IsLine; readonly last: IsLine } {
  const opening = linesOf(preamble)
  const all: IsLine[] = [
    ...opening.map(exactly),
    ...sections.flatMap(({ title, blocks }) => [heading(title), ...linesOf(blocks).map(exactly)]),
  ]
  return { first: all[0] ?? (() => false), last: all.at(-1) ?? (() => false) }
}

function linesOf(blocks: readonly Block[]): string[] {
  return blockLines(withoutNotes(blocks))
    .map(plain)
    .filter((line) => line !== '')
}

const exactly =
  (words: string): IsLine =>
  (line) =>
    line === words

/** Its number is typed in some forms, and counted in others. */
const heading =
  (title: string): IsLine =>
  (line) =>
    line.endsWith(plain(title)) || line.endsWith(plain(title).toLocaleUpperCase('vi'))

/** Footnotes stand at the foot of the page, and not among the words. */
function withoutNotes(blocks: readonly Block[]): Block[] {
  const words = (inline: readonly Inline[]) => inline.filter(({ type }) => type !== 'footnote')
  return blocks.map((block): Block => {
    switch (block.type) {
      case 'paragraph':
        return { ...block, inline: words(block.inline) }
      case 'figure':
        return { ...block, caption: words(block.caption) }
      case 'list':
        return { ...block, items: block.items.map(withoutNotes) }
      case 'table':
        return {
          ...block,
          rows: block.rows.map((row) => row.map((cell) => ({ ...cell, blocks: withoutNotes(cell.blocks) }))),
        }
      default:
        return block satisfies never
    }
  })
}

/** The part of a paper's lines that is its text: from the first line of the text that is there to the last one. */
function paperText(text: readonly string[], lines: readonly string[]): readonly string[] {
  const [first, last] = [text[0], text.at(-1)]
  if (first === undefined || last === undefined) return []
  // Unaltered, it is found as a whole, wherever the same words stand besides.
  for (let at = lines.indexOf(first); at >= 0; at = lines.indexOf(first, at + 1)) {
    const whole = lines.slice(at, at + text.length)
    if (same(whole, text)) return whole
  }
  const known = new Set(text)
  const from = lines.findIndex((line) => known.has(line))
  const to = lines.findLastIndex((line) => known.has(line))
  return from < 0 ? [] : lines.slice(from, to + 1)
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index])
}

/** What one has and the other lacks, as often as it does. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1)
  return lines.filter((line) => {
    const count = left.get(line) ?? 0
    left.set(line, count - 1)
    return count <= 0
  })
}
