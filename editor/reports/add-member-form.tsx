import { useCallback, useState } from 'react'

import type { Member, Office, OfficeMember, Role } from '../../report/wire/rest.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { useLoad } from '../rest/load.ts'
import { useOffices } from '../rest/offices.ts'
import { fetchCandidates } from '../rest/reports.ts'
import type { Candidate } from '../rest/reports.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Note } from '../ui/note.tsx'
import { RoleSelect } from './members-dialog.tsx'

type AddMemberFormProps = {
  readonly reportId: string
  readonly members: readonly Member[]
  readonly offices: readonly OfficeMember[]
  readonly onAdd: (person: Candidate, role: Role) => void
  readonly onAddOffice: (office: Office, role: Role) => void
}

export function AddMemberForm(props: AddMemberFormProps) {
  const { reportId, members } = props
  const text = useText()
  const { language } = useLanguage()
  const load = useCallback((signal: AbortSignal) => fetchCandidates(reportId, signal), [reportId])
  const [loaded] = useLoad(load)
  const allOffices = useOffices()
  const [chosenId, setChosenId] = useState('')
  const [role, setRole] = useState<Role>('drafter')

  if (loaded.state === 'loading') return null
  if (loaded.state === 'failed')
    return <Note tone="danger">{errorSentence(loaded.error, text, language)}</Note>

  const candidates = withoutMembers(loaded.value, members)
  const offices = withoutTaking(allOffices, props.offices)
  const person = candidates.find(({ id }) => `person ${id}` === chosenId)
  const office = offices.find(({ id }) => `office ${id}` === chosenId)
  if (candidates.length === 0 && offices.length === 0)
    return <p className="quiet">{text.reports.noCandidates}</p>

  const handleAdd = () => {
    if (person) props.onAdd(person, role)
    if (office) props.onAddOffice(office, role)
    setChosenId('')
  }
  return (
    <fieldset className="add-member">
      <legend>{text.reports.addMember}</legend>
      <Field label={text.reports.addPerson}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={person || office ? chosenId : ''}
            onChange={(event) => setChosenId(event.target.value)}
          >
            <option value="" disabled>
              {text.reports.choosePerson}
            </option>
            <optgroup label={text.reports.wholeOffices}>
              {offices.map(({ id, name }) => (
                <option key={id} value={`office ${id}`}>
                  {name}
                </option>
              ))}
            </optgroup>
            <optgroup label={text.reports.people}>
              {candidates.map((one) => (
                <option key={one.id} value={`person ${one.id}`}>
                  {one.office ? `${one.name} – ${one.office.shortName}` : one.name}
                </option>
              ))}
            </optgroup>
          </select>
        )}
      </Field>
      <Field label={text.reports.addRole}>
        {(control) => <RoleSelect id={control.id} value={role} onChange={setRole} />}
      </Field>
      <Button onClick={handleAdd} disabled={!person && !office}>
        {text.reports.add}
      </Button>
    </fieldset>
  )
}

/** Offices that are not in the report as a whole, in Vietnamese order. */
function withoutTaking(offices: readonly Office[], members: readonly OfficeMember[]): Office[] {
  const taken = new Set(members.map(({ office }) => office.id))
  const order = new Intl.Collator('vi')
  return offices.filter(({ id }) => !taken.has(id)).sort((a, b) => order.compare(a.name, b.name))
}

/** Those who can still be added, in Vietnamese order. */
function withoutMembers(people: readonly Candidate[], members: readonly Member[]): Candidate[] {
  const taken = new Set(members.map(({ userId }) => userId))
  const order = new Intl.Collator('vi')
  return people.filter(({ id }) => !taken.has(id)).sort((a, b) => order.compare(a.name, b.name))
}
