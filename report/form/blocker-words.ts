import type { Blocker } from '../wire/paper.ts'

const LONGEST_QUOTE = 80
const MOST_LINES = 30

/** Why a report cannot be signed as it is, a Vietnamese line for each reason; the last one counts what is left out. */
export function blockerLines(blockers: readonly Blocker[]): readonly string[] {
  const lines = blockers.slice(0, MOST_LINES).map(blockerLine)
  const more = blockers.length - lines.length
  return more > 0 ? [...lines, `… và ${more} nội dung khác.`] : lines
}

function blockerLine(blocker: Blocker): string {
  switch (blocker.kind) {
    case 'empty-section':
      return `Mục ${`${blocker.number} ${blocker.title}`.trim()}: chưa có nội dung.`
    case 'must-fix': {
      const about = blocker.quote === '' ? '' : ` (“${short(blocker.quote)}”)`
      return `Yêu cầu sửa số ${blocker.threadNumber}${about}: chưa khép.`
    }
    default:
      return blocker satisfies never
  }
}

function short(quote: string): string {
  const words = [...quote.replaceAll(/\s+/g, ' ').trim()]
  return words.length > LONGEST_QUOTE
    ? `${words.slice(0, LONGEST_QUOTE).join('').trimEnd()}…`
    : words.join('')
}
