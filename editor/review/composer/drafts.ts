import type { Observable } from '../../draft/connection/cell.ts'
import type { Draft } from '../review.ts'

/** Where storage is forbidden or full, a draft lasts until the page is closed. */
const inMemory = new Map<string, Draft>()
const PREFIX = 'cung-soan.draft.'

const listeners = new Set<() => void>()
let changes = 0

/** How often drafts were written or dropped on this page, for who shows that there is one. */
export const draftChanges: Observable<number> = {
  get: () => changes,
  subscribe: (listener) => {
    const stop = onStored((key, dropped) => {
      if (dropped) inMemory.delete(key)
      changes += 1
      listener()
    })
    listeners.add(listener)
    return () => {
      stop()
      listeners.delete(listener)
    }
  },
}

/** Another tab of this person sent or threw away what is kept under a key: told with its words. */
export function onDropElsewhere(key: string, tell: (text: string) => void): () => void {
  return onStored((stored, dropped) => {
    if (stored !== key || !dropped) return
    inMemory.delete(key)
    tell(dropped.text)
  })
}

/** `dropped`: the draft that was there, where none is left. */
function onStored(tell: (key: string, dropped: Draft | undefined) => void): () => void {
  const listen = ({ key, oldValue, newValue }: StorageEvent) => {
    if (!key?.startsWith(PREFIX)) return
    tell(key.slice(PREFIX.length), newValue === null ? parsed(oldValue) : undefined)
  }
  window.addEventListener('storage', listen)
  return () => window.removeEventListener('storage', listen)
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
    return parsed(window.localStorage.getItem(PREFIX + key))
  } catch {
    return undefined
  }
}

function parsed(value: string | null): Draft | undefined {
  try {
    const stored: unknown = JSON.parse(value ?? 'null')
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
