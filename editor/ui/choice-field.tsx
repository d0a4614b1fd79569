import { Field } from './field.tsx'

export type Choice<Id extends string> = { readonly id: Id; readonly name: string }

type ChoiceFieldProps<Id extends string> = {
  readonly label: string
  readonly value: Id
  readonly options: readonly Choice<Id>[]
  readonly onChange: (chosen: Id) => void
}

/** One of a few, with its label above. */
export function ChoiceField<Id extends string>({ label, value, options, onChange }: ChoiceFieldProps<Id>) {
  return (
    <Field label={label}>
      {(control) => (
        <select
          {...control}
          className="input"
          value={value}
          onChange={(event) => {
            const chosen = options.find(({ id }) => id === event.target.value)
            if (chosen) onChange(chosen.id)
          }}
        >
          {options.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** The options of a filter: first the one that narrows nothing, whose id is empty. */
export function anyOr<Id extends string>(any: string, options: readonly Choice<Id>[]): Choice<Id | ''>[] {
  return [{ id: '', name: any }, ...options]
}
