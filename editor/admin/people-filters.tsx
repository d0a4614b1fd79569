import type { Office } from '../../report/wire/rest.ts'
import { useText } from '../i18n/text.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import { Field } from '../ui/field.tsx'
import { ORDERS } from './people.ts'
import type { Order, PeopleFilter } from './people.ts'

type PeopleFiltersProps = {
  readonly filter: PeopleFilter
  readonly offices: readonly Office[]
  readonly onChange: (filter: PeopleFilter) => void
}

export function PeopleFilters({ filter, offices, onChange }: PeopleFiltersProps) {
  const { admin: text } = useText()
  const orders: Record<Order, string> = {
    name: text.orderName,
    office: text.orderOffice,
    'last-sign-in': text.orderLastSignIn,
  }
  return (
    <search className="card filters people-filters">
      <Field label={text.find}>
        {(control) => (
          <input
            {...control}
            className="input"
            type="search"
            placeholder={text.findHint}
            value={filter.words}
            onChange={(event) => onChange({ ...filter, words: event.target.value })}
          />
        )}
      </Field>
      <ChoiceField
        label={text.office}
        value={filter.officeId}
        options={[{ id: 'any', name: text.anyOffice }, { id: 'none', name: text.noOffice }, ...offices]}
        onChange={(officeId) => onChange({ ...filter, officeId })}
      />
      <ChoiceField
        label={text.standing}
        value={filter.standing}
        options={[
          { id: 'any', name: text.anyStanding },
          { id: 'active', name: text.active },
          { id: 'locked', name: text.lockedAccount },
        ]}
        onChange={(standing) => onChange({ ...filter, standing })}
      />
      <ChoiceField
        label={text.order}
        value={filter.order}
        options={ORDERS.map((id) => ({ id, name: orders[id] }))}
        onChange={(order) => onChange({ ...filter, order })}
      />
    </search>
  )
}
