import { useRef, useState } from 'react'
import type { ReactNode } from 'react'

import { useText } from '../../i18n/text.tsx'
import { Button } from '../../ui/button.tsx'

type CopyableProps = {
  readonly label: string
  readonly children: ReactNode
  /** Further buttons, behind the one that selects. */
  readonly actions: ReactNode
}

/** Text to be read and copied, and the buttons that belong to it. */
export function Copyable({ label, children, actions }: CopyableProps) {
  const { recovery } = useText()
  const text = useRef<HTMLDivElement>(null)
  const [done, setDone] = useState<'copied' | 'selected'>()

  const handleSelect = () => {
    if (!text.current) return
    text.current.focus()
    window.getSelection()?.selectAllChildren(text.current)
    setDone(copySelection() ? 'copied' : 'selected')
  }
  return (
    <>
      <div
        ref={text}
        className="recovery-text"
        role="group"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and the keys must be able to.
        tabIndex={0}
        lang="vi"
        aria-label={label}
      >
        {children}
      </div>
      <div className="recovery-actions">
        <Button onClick={handleSelect}>{recovery.select}</Button>
        {actions}
        <span className="quiet" role="status">
          {done && recovery[done]}
        </span>
      </div>
    </>
  )
}

/** The clipboard's own interface needs https; this old one works where the browser still has it. */
function copySelection(): boolean {
  try {
    return document.execCommand('copy')
  } catch {
    return false
  }
}
