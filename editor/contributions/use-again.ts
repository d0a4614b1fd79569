import { useEffect, useRef } from 'react'

/** Loads again when `revision` is another; what was loaded stays until then. */
export function useAgain(revision: unknown, reload: () => void): void {
  const known = useRef(revision)
  useEffect(() => {
    if (known.current === revision) return
    known.current = revision
    reload()
  }, [revision, reload])
}
