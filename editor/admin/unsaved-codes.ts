import { useSyncExternalStore } from 'react'

import type { ImportRow } from '../../report/wire/rest.ts'

/** One-time codes that were shown and can never be shown again. */
export type IssuedCodes = {
  /** Whose screen they belong on: never that of the next person who signs in here. */
  readonly adminId: string
  readonly rows: readonly ImportRow[]
  /** Printed or downloaded. */
  readonly saved: boolean
}

let issued: IssuedCodes | undefined
const listeners = new Set<() => void>()

function put(next: IssuedCodes | undefined): void {
  issued = next
  const warn = next !== undefined && !next.saved
  // Outlives the page that made them: going to another page of ours loses nothing, closing the tab would.
  if (warn) window.addEventListener('beforeunload', keepOpen)
  else window.removeEventListener('beforeunload', keepOpen)
  for (const listener of listeners) listener()
}

function keepOpen(event: BeforeUnloadEvent): void {
  event.preventDefault()
  // What browsers before 2023 look at.
  event.returnValue = true
}

/** Codes just made by an import; kept while this tab is open, until they are put away. */
export function keepCodes(adminId: string, rows: readonly ImportRow[]): void {
  put({ adminId, rows, saved: false })
}

export function markCodesSaved(): void {
  if (issued) put({ ...issued, saved: true })
}

export function forgetCodes(): void {
  put(undefined)
}

/** The codes that wait to be handed out by this administrator. */
export function useIssuedCodes(adminId: string): IssuedCodes | undefined {
  const now = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => issued,
  )
  return now?.adminId === adminId ? now : undefined
}
