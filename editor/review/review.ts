import type { AnchorDraft, AnswerKind, Thread, ThreadKind } from '../../report/wire/review.ts'
import type { Cell, Observable } from '../draft/connection/cell.ts'

/** A thread as this page shows it: what the server has, and on top of it what was written here and waits to be sent. */
export type OpenThread = {
  /** Its number is 0 until the server has given it one. */
  readonly thread: Thread
  /** `waiting`: in the outbox, sent when the line is back. `refused`: a sentence says why; the words are kept. */
  readonly sending: 'sent' | 'waiting' | { readonly refused: string }
  /** Where it is in the text on this page now; null for the whole report. */
  readonly sectionId: string | null
  /** None of its words is in the text. */
  readonly lost: boolean
}

/** Words that somebody is about to comment on. */
export type Selected = {
  readonly anchor: AnchorDraft
  readonly sectionId: string | null
  /** For the composer; empty where a section or the report is meant. */
  readonly quote: string
}

/** From where to where in the text field's document, as it is at this moment. */
export type TextPlace = { readonly from: number; readonly to: number }

/** What somebody wrote and has not sent, kept in this browser: `readDraft(key)`, `writeDraft(key, draft)`, `dropDraft(key)` of drafts.ts. */
export type Draft = {
  /** As a message's. */
  readonly text: string
  /** Of a new thread: what it is about. */
  readonly on?: Selected
  readonly kind?: ThreadKind
  /** Of an answer. */
  readonly answer?: AnswerKind
}

export type ReviewState = 'loading' | 'ready' | 'failed'

/** The comment threads of the open report. Nothing here throws or waits: what cannot be sent now goes to the outbox. */
export type Review = {
  /** In the order of the text; lost ones last. A thread that did not change is the same object. */
  readonly threads: Observable<readonly OpenThread[]>
  readonly state: Observable<ReviewState>
  /** The thread that is looked at: its card is open and its words are marked strongly. */
  readonly active: Cell<string | undefined>
  /** The composer of a new thread is open for these words. */
  readonly composing: Cell<Selected | undefined>
  /** A lost thread whose new place is being chosen: the next selection confirmed is its place. */
  readonly attaching: Cell<string | undefined>
  /** Where a thread's words are, or those about to be commented on; undefined for the whole report and what is lost. Cheap: asked for all of them. */
  readonly placeOf: (of: string | Selected) => TextPlace | undefined
  /** What is selected in the text now, cut to the compartment where it begins; undefined for a mere caret. */
  readonly selected: Observable<Selected | undefined>
  /** Answers the new thread's id. */
  readonly create: (on: Selected, comment: { readonly kind: ThreadKind; readonly text: string }) => string
  readonly reply: (threadId: string, text: string) => void
  readonly editMessage: (threadId: string, messageId: string, text: string) => void
  readonly deleteMessage: (threadId: string, messageId: string) => void
  readonly resolve: (threadId: string, resolved: boolean) => void
  readonly changeKind: (threadId: string, kind: ThreadKind) => void
  readonly answer: (
    threadId: string,
    answer: { readonly kind: AnswerKind; readonly text: string } | null,
  ) => void
  readonly attach: (threadId: string, anchor: AnchorDraft) => void
  readonly markRead: (threadIds: readonly string[]) => void
  /** Sends what was refused or waits once more. */
  readonly retry: () => void
  /** Takes what was refused out of the outbox; answers its words. */
  readonly giveUp: (threadId: string) => string
  /** Fetches again after `failed`. */
  readonly reload: () => void
  readonly stop: () => void
}
