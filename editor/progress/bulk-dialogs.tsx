import { useState } from 'react'
import type { FormEvent, ReactNode } from 'react'

import type { SectionChange } from '../../report/wire/rest.ts'
import { useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { DateField } from '../ui/date-field.tsx'
import type { BoardRow } from './board-rows.ts'
import { ReasonField } from './reason-field.tsx'

type BulkDialogProps = {
  readonly rows: readonly BoardRow[]
  readonly onChange: (to: SectionChange) => void
  readonly onClose: () => void
}

type AskProps = {
  readonly title: string
  readonly intro?: string
  readonly confirm: string
  readonly onSubmit: () => void
  readonly onClose: () => void
  readonly children?: ReactNode
}

function Ask({ title, intro, confirm, onSubmit, onClose, children }: AskProps) {
  const { app } = useText()
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <Dialog open onClose={onClose} title={title} intro={intro} closeLabel={app.close}>
      <form className="dialog-form" onSubmit={handleSubmit} noValidate>
        {children}
        <div className="dialog-actions">
          <Button onClick={onClose}>{app.cancel}</Button>
          <Button kind="primary" type="submit" data-first-focus={children ? undefined : true}>
            {confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

export function DueDialog({ rows, onChange, onClose }: BulkDialogProps) {
  const { app, progress: text } = useText()
  const [first] = rows
  const [due, setDue] = useState<string | undefined>(
    first && rows.every(({ section }) => section.due === first.section.due) ? (first.section.due ?? '') : '',
  )
  return (
    <Ask
      title={text.dueTitle(rows.length)}
      confirm={text.save}
      onSubmit={() => {
        // The field says what is wrong.
        if (due !== undefined) onChange({ due: due === '' ? null : due })
      }}
      onClose={onClose}
    >
      <DateField
        label={text.dueDate}
        hint={text.dueHint}
        text={app.dateForm}
        value={due}
        onChange={setDue}
        isFirst
      />
    </Ask>
  )
}

export function ReturnDialog({ rows, onChange, onClose }: BulkDialogProps) {
  const { progress: text } = useText()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const handleSubmit = () => {
    const why = reason.trim()
    setMissing(why === '')
    if (why !== '') onChange({ status: 'returned', reason: why.normalize('NFC') })
  }
  return (
    <Ask
      title={text.returnTitle(rows.length)}
      intro={text.returnIntro}
      confirm={text.returnConfirm}
      onSubmit={handleSubmit}
      onClose={onClose}
    >
      <SectionNames rows={rows} />
      <ReasonField label={text.returnReason} value={reason} missing={missing} onChange={setReason} isFirst />
    </Ask>
  )
}

export function ApproveDialog({ rows, onChange, onClose }: BulkDialogProps) {
  const { progress: text } = useText()
  return (
    <Ask
      title={text.approveTitle(rows.length)}
      intro={text.approveIntro}
      confirm={text.approveConfirm}
      onSubmit={() => onChange({ status: 'approved' })}
      onClose={onClose}
    >
      <SectionNames rows={rows} />
    </Ask>
  )
}

/** More than these are only counted. */
const NAMED = 8

function SectionNames({ rows }: { rows: readonly BoardRow[] }) {
  const { progress: text } = useText()
  const named = rows.slice(0, rows.length > NAMED + 1 ? NAMED : undefined)
  return (
    <ul className="plain-list">
      {named.map(({ section, label }) => (
        <li key={section.id}>{label || text.untitled}</li>
      ))}
      {named.length < rows.length && <li>{text.more(rows.length - named.length)}</li>}
    </ul>
  )
}
