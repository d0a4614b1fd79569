import type { Observable } from '../draft/connection/cell.ts'
import type { Draft } from './review.ts'

/** Where storage is forbidden or full, a draft lasts until the page is closed. */
const inMemory = new Map<string, Draft>()
const PREFIX = 'cung-soan.draft.'

const listeners = new Set<() => void>()
let changes = 0

/** How often drafts were written or dropped on this page, for who shows that there is one. */
export const draftChanges: Observable<number> = {
  get: () => changes,
  subscribe: (listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

function tellOfChange(): void {
  changes += 1
  for (const listener of listeners) listener()
}

/** What was begun under a key and not sent. What is stored and is no draft counts as none. */
export function readDraft(key: string): Draft | undefined {
  const known = inMemory.get(key)
  if (known) return known
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(PREFIX + key) ?? 'null')
    return isDraft(stored) ? stored : undefined
  } catch {
    return undefined
  }
}

/** Keeps it over a reload, for the same person in the same browser: the key says whose it is. */
export function writeDraft(key: string, draft: Draft): void {
  inMemory.set(key, draft)
  try {
    window.localStorage.setItem(PREFIX + key, JSON.stringify(draft))
  } catch {
    // See above: it is in memory.
  }
  tellOfChange()
}

export function dropDraft(key: string): void {
  inMemory.delete(key)
  try {
    window.localStorage.removeItem(PREFIX + key)
  } catch {
    // As above.
  }
  tellOfChange()
}

/** Two people share many a computer, and nobody is shown what another has begun. */
export function draftKey(reportId: string, userId: string, of: string): string {
  return `${userId}.${reportId}.${of}`
}

function isDraft(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string'
}
