import type { Editor } from '@tiptap/core'
import { createContext, useContext, useEffect, useState } from 'react'

import { must } from '../../report/must.ts'
import type { ThreadKind } from '../../report/wire/review.ts'
import type { Mentionable } from './composer/mention-find.ts'
import type { OpenThread, Review } from './review.ts'
import type { SectionNames } from './thread-name.ts'
import type { Reviewing } from './thread-permits.ts'

/** What every card needs to know of the page it is on. The same object as long as nothing of it changes. */
export type ReviewDesk = {
  readonly review: Review
  readonly editor: Editor
  readonly me: Reviewing
  readonly mentionables: readonly Mentionable[]
  readonly sections: SectionNames
  /** Whose a section is; no offices: every drafter's. */
  readonly responsible: (sectionId: string | null) => readonly string[]
  readonly draftKey: (of: string) => string
  /** Opens a thread's card; its words come into sight where the page has room for both. */
  readonly look: (one: OpenThread) => void
  /** Scrolls to a thread's words and puts the caret there. */
  readonly goToWords: (one: OpenThread) => void
  readonly backToText: () => void
  readonly now: Date
}

const DeskContext = createContext<ReviewDesk | undefined>(undefined)
export const ReviewDeskProvider = DeskContext.Provider

export function useDesk(): ReviewDesk {
  return must(useContext(DeskContext), 'the review desk around a card')
}

const MINUTE = 60_000

/** The time to the minute: *5 minutes ago* grows older on an open page. */
export function useMinute(): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), MINUTE)
    return () => clearInterval(timer)
  }, [])
  return now
}

export const KIND_TONES: Readonly<Record<ThreadKind, 'accent' | 'warning' | 'plain'>> = {
  opinion: 'accent',
  change: 'warning',
  question: 'plain',
}
