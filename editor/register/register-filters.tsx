import { FilterX } from 'lucide-react'

import { THREAD_KINDS } from '../../report/wire/review.ts'
import { useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { NOBODY, REGISTER_FILTERS, REGISTER_SORTS } from './register-rows.ts'
import type { OfficeOptions, RegisterChoice } from './register-rows.ts'

type RegisterFiltersProps = {
  readonly choice: RegisterChoice
  readonly options: OfficeOptions
  readonly onChange: (change: Partial<RegisterChoice>) => void
  readonly onClear: () => void
}

export function RegisterFilters({ choice, options, onChange, onClear }: RegisterFiltersProps) {
  const { register: text, review } = useText()
  const isNarrowed = [choice.state, choice.kind, choice.author, choice.answering].some(Boolean)
  return (
    <section className="card register-filters" aria-label={text.filters}>
      <Choice
        label={text.state}
        any={text.anyState}
        value={choice.state}
        options={REGISTER_FILTERS.map((id) => ({ id, name: text.states[id] }))}
        onChange={(state) => onChange({ state })}
      />
      <Choice
        label={text.kind}
        any={text.anyKind}
        value={choice.kind}
        options={THREAD_KINDS.map((id) => ({ id, name: review.kinds[id] }))}
        onChange={(kind) => onChange({ kind })}
      />
      <Choice
        label={text.authorOffice}
        any={text.anyOffice}
        value={choice.author}
        options={options.authors}
        onChange={(author) => onChange({ author })}
      />
      <Choice
        label={text.answerOffice}
        any={text.anyOffice}
        value={choice.answering}
        options={
          options.withoutOffice
            ? [...options.answering, { id: NOBODY, name: text.noOffice }]
            : options.answering
        }
        onChange={(answering) => onChange({ answering })}
      />
      <div className="register-sort">
        <Field label={text.sort}>
          {(control) => (
            <select
              {...control}
              className="input"
              value={choice.sort}
              onChange={(event) => {
                const sort = REGISTER_SORTS.find((one) => one === event.target.value)
                if (sort) onChange({ sort, descending: false })
              }}
            >
              {REGISTER_SORTS.map((one) => (
                <option key={one} value={one}>
                  {text.sortBy[one]}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <Button onClick={onClear} disabled={!isNarrowed}>
        <FilterX size={16} aria-hidden="true" />
        {text.clear}
      </Button>
    </section>
  )
}

type ChoiceProps<Id extends string> = {
  readonly label: string
  readonly any: string
  readonly value: Id | ''
  readonly options: readonly { readonly id: Id; readonly name: string }[]
  readonly onChange: (value: Id | '') => void
}

function Choice<Id extends string>({ label, any, value, options, onChange }: ChoiceProps<Id>) {
  return (
    <Field label={label}>
      {(control) => (
        <select
          {...control}
          className="input"
          value={value}
          onChange={(event) => {
            const chosen = options.find(({ id }) => id === event.target.value)
            onChange(chosen ? chosen.id : '')
          }}
        >
          <option value="">{any}</option>
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
