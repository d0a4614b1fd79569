import { Tooltip as Radix } from 'radix-ui'
import { type ReactNode, useState } from 'react'

type TooltipProps = {
  readonly text: string
  readonly shortcut?: string | undefined
  /** One focusable element. */
  readonly children: ReactNode
}

/**
 * What an icon means, and its key. Shown on hover and on keyboard focus; one that focus brought lets the pointer through to
 * the buttons under it, for it stays as long as the focus does.
 */
export function Tooltip({ text, shortcut, children }: TooltipProps) {
  const [isOfFocus, setOfFocus] = useState(false)
  return (
    <Radix.Root>
      <Radix.Trigger asChild onFocus={() => setOfFocus(true)} onPointerEnter={() => setOfFocus(false)}>
        {children}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={isOfFocus ? 'tooltip tooltip-of-focus' : 'tooltip'}
          sideOffset={6}
          collisionPadding={8}
        >
          {text}
          {shortcut && <kbd>{shortcut}</kbd>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Stands once around the application: tooltips next to each other then open without a second wait. */
export function TooltipGround({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={500} skipDelayDuration={300}>
      {children}
    </Radix.Provider>
  )
}
