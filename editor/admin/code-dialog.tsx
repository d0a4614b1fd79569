import { Printer } from 'lucide-react'
import { useRef, useState } from 'react'

import { useLanguage, useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { PrintedSlips } from './printed-slips.tsx'

/** A one-time code on its only way to the person it is for. */
export type IssuedCode = {
  readonly name: string
  readonly username: string
  readonly code: string
  readonly expiresAt: number
}

/** Shows a code once, to be printed or written down; it closes by its own button only. */
export function CodeDialog({ issued, onClose }: { issued: IssuedCode; onClose: () => void }) {
  const { app, admin: text } = useText()
  const { language } = useLanguage()
  const [selected, setSelected] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const until = new Intl.DateTimeFormat(language === 'vi' ? 'vi-VN' : 'en-GB', {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  })

  const handleSelect = () => {
    // On plain http there is no clipboard to write to: the person presses the keys.
    field.current?.focus()
    field.current?.select()
    setSelected(true)
  }
  return (
    <Dialog
      open
      binding
      onClose={() => {}}
      title={text.codeTitle(issued.name)}
      intro={text.codeIntro}
      closeLabel={app.close}
      width="36rem"
    >
      <p>
        {text.username}: <strong className="code-username">{issued.username}</strong>
      </p>
      <input
        ref={field}
        className="code-value"
        aria-label={text.codeLabel}
        readOnly
        size={14}
        value={issued.code}
        onFocus={(event) => event.target.select()}
      />
      <p className="quiet" role="status">
        {selected ? text.codeSelected : text.codeUntil(until.format(issued.expiresAt))}
      </p>
      <div className="dialog-actions code-actions">
        <Button onClick={handleSelect}>{text.codeSelect}</Button>
        <Button onClick={() => window.print()}>
          <Printer size={16} aria-hidden="true" />
          {text.print}
        </Button>
        <Button kind="primary" onClick={onClose}>
          {text.codeHold}
        </Button>
      </div>
      <PrintedSlips slips={[{ ...issued, office: '' }]} />
    </Dialog>
  )
}
