import { CalendarDays } from 'lucide-react'
import { useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'

import { Field } from './field.tsx'
import { readDate, writeDate } from './typed-date.ts'

type DateFieldProps = {
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
  /** `2022-04-08`, '' for none, undefined while what is typed is no day. */
  readonly value: string | undefined
  readonly onChange: (value: string | undefined) => void
  readonly text: { readonly form: string; readonly wrong: string; readonly pick: string }
  /** In a dialog: what it begins with. */
  readonly isFirst?: boolean
  readonly autoFocus?: boolean
  /** The label is for screen readers only. */
  readonly bare?: boolean
}

/**
 * A day as it is written in Vietnam, whatever language the browser speaks: its own field would ask for mm/dd/yyyy.
 * The browser's calendar stays one click away.
 */
export function DateField(props: DateFieldProps) {
  const { label, hint, error, value, onChange, text, isFirst, autoFocus, bare = false } = props
  const [typed, setTyped] = useState(writeDate(value ?? ''))
  const [given, setGiven] = useState(value)
  const [left, setLeft] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  if (value !== given) {
    setGiven(value)
    // Changed from without: what was typed is no longer what is meant.
    if (value !== undefined && value !== readDate(typed)) setTyped(writeDate(value))
  }
  const day = readDate(typed)

  const take = (said: string) => {
    setTyped(said)
    setLeft(false)
    onChange(readDate(said))
  }
  const handleLeave = () => {
    setLeft(true)
    if (day !== undefined) setTyped(writeDate(day))
  }
  const handleKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') handleLeave()
    if (event.key !== 'F4' && !(event.key === 'ArrowDown' && event.altKey)) return
    event.preventDefault()
    if (picker.current && 'showPicker' in picker.current) picker.current.showPicker()
  }
  return (
    <Field
      label={label}
      hint={hint}
      error={left && day === undefined ? text.wrong : error}
      labelHidden={bare}
    >
      {(control) => (
        <div className="date-field">
          <input
            {...control}
            className="input"
            type="text"
            inputMode="text"
            autoComplete="off"
            placeholder={text.form}
            value={typed}
            data-first-focus={isFirst || undefined}
            autoFocus={autoFocus}
            onChange={(event) => take(event.target.value)}
            onBlur={handleLeave}
            onKeyDown={handleKey}
          />
          <CalendarDays size={18} aria-hidden="true" />
          <input
            ref={picker}
            className="date-picker"
            type="date"
            tabIndex={-1}
            aria-hidden="true"
            title={text.pick}
            value={day ?? ''}
            onChange={(event) => take(writeDate(event.target.value))}
          />
        </div>
      )}
    </Field>
  )
}
