import type { ReactNode } from 'react'

import { useToast } from '../ui/toast.tsx'
import { Tooltip } from '../ui/tooltip.tsx'

/** Bringing back the whole text, or why one may not. */
export type WholeRestore = { readonly reason: string | undefined; readonly onRestore: () => void }

type Refused = {
  readonly 'aria-disabled'?: true
  readonly 'aria-description'?: string
  readonly onClick?: () => void
}

type ReasonedProps = {
  readonly reason: string | undefined
  readonly children: (refused: Refused) => ReactNode
}

/** A control that says why it does nothing: on hover and focus, and when it is pressed all the same. */
export function Reasoned({ reason, children }: ReasonedProps) {
  const toast = useToast()
  if (reason === undefined) return children({})
  return (
    <Tooltip text={reason}>
      <span className="history-reasoned">
        {children({ 'aria-disabled': true, 'aria-description': reason, onClick: () => void toast(reason) })}
      </span>
    </Tooltip>
  )
}
