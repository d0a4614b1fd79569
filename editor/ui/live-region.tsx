import { useEffect, useRef, useState } from 'react'

/**
 * Speaks to screen readers without interrupting. Several sentences within `restMs` are spoken as one, so that a meeting
 * that joins at nine o'clock is one announcement and not forty.
 */
export function LiveRegion({ sentence, restMs = 3000 }: { sentence: string; restMs?: number }) {
  const [spoken, setSpoken] = useState('')
  const newest = useRef(sentence)

  useEffect(() => {
    newest.current = sentence
    if (!sentence) return
    const timer = setTimeout(() => setSpoken(newest.current), restMs)
    return () => clearTimeout(timer)
  }, [sentence, restMs])

  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {spoken}
    </p>
  )
}
