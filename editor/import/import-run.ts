import type { DocumentImport } from '../../report/wire/paper.ts'
import { createCell, type Observable } from '../draft/connection/cell.ts'

/** Where the reading of a file is. */
export type ReadingState =
  | { readonly state: 'idle' }
  | { readonly state: 'reading'; readonly file: File }
  | { readonly state: 'stopped'; readonly file: File }
  | { readonly state: 'failed'; readonly file: File; readonly error: unknown }
  | { readonly state: 'read'; readonly file: File; readonly result: DocumentImport }

export type Reading = {
  readonly state: Observable<ReadingState>
  /** Gives up the file that is being read, if there is one. */
  readonly start: (file: File) => void
  readonly stop: () => void
}

/** Reads one file at a time; what an older one answers late is not heard. */
export function createReading(read: (file: File, signal: AbortSignal) => Promise<DocumentImport>): Reading {
  const state = createCell<ReadingState>({ state: 'idle' })
  let running: AbortController | undefined
  return {
    state,
    start: (file) => {
      running?.abort()
      const mine = new AbortController()
      running = mine
      state.set({ state: 'reading', file })
      const end = (next: ReadingState) => {
        if (running !== mine) return
        running = undefined
        state.set(next)
      }
      read(file, mine.signal).then(
        (result) => end({ state: 'read', file, result }),
        (error: unknown) =>
          end(mine.signal.aborted ? { state: 'stopped', file } : { state: 'failed', file, error }),
      )
    },
    stop: () => running?.abort(),
  }
}
