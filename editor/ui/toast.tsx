import { X } from 'lucide-react'
import { Toast as Radix } from 'radix-ui'
import { createContext, useCallback, useContext, useRef, useState } from 'react'
import type { ReactNode } from 'react'

import { IconButton } from './button.tsx'

export type ToastTone = 'info' | 'good' | 'danger'
type Shown = { readonly key: number; readonly text: string; readonly tone: ToastTone }

const ToastContext = createContext<(text: string, tone?: ToastTone) => void>(() => {})

/** More than these at once nobody reads. */
const MOST = 3

/** Gives `useToast` to what it holds. */
export function ToastGround(props: { label: string; dismissLabel: string; children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([])
  const next = useRef(0)

  const toast = useCallback((text: string, tone: ToastTone = 'info') => {
    next.current += 1
    const added = { key: next.current, text, tone }
    setShown((before) => [...before, added].slice(-MOST))
  }, [])

  const drop = (key: number) => setShown((before) => before.filter((one) => one.key !== key))

  return (
    <Radix.Provider label={props.label} duration={6000}>
      <ToastContext value={toast}>{props.children}</ToastContext>
      {shown.map((one) => (
        <Radix.Root
          key={one.key}
          className="toast"
          data-tone={one.tone}
          type={one.tone === 'danger' ? 'foreground' : 'background'}
          onOpenChange={(open) => !open && drop(one.key)}
        >
          <Radix.Description className="toast-text">{one.text}</Radix.Description>
          <Radix.Close asChild>
            <IconButton label={props.dismissLabel}>
              <X size={16} aria-hidden="true" />
            </IconButton>
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="toasts" label={`${props.label} ({hotkey})`} />
    </Radix.Provider>
  )
}

/** Says something in passing, after what the person did. */
export function useToast(): (text: string, tone?: ToastTone) => void {
  return useContext(ToastContext)
}
