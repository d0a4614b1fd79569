import { X } from 'lucide-react'
import { createContext, useCallback, useContext, useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'

import { IconButton } from './button.tsx'

export type ToastTone = 'info' | 'good' | 'danger'
type Shown = { readonly key: number; readonly text: string; readonly tone: ToastTone }

/** Shows a sentence; what it gives back takes the sentence away before its time. */
type ShowToast = (text: string, tone?: ToastTone) => () => void

const ToastContext = createContext<ShowToast>(() => () => {})

/** More than these at once nobody reads. */
const MOST = 3
const SHOWN_MS = 6000

/**
 * Gives `useToast` to what it holds. Made by hand because Radix's toast is a layer of its own, and would take the Escape
 * key from the dialog a person is in.
 */
export function ToastGround(props: { label: string; dismissLabel: string; children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([])
  const next = useRef(0)

  const drop = useCallback((key: number) => setShown((before) => before.filter((one) => one.key !== key)), [])
  const toast = useCallback<ShowToast>(
    (text, tone = 'info') => {
      next.current += 1
      const added = { key: next.current, text, tone }
      setShown((before) => [...before, added].slice(-MOST))
      return () => drop(added.key)
    },
    [drop],
  )

  return (
    <ToastContext value={toast}>
      {props.children}
      <section className="toasts" aria-label={props.label} aria-live="polite">
        {shown.map((one) => (
          <Toast key={one.key} shown={one} dismissLabel={props.dismissLabel} onDrop={drop} />
        ))}
      </section>
    </ToastContext>
  )
}

type ToastProps = {
  readonly shown: Shown
  readonly dismissLabel: string
  readonly onDrop: (key: number) => void
}

/** Goes by itself, but not while somebody points at it or has the focus in it. A failure stays until it is dismissed. */
function Toast({ shown, dismissLabel, onDrop }: ToastProps) {
  const [held, setHeld] = useState(false)
  const stays = held || shown.tone === 'danger'

  useEffect(() => {
    if (stays) return
    const timer = setTimeout(() => onDrop(shown.key), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [stays, shown.key, onDrop])

  return (
    <div
      className="toast"
      data-tone={shown.tone}
      role={shown.tone === 'danger' ? 'alert' : undefined}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <p className="toast-text">{shown.text}</p>
      <IconButton label={dismissLabel} onClick={() => onDrop(shown.key)}>
        <X size={16} aria-hidden="true" />
      </IconButton>
    </div>
  )
}

/** Says something in passing, after what the person did. */
export function useToast(): ShowToast {
  return useContext(ToastContext)
}
