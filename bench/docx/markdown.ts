import type { Block, Inline } from '../../report/content/content.ts'
import type { PaperOrder } from '../../report/docx/paper-order.ts'

/** The words of an order as pandoc reads them: headings, paragraphs, tables and notes. Comments it does not write. */
export function markdownOf({ content }: PaperOrder): string {
  const notes: string[] = []
  const inline = (parts: readonly Inline[]) =>
    parts
      .map((one) => {
        if (one.type === 'break') return '\\\n'
        if (one.type === 'text') return one.marks.bold ? `**${one.text.trim()}** ` : one.text
        notes.push(`[^${notes.length + 1}]: ${one.text}`)
        return `[^${notes.length}]`
      })
      .join('')
  const write = (block: Block): string => {
    if (block.type === 'paragraph') return inline(block.inline)
    if (block.type !== 'table') return ''
    const rows = block.rows.map(
      (cells) => `| ${cells.map(({ blocks }) => blocks.map(write).join(' ')).join(' | ')} |`,
    )
    const [head = '', ...others] = rows
    return [head, `|${'---|'.repeat(block.rows[0]?.length ?? 1)}`, ...others].join('\n')
  }
  const text = [
    ...content.preamble.map(write),
    ...content.sections.flatMap(({ level, title, blocks }) => [
      `${'#'.repeat(level)} ${title}`,
      ...blocks.map(write),
    ]),
  ]
  return `${[...text, ...notes].join('\n\n')}\n`
}
