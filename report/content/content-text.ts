import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Block, Inline, ReportContent } from './content.ts'

/** A paragraph's words: a line break as a line feed, a footnote's text where its mark stands, in brackets of its own. */
export function inlineText(inline: readonly Inline[]): string {
  return inline
    .map((one) => (one.type === 'break' ? '\n' : one.type === 'footnote' ? `[^${one.text}]` : one.text))
    .join('')
}

/** All words of some blocks, a line for each paragraph, in the order of the page. */
export function blockLines(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block): string[] => {
    switch (block.type) {
      case 'paragraph':
        return [inlineText(block.inline)]
      case 'figure':
        return [inlineText(block.caption)]
      case 'list':
        return block.items.flatMap((item) => blockLines(item))
      case 'table':
        return block.rows.flatMap((row) => row.flatMap((cell) => blockLines(cell.blocks)))
      default:
        return block satisfies never
    }
  })
}

/** All words of a report, a line for each paragraph and for each heading with its number. */
export function contentText({ preamble, sections }: ReportContent): string {
  const lines = sections.flatMap(({ number, title, blocks }) => [`${number} ${title}`, ...blockLines(blocks)])
  return [...blockLines(preamble), ...lines].join('\n')
}

/**
 * The fingerprint (SHA-256, hexadecimal) of what a report says: of its blocks with their formatting, without ids of blocks and
 * comments. Two states of a report have the same one exactly when nobody could tell their papers apart.
 */
export function contentHash({ preamble, sections }: ReportContent): string {
  const said = JSON.stringify([preamble, sections], (key, value: unknown) =>
    key === 'threads' || key === 'id' ? undefined : value,
  )
  return bytesToHex(sha256(utf8ToBytes(said.normalize('NFC'))))
}
