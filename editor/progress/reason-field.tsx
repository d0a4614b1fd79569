import { useText } from '../i18n/text.tsx'
import { Field } from '../ui/field.tsx'

type ReasonFieldProps = {
  readonly label: string
  readonly hint?: string
  readonly value: string
  /** It was left empty and may not be. */
  readonly missing: boolean
  readonly onChange: (value: string) => void
  readonly isFirst?: boolean
}

export function ReasonField({ label, hint, value, missing, onChange, isFirst = false }: ReasonFieldProps) {
  const { progress: text } = useText()
  return (
    <Field label={label} hint={hint} error={missing && value.trim() === '' ? text.reasonMissing : undefined}>
      {(control) => (
        <textarea
          {...control}
          className="input board-reason-field"
          value={value}
          maxLength={2000}
          data-first-focus={isFirst || undefined}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
