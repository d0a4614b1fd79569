import type { ReactNode } from 'react'

import type { AuditAction } from '../../report/wire/rest.ts'
import { useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { anyOr, ChoiceField, type Choice } from '../ui/choice-field.tsx'
import { Field } from '../ui/field.tsx'
import type { AuditChoice } from './audit-query.ts'

/** What can be chosen; sections only within one report. */
export type AuditOptions = {
  readonly people: readonly Choice<string>[]
  readonly offices: readonly Choice<string>[]
  readonly sections?: readonly Choice<string>[]
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
        value={choice.userId}
        options={anyOr(text.anyPerson, options.people)}
        onChange={(userId) => onChange({ userId })}
      />
      <ChoiceField
        label={text.office}
        value={choice.officeId}
        options={anyOr(text.anyOffice, options.offices)}
        onChange={(officeId) => onChange({ officeId })}
      />
      {options.sections && (
        <ChoiceField
          label={text.section}
          value={choice.sectionId}
          options={anyOr(text.anySection, options.sections)}
          onChange={(sectionId) => onChange({ sectionId })}
        />
      )}
      <ChoiceField
        label={text.action}
        value={choice.action}
        options={anyOr(
          text.anyAction,
          actions.map((action) => ({ id: action, name: text.actions[action] })),
        )}
        onChange={(action) => onChange({ action })}
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
