import type { Block, ContentSection, ReportContent } from '../content/content.ts'
import type { Blocker } from '../wire/paper.ts'
import type { Thread } from '../wire/review.ts'

/** What of a thread decides whether it blocks. */
export type BlockingThread = Pick<Thread, 'id' | 'number' | 'kind' | 'resolved' | 'anchor'>

/**
 * Why a report cannot be signed as it is: sections of the plan in which nothing was written, neither there nor below, in the
 * order of the text; then the *yêu cầu sửa* that are open, answered or not, by number: who asked for a change, or who may speak
 * for them, has yet to say that it is settled. The next stage asks for less: an answer (`ReportDetail.review.mustFix`).
 */
export function blockersOf({ sections }: ReportContent, threads: readonly BlockingThread[]): Blocker[] {
  const empty = sections
    .filter((section, index) => section.fixed && isEmpty(sections, index))
    .map(({ id, number, title }): Blocker => ({ kind: 'empty-section', sectionId: id, number, title }))
  const open = threads
    .filter(({ kind, resolved }) => kind === 'change' && !resolved)
    .toSorted((a, b) => a.number - b.number)
  return [...empty, ...open.map(mustFix)]
}

function mustFix({ id, number, anchor }: BlockingThread): Blocker {
  const there = anchor.kind !== 'report' && !anchor.lost
  return {
    kind: 'must-fix',
    threadId: id,
    threadNumber: number,
    sectionId: there ? anchor.sectionId : '',
    quote: anchor.kind === 'report' ? '' : anchor.quote,
  }
}

function isEmpty(sections: readonly ContentSection[], index: number): boolean {
  return withBelow(sections, index).every(({ blocks }) => !blocks.some(saysSomething))
}

/** A section and all that stand below it, in the order of the text. */
export function withBelow<T extends Pick<ContentSection, 'level'>>(
  sections: readonly T[],
  index: number,
): readonly T[] {
  const level = sections[index]?.level ?? 0
  const next = sections.findIndex((section, at) => at > index && section.level <= level)
  return sections.slice(index, next === -1 ? undefined : next)
}

/** Tables and pictures count although they may hold no word yet, as they do in `SectionState.empty`. */
function saysSomething(block: Block): boolean {
  switch (block.type) {
    case 'paragraph':
      return block.inline.some(
        (one) => one.type === 'footnote' || (one.type === 'text' && /\S/u.test(one.text)),
      )
    case 'list':
      return block.items.some((item) => item.some(saysSomething))
    default:
      return true
  }
}
