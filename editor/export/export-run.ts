import { type Observable, createCell } from '../draft/connection/cell.ts'
import type { SaveState } from '../draft/connection/save-state.ts'
import { ApiError, type ReceivedFile } from '../rest/request.ts'
import type { PaperRequest } from '../rest/export.ts'
import { whenSaved } from './when-saved.ts'

/** Where an export is. */
export type ExportState =
  | { readonly state: 'idle' }
  /** The last words are on their way to the server. */
  | { readonly state: 'waiting' }
  | { readonly state: 'making' }
  | { readonly state: 'done'; readonly name: string }
  | { readonly state: 'stopped' }
  /** The server cannot be reached, or cannot have what was written here. */
  | { readonly state: 'unreachable' }
  | { readonly state: 'not-saved' }
  | { readonly state: 'failed'; readonly error: unknown }

export type ExportRun = {
  readonly state: Observable<ExportState>
  /** While one is under way nothing else begins. */
  readonly start: (asked: PaperRequest) => void
  readonly stop: () => void
  /** How the last one ended is old news. */
  readonly forget: () => void
}

export type ExportRunOptions = {
  readonly save: Observable<SaveState>
  readonly fetch: (asked: PaperRequest, signal: AbortSignal) => Promise<ReceivedFile>
  readonly give: (name: string, blob: Blob) => void
  /** For a file that the server did not name. */
  readonly fallbackName: string
}

/** Waits for what is unsaved, has the server make the paper, and gives it to the person; can be stopped at any moment. */
export function createExportRun({ save, fetch, give, fallbackName }: ExportRunOptions): ExportRun {
  const state = createCell<ExportState>({ state: 'idle' })
  let running: AbortController | undefined

  const make = async (asked: PaperRequest, signal: AbortSignal): Promise<ExportState> => {
    if (save.get().state === 'saving') state.set({ state: 'waiting' })
    const saved = await whenSaved(save, signal)
    if (saved === 'offline') return { state: 'unreachable' }
    if (saved === 'failed') return { state: 'not-saved' }
    state.set({ state: 'making' })
    const { name, blob } = await fetch(asked, signal)
    const given = name || `${fallbackName}.${asked.format}`
    give(given, blob)
    return { state: 'done', name: given }
  }

  return {
    state,
    start: (asked) => {
      if (running) return
      const stop = new AbortController()
      running = stop
      state.set({ state: 'making' })
      void make(asked, stop.signal)
        .catch((error: unknown): ExportState => {
          if (stop.signal.aborted) return { state: 'stopped' }
          return isUnreachable(error) ? { state: 'unreachable' } : { state: 'failed', error }
        })
        .then((end) => {
          running = undefined
          state.set(end)
        })
    },
    stop: () => running?.abort(),
    forget: () => running ?? state.set({ state: 'idle' }),
  }
}

export function isUnreachable(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'network'
}
