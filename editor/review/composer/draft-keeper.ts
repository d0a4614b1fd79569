import { dropDraft, readDraft, writeDraft } from './drafts.ts'
import type { Draft } from '../review.ts'

/** The words of one open field, written down when the hands rest and when the field goes. */
export type DraftKeeper = {
  /** What the field begins with: the draft, else what is edited. */
  readonly initial: string
  readonly text: () => string
  readonly change: (text: string) => void
  /** What is kept with the words. */
  readonly keep: (rest: Omit<Draft, 'text'> | undefined) => void
  readonly flush: () => void
  readonly drop: () => void
}

const REST_MS = 300

export function openDraftKeeper(key: string, given: string): DraftKeeper {
  const draft = readDraft(key)
  const initial = draft?.text ?? given
  let text = initial
  let rest: Omit<Draft, 'text'> | undefined = draft
  let changed = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const flush = () => {
    clearTimeout(timer)
    if (!changed) return
    changed = false
    if (text.trim() === '') dropDraft(key)
    else writeDraft(key, { ...rest, text })
  }
  return {
    initial,
    text: () => text,
    change: (next) => {
      text = next
      changed = true
      clearTimeout(timer)
      timer = setTimeout(flush, REST_MS)
    },
    keep: (next) => {
      // What was only met again is not written again: another tab may have sent it meanwhile.
      if (said(next) === said(rest)) return
      rest = next
      if (text.trim() !== '') changed = true
    },
    flush,
    drop: () => {
      clearTimeout(timer)
      text = ''
      changed = false
      dropDraft(key)
    },
  }
}

function said(rest: Omit<Draft, 'text'> | undefined): string {
  return JSON.stringify([rest?.on, rest?.kind, rest?.answer])
}
