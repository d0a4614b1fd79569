import { X } from 'lucide-react'
import { AlertDialog as RadixAlert, Dialog as RadixDialog } from 'radix-ui'
import { useRef } from 'react'
import type { CSSProperties, ReactNode } from 'react'

import { Button, IconButton } from './button.tsx'

type DialogProps = {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly intro?: string | undefined
  readonly closeLabel: string
  /** CSS width; 30rem unless told. */
  readonly width?: string
  /** A dialog that only its own buttons can end. */
  readonly binding?: boolean
  /** Called when it has closed and the focus wants to go back; prevent the default to send it elsewhere. */
  readonly onCloseAutoFocus?: (event: Event) => void
  readonly children: ReactNode
}

export function Dialog({ binding = false, ...props }: DialogProps) {
  const style = props.width ? ({ '--dialog-width': props.width } as CSSProperties) : undefined
  const keepOpen = binding ? (event: Event) => event.preventDefault() : undefined
  const focus = useFocusReturn(props.onCloseAutoFocus)
  return (
    <RadixDialog.Root open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="dialog-veil">
          <RadixDialog.Content
            className="dialog"
            style={style}
            onEscapeKeyDown={keepOpen}
            onPointerDownOutside={keepOpen}
            onInteractOutside={keepOpen}
            {...focus}
            {...(props.intro ? {} : { 'aria-describedby': undefined })}
          >
            <div className="dialog-head">
              <RadixDialog.Title className="dialog-title">{props.title}</RadixDialog.Title>
              {!binding && (
                <RadixDialog.Close asChild>
                  <IconButton label={props.closeLabel}>
                    <X size={18} aria-hidden="true" />
                  </IconButton>
                </RadixDialog.Close>
              )}
            </div>
            {props.intro && (
              <RadixDialog.Description className="dialog-intro">{props.intro}</RadixDialog.Description>
            )}
            <div className="dialog-body">{props.children}</div>
          </RadixDialog.Content>
        </RadixDialog.Overlay>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  )
}

type ConfirmProps = {
  readonly open: boolean
  readonly title: string
  readonly body: string
  readonly confirmLabel: string
  readonly cancelLabel: string
  readonly onConfirm: () => void
  readonly onCancel: () => void
  /** As a dialog's. */
  readonly onCloseAutoFocus?: (event: Event) => void
}

/** Asks before something that cannot be taken back. The safe answer has the focus. */
export function Confirm(props: ConfirmProps) {
  const focus = useFocusReturn(props.onCloseAutoFocus)
  return (
    <RadixAlert.Root open={props.open} onOpenChange={(open) => !open && props.onCancel()}>
      <RadixAlert.Portal>
        <RadixAlert.Overlay className="dialog-veil">
          <RadixAlert.Content className="dialog" {...focus}>
            <div className="dialog-head">
              <RadixAlert.Title className="dialog-title">{props.title}</RadixAlert.Title>
            </div>
            <div className="dialog-body">
              <RadixAlert.Description>{props.body}</RadixAlert.Description>
              <div className="dialog-actions">
                <RadixAlert.Cancel asChild>
                  <Button>{props.cancelLabel}</Button>
                </RadixAlert.Cancel>
                <RadixAlert.Action asChild>
                  <Button kind="danger" onClick={props.onConfirm}>
                    {props.confirmLabel}
                  </Button>
                </RadixAlert.Action>
              </div>
            </div>
          </RadixAlert.Content>
        </RadixAlert.Overlay>
      </RadixAlert.Portal>
    </RadixAlert.Root>
  )
}

/**
 * Into the dialog: to what is marked `data-first-focus`, else to its first stop. Out of it: back to where the focus was;
 * Radix knows that place only for a dialog with a trigger of its own.
 */
function useFocusReturn(onCloseAutoFocus: ((event: Event) => void) | undefined) {
  const before = useRef<Element>(null)
  return {
    onOpenAutoFocus: (event: Event) => {
      before.current = lastingPlace(document.activeElement)
      const content = event.currentTarget
      const wanted =
        content instanceof HTMLElement && content.querySelector<HTMLElement>('[data-first-focus]')
      if (!wanted) return
      event.preventDefault()
      wanted.focus()
    },
    onCloseAutoFocus: (event: Event) => {
      onCloseAutoFocus?.(event)
      if (event.defaultPrevented) return
      event.preventDefault()
      if (before.current instanceof HTMLElement) before.current.focus()
    },
  }
}

/** A menu's item is gone when the dialog that it opened closes: the button of the menu stays. */
function lastingPlace(focused: Element | null): Element | null {
  const trigger = focused?.closest('[role="menu"]')?.getAttribute('aria-labelledby')
  return trigger ? document.getElementById(trigger) : focused
}
