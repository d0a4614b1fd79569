import type { Editor } from '@tiptap/core'
import { Inbox } from 'lucide-react'
import { useRef } from 'react'
import type { ReactNode } from 'react'

import type { ReportConnection } from '../draft/connection/connection.ts'
import { useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { ExcerptPanel } from './excerpt-panel.tsx'

type ExcerptsOptions = {
  readonly open: boolean
  readonly onOpen: (open: boolean) => void
  readonly reportId: string
  readonly connection: ReportConnection
  readonly editor: Editor | undefined
}

/** What the offices sent in, on the drafting page: a button, and a panel beside the text. */
export function useExcerpts({ open, onOpen, reportId, connection, editor }: ExcerptsOptions): {
  readonly button: ReactNode
  readonly panel: ReactNode
} {
  const { contributions: text } = useText()
  const button = useRef<HTMLButtonElement>(null)
  const handleClose = () => {
    onOpen(false)
    button.current?.focus()
  }
  return {
    button: editor && (
      <Tooltip text={text.panel}>
        <Button
          ref={button}
          className="button form-check-button"
          aria-expanded={open}
          aria-label={text.panel}
          onClick={() => onOpen(!open)}
        >
          <Inbox size={16} aria-hidden="true" />
          <span className="form-check-label">{text.panelShort}</span>
        </Button>
      </Tooltip>
    ),
    panel: open && editor && (
      <ExcerptPanel reportId={reportId} connection={connection} editor={editor} onClose={handleClose} />
    ),
  }
}
