import { useEffect, useRef } from 'react'
import { useSearchParams } from 'react-router'

import { THREAD_PARAM } from '../../report-paths.ts'
import type { OpenThread, Review } from '../review.ts'

/**
 * Opens the thread that the address names, as soon as it is known here and its words can be shown, and takes its name out
 * of the address: the same notice can be followed again, and a reload does not go back to it.
 */
export function useThreadInAddress(review: Review | undefined, open: (one: OpenThread) => void): void {
  const [params, setParams] = useSearchParams()
  const wanted = params.get(THREAD_PARAM)
  const opening = useRef(open)
  useEffect(() => {
    opening.current = open
  })
  useEffect(() => {
    if (wanted === null || !review) return
    const look = () => {
      const one = review.threads.get().find(({ thread }) => thread.id === wanted)
      if (!one) return
      stop()
      setParams(
        (before) => {
          before.delete(THREAD_PARAM)
          return before
        },
        { replace: true },
      )
      opening.current(one)
    }
    const stop = review.threads.subscribe(look)
    look()
    return stop
  }, [wanted, review, setParams])
}
