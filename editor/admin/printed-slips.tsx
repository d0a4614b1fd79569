import { useEffect } from 'react'
import { createPortal } from 'react-dom'

import { useText } from '../i18n/text.tsx'

export type Slip = {
  readonly name: string
  readonly username: string
  readonly office: string
  readonly code: string
}

const PRINTING = 'prints-slips'

/** What comes out of the printer instead of the page: a slip for each person, to be cut apart. */
export function PrintedSlips({ slips }: { slips: readonly Slip[] }) {
  const { admin: text } = useText()
  useEffect(() => {
    document.body.classList.add(PRINTING)
    return () => document.body.classList.remove(PRINTING)
  }, [])
  return createPortal(
    <div className="slips" aria-hidden="true">
      {slips.map((slip) => (
        <section className="slip" key={slip.username}>
          <p className="slip-title">{text.slipTitle}</p>
          <p>
            <strong>{slip.name}</strong>
            {slip.office && ` – ${slip.office}`}
          </p>
          <dl>
            <dt>{text.username}</dt>
            <dd>{slip.username}</dd>
            <dt>{text.codeLabel}</dt>
            <dd className="slip-code">{slip.code}</dd>
          </dl>
          <p className="slip-how">{text.slipHow(window.location.origin)}</p>
        </section>
      ))}
    </div>,
    document.body,
  )
}
