import { useEffect } from 'react'
import { useSearchParams } from 'react-router'

import { THREAD_PARAM } from '../register/paths.ts'
import type { Review } from './review.ts'

/**
 * Opens the thread that the address names, as soon as it is known here, and takes its name out of the address: the same
 * notice can be followed again, and a reload does not go back to it.
 */
export function useThreadInAddress({ threads, active }: Pick<Review, 'threads' | 'active'>): void {
  const [params, setParams] = useSearchParams()
  const wanted = params.get(THREAD_PARAM)
  useEffect(() => {
    if (wanted === null) return
    const look = () => {
      if (!threads.get().some(({ thread }) => thread.id === wanted)) return
      stop()
      // Once more for a thread that is open already: its words may be far away by now.
      if (active.get() === wanted) active.set(undefined)
      active.set(wanted)
      setParams(
        (before) => {
          before.delete(THREAD_PARAM)
          return before
        },
        { replace: true },
      )
    }
    const stop = threads.subscribe(look)
    look()
    return stop
  }, [wanted, threads, active, setParams])
}
