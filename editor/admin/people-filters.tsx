import type { Office } from '../../report/wire/rest.ts'
import { useText } from '../i18n/text.tsx'
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
      <Field label={text.office}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={filter.officeId}
            onChange={(event) => onChange({ ...filter, officeId: event.target.value })}
          >
            <option value="any">{text.anyOffice}</option>
            <option value="none">{text.noOffice}</option>
            {offices.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={text.standing}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={filter.standing}
            onChange={(event) => {
              const standing = (['any', 'active', 'locked'] as const).find(
                (one) => one === event.target.value,
              )
              if (standing) onChange({ ...filter, standing })
            }}
          >
            <option value="any">{text.anyStanding}</option>
            <option value="active">{text.active}</option>
            <option value="locked">{text.lockedAccount}</option>
          </select>
        )}
      </Field>
      <Field label={text.order}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={filter.order}
            onChange={(event) => {
              const order = ORDERS.find((one) => one === event.target.value)
              if (order) onChange({ ...filter, order })
            }}
          >
            {ORDERS.map((order) => (
              <option key={order} value={order}>
                {orders[order]}
              </option>
            ))}
          </select>
        )}
      </Field>
    </search>
  )
}
