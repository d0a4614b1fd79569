import { blockerLines } from '../form/blocker-words.ts'
import type { StageBlocker } from '../wire/progress.ts'

const MOST_LINES = 30

/** Why a report should not go on, a Vietnamese line for each reason; the last one counts what is left out. */
export function stageBlockerLines(blockers: readonly StageBlocker[]): readonly string[] {
  const lines = blockers.slice(0, MOST_LINES).map(lineOf)
  const more = blockers.length - lines.length
  return more > 0 ? [...lines, `… và ${more} nội dung khác.`] : lines
}

function lineOf(blocker: StageBlocker): string {
  switch (blocker.kind) {
    case 'not-assigned':
      return `Mục ${named(blocker)}: chưa giao cho cơ quan nào.`
    case 'not-submitted':
      return `Mục ${named(blocker)}: chưa nộp.`
    case 'returned':
      return `Mục ${named(blocker)}: bị trả lại, chưa nộp lại.`
    case 'not-approved':
      return `Mục ${named(blocker)}: chưa được duyệt.`
    default:
      return blockerLines([blocker]).join('')
  }
}

function named({ number, title }: { readonly number: string; readonly title: string }): string {
  return `${number} ${title}`.trim()
}
