import type { ReactNode } from 'react'

import { auditActionSchema } from '../../report/wire/rest.ts'
import type { AuditAction } from '../../report/wire/rest.ts'
import { useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import type { AuditChoice } from './audit-query.ts'

type Option = { readonly id: string; readonly name: string }

/** What can be chosen; sections only within one report. */
export type AuditOptions = {
  readonly people: readonly Option[]
  readonly offices: readonly Option[]
  readonly sections?: readonly Option[]
}

type AuditFiltersProps = {
  readonly choice: AuditChoice
  readonly options: AuditOptions
  readonly actions: readonly AuditAction[]
  readonly onChange: (change: Partial<AuditChoice>) => void
  readonly onClear: () => void
  readonly children: ReactNode
}

export function AuditFilters({ choice, options, actions, onChange, onClear, children }: AuditFiltersProps) {
  const { admin: text } = useText()
  const isNarrowed = Object.values(choice).some(Boolean)
  return (
    <search className="card filters" aria-label={text.filters}>
      <DateField label={text.from} value={choice.from} onChange={(from) => onChange({ from })} />
      <DateField label={text.to} value={choice.to} onChange={(to) => onChange({ to })} />
      <ChoiceField
        label={text.person}
        any={text.anyPerson}
        value={choice.userId}
        options={options.people}
        onChange={(userId) => onChange({ userId })}
      />
      <ChoiceField
        label={text.office}
        any={text.anyOffice}
        value={choice.officeId}
        options={options.offices}
        onChange={(officeId) => onChange({ officeId })}
      />
      {options.sections && (
        <ChoiceField
          label={text.section}
          any={text.anySection}
          value={choice.sectionId}
          options={options.sections}
          onChange={(sectionId) => onChange({ sectionId })}
        />
      )}
      <ChoiceField
        label={text.action}
        any={text.anyAction}
        value={choice.action}
        options={actions.map((action) => ({ id: action, name: text.actions[action] }))}
        onChange={(value) => {
          const action = auditActionSchema.safeParse(value)
          onChange({ action: action.success ? action.data : '' })
        }}
      />
      <div className="filter-actions">
        {isNarrowed && (
          <Button kind="quiet" onClick={onClear}>
            {text.clearFilters}
          </Button>
        )}
        {children}
      </div>
    </search>
  )
}

function DateField(props: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <Field label={props.label}>
      {(control) => (
        <input
          {...control}
          className="input"
          type="date"
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

type ChoiceFieldProps = {
  readonly label: string
  readonly any: string
  readonly value: string
  readonly options: readonly Option[]
  readonly onChange: (value: string) => void
}

function ChoiceField({ label, any, value, options, onChange }: ChoiceFieldProps) {
  return (
    <Field label={label}>
      {(control) => (
        <select
          {...control}
          className="input"
          value={value}
          onChange={(event) => onChange(event.target.value)}
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
