import type { Block } from '../../content/content.ts'
import { blockLines } from '../../content/content-text.ts'

/** How wide text is in Times, about, in thousandths of the size of its letters. */
export type Extent = {
  /** Of the widest word, which nothing parts. */
  readonly word: number
  /** Of each line, were the page wide enough. */
  readonly lines: readonly number[]
}

export function extentOf(blocks: readonly Block[]): Extent {
  const lines: number[] = []
  let widest = 0
  for (const text of blockLines(blocks)) {
    let [line, word] = [0, 0]
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      const width = letterWidth(code)
      line += width
      if (code === LINE_FEED) {
        lines.push(line)
        line = 0
      }
      word = code === SPACE || code === LINE_FEED ? 0 : word + width
      if (word > widest) widest = word
    }
    lines.push(line)
  }
  return { word: widest, lines }
}

/** About how many lines a text takes in a column so wide, in the same thousandths. */
export function linesIn({ lines }: Extent, width: number): number {
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(line / Math.max(1, width))), 0)
}

const SPACE = 32
const LINE_FEED = 10

function letterWidth(code: number): number {
  if (code < 128) return ASCII[code] ?? 0
  // Combining marks stand on the letter before them.
  if (code >= 0x300 && code < 0x370) return 0
  return code >= 0x2e80 ? 1000 : 500
}

const ASCII = Array.from({ length: 128 }, (_, code) => {
  const sign = String.fromCharCode(code)
  if (code < 32) return 0
  if (/[ .,;:|'ijltI!()[\]/\\-]/.test(sign)) return 290
  if (/[rsfJ]/.test(sign)) return 370
  if (/[mwMW%@]/.test(sign)) return 830
  if (/[A-Z&]/.test(sign)) return 680
  return 500
})
