import { Check } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import type { CSSProperties, FormEvent } from 'react'

import { OFFICE_COLORS, rarestColor } from '../../report/office-colors.ts'
import type { Office } from '../../report/wire/rest.ts'
import { changeOffice, createOffice } from '../rest/admin.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Note } from '../ui/note.tsx'
import { useToast } from '../ui/toast.tsx'
import { isReadable } from './office-color.ts'
import { useWork } from '../rest/use-work.ts'

type OfficeDialogProps = {
  /** Undefined: a new one. */
  readonly office: Office | undefined
  readonly others: readonly Office[]
  readonly onClose: () => void
  readonly onSaved: () => void
}

export function OfficeDialog({ office, others, onClose, onSaved }: OfficeDialogProps) {
  const text = useText()
  const { language } = useLanguage()
  const toast = useToast()
  const work = useWork()
  const [name, setName] = useState(office?.name ?? '')
  const [shortName, setShortName] = useState(office?.shortName ?? '')
  const [color, setColor] = useState(() => office?.color ?? rarestColor(others.map((other) => other.color)))
  const [missing, setMissing] = useState<'name' | 'shortName'>()
  const nameRef = useRef<HTMLInputElement>(null)
  const shortNameRef = useRef<HTMLInputElement>(null)

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    const lacks = !name.trim() ? 'name' : !shortName.trim() ? 'shortName' : undefined
    setMissing(lacks)
    if (lacks) return (lacks === 'name' ? nameRef : shortNameRef).current?.focus()
    if (!isReadable(color)) return
    const entered = { name: nfc(name), shortName: nfc(shortName), color }
    work.run(office ? changeOffice(office.id, entered) : createOffice(entered), (saved) => {
      toast(office ? text.admin.officeSaved(saved.name) : text.admin.officeAdded(saved.name), 'good')
      onSaved()
      onClose()
    })
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={office ? text.admin.editOffice : text.admin.addOffice}
      closeLabel={text.app.close}
      width="34rem"
    >
      <form className="admin-form" onSubmit={handleSubmit} noValidate>
        {work.failure !== undefined && (
          <Note tone="danger">{errorSentence(work.failure, text, language)}</Note>
        )}
        <Field
          label={text.admin.officeName}
          hint={text.admin.officeNameHint}
          error={missing === 'name' ? text.admin.officeNameMissing : undefined}
        >
          {(control) => (
            <input
              {...control}
              ref={nameRef}
              className="input"
              maxLength={200}
              value={name}
              data-first-focus
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field
          label={text.admin.shortName}
          hint={text.admin.shortNameHint}
          error={missing === 'shortName' ? text.admin.shortNameMissing : undefined}
        >
          {(control) => (
            <input
              {...control}
              ref={shortNameRef}
              className="input"
              maxLength={40}
              value={shortName}
              onChange={(event) => setShortName(event.target.value)}
            />
          )}
        </Field>
        <ColorChoice color={color} sample={shortName} onChange={setColor} />
        <div className="dialog-actions">
          <Button onClick={onClose}>{text.app.cancel}</Button>
          <Button kind="primary" type="submit" busy={work.busy} disabled={!isReadable(color)}>
            {work.busy ? text.admin.saving : text.admin.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

type ColorChoiceProps = {
  readonly color: string
  readonly sample: string
  readonly onChange: (color: string) => void
}

/** The palette, another colour, and what it looks like; a colour that nobody could read is not taken. */
function ColorChoice({ color, sample, onChange }: ColorChoiceProps) {
  const { admin: text } = useText()
  const group = useId()
  const other = useId()
  const style = { '--swatch': color } as CSSProperties
  return (
    <fieldset className="color-choice">
      <legend className="field-label">{text.color}</legend>
      <p className="field-hint">{text.colorHint}</p>
      <div className="color-palette">
        {OFFICE_COLORS.map((offered, index) => (
          <label
            key={offered}
            className="color-option"
            style={{ '--swatch': offered } as CSSProperties}
            title={text.colorNumber(index + 1)}
          >
            <input
              className="visually-hidden"
              type="radio"
              name={group}
              aria-label={text.colorNumber(index + 1)}
              checked={offered === color}
              onChange={() => onChange(offered)}
            />
            {offered === color && <Check size={16} aria-hidden="true" />}
          </label>
        ))}
      </div>
      <div className="color-other">
        <label htmlFor={other}>{text.otherColor}</label>
        <input
          id={other}
          type="color"
          value={color}
          onChange={(event) => onChange(event.target.value.toLowerCase())}
        />
        <span className="color-sample" style={style}>
          {text.sample(sample || '…')}
        </span>
      </div>
      {!isReadable(color) && <Note tone="warning">{text.colorPale}</Note>}
    </fieldset>
  )
}

function nfc(text: string): string {
  return text.trim().normalize('NFC')
}
