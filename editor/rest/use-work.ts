import { useState } from 'react'

/** Something asked of the server on a person's word: whether it is under way, and how it failed. */
export function useWork() {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const run = <T>(work: Promise<T>, done: (value: T) => void) => {
    setBusy(true)
    setFailure(undefined)
    work.then(done, setFailure).finally(() => setBusy(false))
  }
  return { busy, failure, run }
}
