import { FilterX } from 'lucide-react'

import { THREAD_KINDS } from '../../report/wire/review.ts'
import { useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { anyOr, ChoiceField } from '../ui/choice-field.tsx'
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
      <ChoiceField
        label={text.state}
        value={choice.state}
        options={anyOr(
          text.anyState,
          REGISTER_FILTERS.map((id) => ({ id, name: text.states[id] })),
        )}
        onChange={(state) => onChange({ state })}
      />
      <ChoiceField
        label={text.kind}
        value={choice.kind}
        options={anyOr(
          text.anyKind,
          THREAD_KINDS.map((id) => ({ id, name: review.kinds[id] })),
        )}
        onChange={(kind) => onChange({ kind })}
      />
      <ChoiceField
        label={text.authorOffice}
        value={choice.author}
        options={anyOr(text.anyOffice, options.authors)}
        onChange={(author) => onChange({ author })}
      />
      <ChoiceField
        label={text.answerOffice}
        value={choice.answering}
        options={anyOr(
          text.anyOffice,
          options.withoutOffice
            ? [...options.answering, { id: NOBODY, name: text.noOffice }]
            : options.answering,
        )}
        onChange={(answering) => onChange({ answering })}
      />
      <div className="register-sort">
        <ChoiceField
          label={text.sort}
          value={choice.sort}
          options={REGISTER_SORTS.map((id) => ({ id, name: text.sortBy[id] }))}
          onChange={(sort) => onChange({ sort, descending: false })}
        />
      </div>
      <Button onClick={onClear} disabled={!isNarrowed}>
        <FilterX size={16} aria-hidden="true" />
        {text.clear}
      </Button>
    </section>
  )
}
