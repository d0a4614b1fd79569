import type { AnchorDraft, AnswerKind, ThreadKind } from '../../../report/wire/review.ts'

export type Answer = { readonly kind: AnswerKind; readonly text: string }

/** One thing that somebody did to the threads, and that the server is still to be told. */
export type ThreadDeed = { readonly threadId: string } & (
  | {
      readonly type: 'create'
      readonly sectionId: string | null
      readonly quote: string
      readonly anchor: AnchorDraft
      readonly kind: ThreadKind
      readonly text: string
    }
  | { readonly type: 'reply'; readonly messageId: string; readonly text: string }
  | { readonly type: 'edit'; readonly messageId: string; readonly text: string }
  | { readonly type: 'delete'; readonly messageId: string }
  | { readonly type: 'resolve'; readonly resolved: boolean }
  | { readonly type: 'kind'; readonly kind: ThreadKind }
  | { readonly type: 'answer'; readonly answer: Answer | null }
  | { readonly type: 'attach'; readonly anchor: AnchorDraft }
)

export type WaitingChange = {
  readonly id: string
  readonly user: string
  readonly report: string
  /** When it was done, milliseconds; its place among those done before and after it. */
  readonly at: number
  readonly deed: ThreadDeed
  /** The server does not take it: a sentence that says why. Kept until its author has read it. */
  readonly refused?: string
  readonly sending?: Sending
}

/** A tab is sending it; the others let it until then. A tab that has died sends nothing. */
export type Sending = { readonly tab: string; readonly until: number }

/** The words in it that somebody wrote; empty where there are none. */
export function wordsOf(deed: ThreadDeed): string {
  if ('text' in deed) return deed.text
  return deed.type === 'answer' ? (deed.answer?.text ?? '') : ''
}

/** Whether the server can understand it only once it has the text as this page has it. */
export function standsOnText({ type }: ThreadDeed): boolean {
  return type === 'create' || type === 'attach'
}
