import { RadioGroup } from 'radix-ui'

import { useText } from '../i18n/text.tsx'
import { Field } from '../ui/field.tsx'
import { PlanFileField } from './plan-file-field.tsx'
import type { PlanChoice } from './plan-source.ts'

type PlanSourceFieldsProps = {
  readonly choice: PlanChoice
  readonly onChange: (choice: PlanChoice) => void
}

export function PlanSourceFields({ choice, onChange }: PlanSourceFieldsProps) {
  const { reports: text } = useText()
  const options = [
    { type: 'shipped', label: text.sourceShipped, hint: text.sourceShippedHint },
    { type: 'file', label: text.sourceFile, hint: text.sourceFileHint },
    { type: 'text', label: text.sourceText, hint: text.sourceTextHint },
    { type: 'blank', label: text.sourceBlank, hint: text.sourceBlankHint },
  ] as const
  const handleType = (value: string) => {
    const option = options.find(({ type }) => type === value)
    if (option) onChange({ ...choice, type: option.type })
  }

  return (
    <>
      <RadioGroup.Root
        className="choices"
        aria-label={text.source}
        value={choice.type}
        onValueChange={handleType}
      >
        {options.map(({ type, label, hint }) => (
          <RadioGroup.Item key={type} className="choice" value={type} aria-label={label}>
            <span className="choice-dot" aria-hidden="true">
              <RadioGroup.Indicator className="choice-dot-on" />
            </span>
            <span>
              <span className="choice-label">{label}</span>
              <span className="choice-hint">{hint}</span>
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      {choice.type === 'file' && (
        <PlanFileField file={choice.file} onChoose={(file) => onChange({ ...choice, file })} />
      )}
      {choice.type === 'text' && (
        <Field label={text.planText}>
          {(control) => (
            <textarea
              {...control}
              className="input"
              rows={10}
              value={choice.text}
              onChange={(event) => onChange({ ...choice, text: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  )
}
