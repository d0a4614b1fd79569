import { useEffect, useLayoutEffect, useRef } from 'react'

/** Alt+↓ and Alt+↑ go from thread to thread, wherever on the page the focus is. */
export function useReviewKeys(onStep: (step: 1 | -1) => void): void {
  const latest = useRef(onStep)
  useLayoutEffect(() => {
    latest.current = onStep
  })
  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      const step = wantedStep(event)
      if (!step) return
      event.preventDefault()
      latest.current(step)
    }
    document.addEventListener('keydown', handleKey)
    return () => document.removeEventListener('keydown', handleKey)
  }, [])
}

function wantedStep(event: KeyboardEvent): 1 | -1 | undefined {
  if (!event.altKey || event.ctrlKey || event.shiftKey || event.metaKey || event.defaultPrevented) return
  if (event.isComposing || isTaken(event.target)) return
  return ({ ArrowDown: 1, ArrowUp: -1 } as const)[event.key as 'ArrowDown' | 'ArrowUp']
}

/** A list to choose from opens with the same key; over a dialog the threads are out of reach. */
function isTaken(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('select, [role="dialog"], [role="menu"]') !== null
}
