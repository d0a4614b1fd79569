import type { Editor } from '@tiptap/core'
import { SpellCheck } from 'lucide-react'
import { useRef } from 'react'
import type { ReactNode } from 'react'

import type { ReportDetail } from '../../report/wire/rest.ts'
import type { ReportConnection } from '../draft/connection/connection.ts'
import type { HeadField } from '../head/head-change.ts'
import { useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { FormCheckPanel } from './form-check-panel.tsx'

export type FormCheck = {
  /** Opens and closes the panel. */
  readonly button: ReactNode
  /** Beside the page, while it is open. */
  readonly panel: ReactNode
}

type FormCheckOptions = {
  readonly open: boolean
  readonly onOpen: (open: boolean) => void
  readonly report: ReportDetail
  readonly connection: ReportConnection
  readonly editor: Editor | undefined
  readonly onEditHead: (field: HeadField) => void
}

/** *Kiểm tra thể thức* on the drafting page. */
export function useFormCheck(options: FormCheckOptions): FormCheck {
  const { open, onOpen, report, connection, editor, onEditHead } = options
  const { formCheck: text } = useText()
  const button = useRef<HTMLButtonElement>(null)
  const handleClose = () => {
    onOpen(false)
    button.current?.focus()
  }
  return {
    button: editor && (
      <Tooltip text={text.open}>
        <Button
          ref={button}
          className="button form-check-button"
          aria-expanded={open}
          aria-label={text.open}
          onClick={() => onOpen(!open)}
        >
          <SpellCheck size={16} aria-hidden="true" />
          <span className="form-check-label">{text.short}</span>
        </Button>
      </Tooltip>
    ),
    panel: open && editor && (
      <FormCheckPanel
        report={report}
        connection={connection}
        editor={editor}
        onEditHead={onEditHead}
        onClose={handleClose}
      />
    ),
  }
}
