import { useCallback, useState } from 'react'

import type { Member, Role } from '../../report/wire/rest.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { useLoad } from '../rest/load.ts'
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
  readonly onAdd: (person: Candidate, role: Role) => void
}

export function AddMemberForm({ reportId, members, onAdd }: AddMemberFormProps) {
  const text = useText()
  const { language } = useLanguage()
  const load = useCallback((signal: AbortSignal) => fetchCandidates(reportId, signal), [reportId])
  const [loaded] = useLoad(load)
  const [personId, setPersonId] = useState('')
  const [role, setRole] = useState<Role>('drafter')

  if (loaded.state === 'loading') return null
  if (loaded.state === 'failed')
    return <Note tone="danger">{errorSentence(loaded.error, text, language)}</Note>

  const candidates = withoutMembers(loaded.value, members)
  const chosen = candidates.find(({ id }) => id === personId)
  if (candidates.length === 0) return <p className="quiet">{text.reports.noCandidates}</p>

  const handleAdd = () => {
    if (!chosen) return
    onAdd(chosen, role)
    setPersonId('')
  }
  return (
    <fieldset className="add-member">
      <legend>{text.reports.addMember}</legend>
      <Field label={text.reports.addPerson}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={chosen ? personId : ''}
            onChange={(event) => setPersonId(event.target.value)}
          >
            <option value="" disabled>
              {text.reports.choosePerson}
            </option>
            {candidates.map((person) => (
              <option key={person.id} value={person.id}>
                {person.office ? `${person.name} – ${person.office.shortName}` : person.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={text.reports.addRole}>
        {(control) => <RoleSelect id={control.id} value={role} onChange={setRole} />}
      </Field>
      <Button onClick={handleAdd} disabled={!chosen}>
        {text.reports.add}
      </Button>
    </fieldset>
  )
}

/** Those who can still be added, in Vietnamese order. */
function withoutMembers(people: readonly Candidate[], members: readonly Member[]): Candidate[] {
  const taken = new Set(members.map(({ userId }) => userId))
  const order = new Intl.Collator('vi')
  return people.filter(({ id }) => !taken.has(id)).sort((a, b) => order.compare(a.name, b.name))
}
