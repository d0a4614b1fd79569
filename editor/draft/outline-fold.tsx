import type { Editor } from '@tiptap/core'
import { ListTree } from 'lucide-react'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { ReactNode } from 'react'

import { useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'

/** As in draft.css: here the outline has no room beside the page. */
const NARROW = 'screen and (max-width: 48rem)'

/** The outline beside the page; on a narrow screen behind a button, and over the page while it is open. */
export function OutlineFold({ editor, children }: { editor: Editor; children: ReactNode }) {
  return useIsNarrow() ? <Folded editor={editor}>{children}</Folded> : children
}

function Folded({ editor, children }: { editor: Editor; children: ReactNode }) {
  const { drafting } = useText()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)

  useEffect(() => {
    if (!open) return
    // Whoever has chosen a section is in its text now.
    const close = () => setOpen(false)
    const handleKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || isElsewhere(event.target)) return
      close()
      button.current?.focus()
    }
    editor.on('focus', close)
    document.addEventListener('keydown', handleKey)
    return () => {
      editor.off('focus', close)
      document.removeEventListener('keydown', handleKey)
    }
  }, [open, editor])

  return (
    <div className="outline-fold" data-region="outline" data-open={open || undefined}>
      <Button ref={button} aria-expanded={open} onClick={() => setOpen(!open)}>
        <ListTree size={16} aria-hidden="true" />
        {drafting.regionOutline}
      </Button>
      {open && children}
    </div>
  )
}

/** In a menu or a dialog, which has an Escape of its own. */
function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="menu"], [role="dialog"]') !== null
}

function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(NARROW).matches)
}

function subscribe(onChange: () => void): () => void {
  const query = window.matchMedia(NARROW)
  query.addEventListener('change', onChange)
  return () => query.removeEventListener('change', onChange)
}
