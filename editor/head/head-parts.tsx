import { useId } from 'react'
import type { ReactNode } from 'react'

import { sayDate } from '../i18n/dates.ts'
import type { Language } from '../i18n/catalogue.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import type { Catalogue } from '../i18n/catalogue.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import type { FieldControl } from '../ui/field.tsx'
import type { HeadField, WholeHead } from './head-change.ts'
import { controlMarks, useHeadForm } from './head-form.ts'
import { dateOf, partsOf, rawDate } from './open-date.ts'

/** The parts whose value is a line of text. */
type TextField = {
  [F in HeadField]: WholeHead[F] extends string ? (string extends WholeHead[F] ? F : never) : never
}[HeadField]

type TextPartProps = {
  readonly field: Exclude<TextField, 'date'>
  readonly most: number
  readonly lines?: number
  readonly placeholder?: string
  /** What is usually written there. */
  readonly usual?: readonly string[]
}

export function TextPart({ field, most, lines = 1, placeholder, usual }: TextPartProps) {
  const form = useHeadForm()
  const { edit, readOnly, set } = form
  const listId = useId()
  return (
    <Part field={field}>
      {(control) => {
        const given = {
          ...control,
          className: 'input',
          value: edit.typed[field],
          maxLength: most,
          readOnly,
          placeholder,
          autoComplete: 'off',
          spellCheck: false,
          ...controlMarks(field, form),
          lang: 'vi',
        }
        return lines > 1 ? (
          <textarea {...given} rows={lines} onChange={(event) => set(field, event.target.value)} />
        ) : (
          <>
            <input
              {...given}
              list={usual ? listId : undefined}
              onChange={(event) => set(field, event.target.value)}
            />
            {usual && (
              <datalist id={listId}>
                {usual.map((words) => (
                  <option key={words} value={words} />
                ))}
              </datalist>
            )}
          </>
        )
      }}
    </Part>
  )
}

type ChoiceField = 'secrecy' | 'urgency' | 'profile' | 'headingMark'

type ChoicePartProps<F extends ChoiceField> = {
  readonly field: F
  readonly options: readonly { readonly id: WholeHead[F]; readonly name: string }[]
  readonly hint?: string
}

export function ChoicePart<F extends ChoiceField>({ field, options, hint }: ChoicePartProps<F>) {
  const form = useHeadForm()
  const { edit, readOnly, set } = form
  return (
    <Part field={field} hint={hint}>
      {(control) => (
        <select
          {...control}
          className="input"
          value={edit.typed[field]}
          disabled={readOnly}
          {...controlMarks(field, form)}
          onChange={(event) => {
            const chosen = options.find(({ id }) => id === event.target.value)
            if (chosen) set(field, chosen.id)
          }}
        >
          {options.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Part>
  )
}

export function DuplexPart() {
  const { head: text } = useText()
  const form = useHeadForm()
  const { edit, readOnly, set } = form
  const hintId = useId()
  return (
    <div className="head-part">
      <label className="head-tick">
        <input
          type="checkbox"
          checked={edit.typed.duplex}
          disabled={readOnly}
          {...controlMarks('duplex', form)}
          aria-describedby={hintId}
          onChange={(event) => set('duplex', event.target.checked)}
        />
        {text.fields.duplex}
      </label>
      <p className="field-hint" id={hintId}>
        {text.hints.duplex}
      </p>
      <Theirs field="duplex" />
    </div>
  )
}

const MONTHS = ['', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'] as const

/** Day, month and year by themselves: the day stays open until the signature. */
export function DatePart() {
  const { head: text } = useText()
  const form = useHeadForm()
  const { edit, errors, readOnly, set } = form
  const id = useId()
  const parts = partsOf(edit.typed.date)
  const put = (change: Partial<typeof parts>) => set('date', rawDate({ ...parts, ...change }))
  const error = errors.get('date')
  const shared = {
    'aria-describedby': error ? `${id}-error ${id}-hint` : `${id}-hint`,
    'aria-invalid': error ? true : undefined,
  }
  return (
    <fieldset className="head-part head-date">
      <legend className="field-label">{text.fields.date}</legend>
      <div className="head-date-parts">
        <input
          {...shared}
          className="input"
          aria-label={text.day}
          inputMode="numeric"
          maxLength={2}
          placeholder="…"
          value={parts.day}
          readOnly={readOnly}
          {...controlMarks('date', form)}
          onChange={(event) => put({ day: digits(event.target.value) })}
        />
        <select
          {...shared}
          className="input"
          aria-label={text.month}
          value={parts.month}
          disabled={readOnly}
          onChange={(event) => put({ month: event.target.value })}
        >
          {MONTHS.map((month) => (
            <option key={month} value={month}>
              {month === '' ? '…' : `${text.month.toLocaleLowerCase('vi')} ${month}`}
            </option>
          ))}
        </select>
        <input
          {...shared}
          className="input"
          aria-label={text.year}
          inputMode="numeric"
          maxLength={4}
          placeholder="…"
          value={parts.year}
          readOnly={readOnly}
          onChange={(event) => put({ year: digits(event.target.value) })}
        />
      </div>
      <p className="field-hint" id={`${id}-hint`}>
        {text.hints.date}
      </p>
      {error && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      <Theirs field="date" />
    </fieldset>
  )
}

function digits(text: string): string {
  return text.replaceAll(/\D/gu, '')
}

type PartProps = {
  readonly field: HeadField
  readonly hint?: string | undefined
  readonly children: (control: FieldControl) => ReactNode
}

/** A part with its label and hint, why it cannot be saved, and what somebody else made of it. */
function Part({ field, hint, children }: PartProps) {
  const { head: text } = useText()
  const { errors, readOnly } = useHeadForm()
  return (
    <div className="head-part" data-part={field}>
      <Field
        label={text.fields[field]}
        hint={readOnly ? undefined : (hint ?? hintOf(field, text))}
        error={errors.get(field)}
      >
        {children}
      </Field>
      <Theirs field={field} />
    </div>
  )
}

function hintOf(field: HeadField, { hints }: Catalogue['head']): string | undefined {
  const known: Readonly<Partial<Record<HeadField, string>>> = hints
  return known[field]
}

/** What somebody else put here while it was being changed. */
export function Theirs({ field }: { field: HeadField }) {
  const { head: text } = useText()
  const { language } = useLanguage()
  const { edit, takeTheirs } = useHeadForm()
  if (!edit.contested.has(field)) return null
  const theirs = sayValue(field, edit.known, text, language)
  return (
    <div className="head-theirs" role="status">
      <p>{theirs === '' ? text.theirsEmpty : text.theirs(theirs)}</p>
      <Button kind="quiet" onClick={() => takeTheirs(field)}>
        {text.takeTheirs}
      </Button>
    </div>
  )
}

/** A part's value in the words of the form. */
function sayValue(field: HeadField, head: WholeHead, text: Catalogue['head'], language: Language): string {
  switch (field) {
    case 'recipients':
      return head.recipients.join('; ')
    case 'duplex':
      return head.duplex ? text.yes : text.no
    case 'profile':
      return text.profiles[head.profile]
    case 'headingMark':
      return text.headingMarks[head.headingMark]
    case 'date':
      return dateOf(partsOf(head.date))?.length === 10 ? sayDate(head.date, language) : monthOf(head.date)
    default:
      return head[field]
  }
}

function monthOf(date: string): string {
  const { month, year } = partsOf(date)
  return month ? `${month}/${year}` : ''
}
