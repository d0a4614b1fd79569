import { ListFilter } from 'lucide-react'
import { useState } from 'react'

import { PREAMBLE_ID } from '../../../report/permission/rights.ts'
import { sectionLabel } from '../../../report/review/section-names.ts'
import { THREAD_KINDS } from '../../../report/wire/review.ts'
import { sayNumber } from '../../i18n/dates.ts'
import { useLanguage, useText } from '../../i18n/text.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Popover } from '../../ui/popover.tsx'
import type { OpenThread } from '../review.ts'
import { useDesk } from '../review-desk.tsx'
import { countConditions, NO_FILTER, officesIn, sectionsIn, type ThreadFilter } from './thread-filter.ts'

type ReviewFiltersProps = {
  /** All of them: what can be chosen is what there is. */
  readonly threads: readonly OpenThread[]
  readonly filter: ThreadFilter
  readonly onFilter: (filter: ThreadFilter) => void
}

/** Which threads are shown. */
export function ReviewFilters(props: ReviewFiltersProps) {
  const { review: text } = useText()
  const { language } = useLanguage()
  const [open, setOpen] = useState(false)
  const count = countConditions(props.filter)
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      align="end"
      label={text.filters}
      trigger={
        <IconButton
          label={count > 0 ? text.filtersOn(sayNumber(count, language)) : text.filters}
          title={text.filters}
          data-on={count > 0 || undefined}
        >
          <ListFilter size={17} aria-hidden="true" />
          {count > 0 && <span className="filter-count">{sayNumber(count, language)}</span>}
        </IconButton>
      }
    >
      <FilterForm {...props} count={count} />
    </Popover>
  )
}

const STATES = ['open', 'all', 'resolved'] as const
const ABOUT_ME = ['unread', 'mine', 'mentions'] as const

function FilterForm({ threads, filter, onFilter, count }: ReviewFiltersProps & { readonly count: number }) {
  const { review: text } = useText()
  const { sections } = useDesk()
  const change = (part: Partial<ThreadFilter>) => onFilter({ ...filter, ...part })
  const sectionName = (id: string) => {
    const name = sections.get(id)
    return id === PREAMBLE_ID || !name ? text.wholePreamble : sectionLabel(name)
  }
  return (
    <form className="review-filters" onSubmit={(event) => event.preventDefault()}>
      <fieldset className="filter-states">
        <legend>{text.state}</legend>
        {STATES.map((state) => (
          <label key={state}>
            <input
              type="radio"
              name="state"
              checked={filter.state === state}
              onChange={() => change({ state })}
            />
            {text.states[state]}
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{text.who}</legend>
        {ABOUT_ME.map((name) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={filter[name]}
              onChange={(event) => change({ [name]: event.target.checked })}
            />
            {text[name]}
          </label>
        ))}
      </fieldset>
      <Choice
        label={text.kind}
        all={text.everyKind}
        value={filter.kind}
        options={THREAD_KINDS.map((kind) => ({ id: kind, name: text.kinds[kind] }))}
        onChange={(id) => change({ kind: THREAD_KINDS.find((kind) => kind === id) })}
      />
      <Choice
        label={text.section}
        all={text.everySection}
        value={filter.sectionId}
        options={sectionsIn(threads, [...sections.keys()]).map((id) => ({ id, name: sectionName(id) }))}
        onChange={(sectionId) => change({ sectionId })}
      />
      <Choice
        label={text.office}
        all={text.everyOffice}
        value={filter.officeId}
        options={officesIn(threads)}
        onChange={(officeId) => change({ officeId })}
      />
      {count > 0 && (
        <Button kind="quiet" onClick={() => onFilter(NO_FILTER)}>
          {text.clearFilters}
        </Button>
      )}
    </form>
  )
}

type ChoiceProps = {
  readonly label: string
  readonly all: string
  readonly value: string | undefined
  readonly options: readonly { readonly id: string; readonly name: string }[]
  readonly onChange: (id: string | undefined) => void
}

function Choice({ label, all, value, options, onChange }: ChoiceProps) {
  // What was chosen stays among the choices although nothing is left of it.
  const known = value === undefined || options.some(({ id }) => id === value)
  return (
    <label className="filter-choice">
      <span>{label}</span>
      <select
        className="input"
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value || undefined)}
      >
        <option value="">{all}</option>
        {!known && <option value={value}>{value}</option>}
        {options.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
