import { useCallback, useEffect, useRef, useState } from 'react'

import { useSession } from '../session/session.tsx'

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'ready'; readonly value: T }

/**
 * Fetches once per `load` (keep it stable with `useCallback`), and again after a new sign-in or `reload()`. What is shown
 * stays while it is fetched again.
 */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>): [Loaded<T>, () => void] {
  const { generation } = useSession()
  const [loaded, setLoaded] = useState<{ by: typeof load; result: Loaded<T> }>()
  const running = useRef<AbortController>(null)
  const known = useRef(generation)

  const start = useCallback(() => {
    running.current?.abort()
    const stop = new AbortController()
    running.current = stop
    load(stop.signal).then(
      (value) => stop.signal.aborted || setLoaded({ by: load, result: { state: 'ready', value } }),
      (error: unknown) =>
        stop.signal.aborted || setLoaded((before) => keepReady(before, load, { state: 'failed', error })),
    )
  }, [load])

  useEffect(() => {
    start()
    return () => running.current?.abort()
  }, [start])

  useEffect(() => {
    if (known.current === generation) return
    known.current = generation
    start()
  }, [generation, start])

  return [loaded?.by === load ? loaded.result : { state: 'loading' }, start]
}

/** A failed refresh does not take away what is already on the screen. */
function keepReady<L, T>(
  before: { by: L; result: Loaded<T> } | undefined,
  by: L,
  failed: Loaded<T>,
): { by: L; result: Loaded<T> } {
  return before?.by === by && before.result.state === 'ready' ? before : { by, result: failed }
}
