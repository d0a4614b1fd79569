import { useEffect, useState } from 'react'

export function Spinner() {
  return <span className="spinner" aria-hidden="true" />
}

/** Something is being waited for; after a while it says that it is still at it. */
export function Waiting({ label, stillLabel }: { label: string; stillLabel?: string }) {
  const long = useAfter(5000)
  return (
    <div className="waiting" role="status">
      <Spinner />
      <span>{long && stillLabel ? stillLabel : label}</span>
    </div>
  )
}

/** A bar without an end known, for work that takes more than a second. */
export function Progress({ label }: { label: string }) {
  return <div className="progress" role="progressbar" aria-label={label} aria-valuetext={label} />
}

/** `false` at first, `true` after `delay` milliseconds. */
export function useAfter(delay: number): boolean {
  const [passed, setPassed] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), delay)
    return () => clearTimeout(timer)
  }, [delay])
  return passed
}
