import { useState } from 'react'
import type { FormEvent } from 'react'

import { setupSchema } from '../../report/wire/rest.ts'
import type { Account, Office } from '../../report/wire/rest.ts'
import { changeUser, createUser } from '../rest/admin.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { useMe } from '../session/session.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Note } from '../ui/note.tsx'
import type { IssuedCode } from './code-dialog.tsx'
import { suggestUsername } from './people.ts'
import { useWork } from '../rest/use-work.ts'

type PersonDialogProps = {
  /** Undefined: a new one. */
  readonly person?: Account
  readonly people: readonly Account[]
  readonly offices: readonly Office[]
  readonly onClose: () => void
  /** A new account comes with its one-time code. */
  readonly onSaved: (code: IssuedCode | undefined) => void
}

export function PersonDialog({ person, people, offices, onClose, onSaved }: PersonDialogProps) {
  const text = useText()
  const { language } = useLanguage()
  const me = useMe()
  const work = useWork()
  const [name, setName] = useState(person?.name ?? '')
  /** Undefined while nobody has typed one: then it follows the name. */
  const [typed, setTyped] = useState<string>()
  const [officeId, setOfficeId] = useState(person?.office?.id ?? '')
  const [isAdmin, setAdmin] = useState(person?.admin ?? false)
  const [wrong, setWrong] = useState<'name' | 'username'>()
  const taken = new Set(people.map((other) => other.username))
  const username = person?.username ?? typed ?? suggestUsername(name, taken)

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    const { name: nameRule, username: usernameRule } = setupSchema.shape
    const entered = { name: name.trim().normalize('NFC'), officeId: officeId || null, admin: isAdmin }
    const problem = !nameRule.safeParse(entered.name).success
      ? 'name'
      : !person && !usernameRule.safeParse(username).success
        ? 'username'
        : undefined
    setWrong(problem)
    if (problem) return
    if (person) return work.run(changeUser(person.id, entered), () => onSaved(undefined))
    work.run(createUser({ ...entered, username }), ({ oneTime, ...made }) =>
      onSaved(oneTime && { name: made.name, username: made.username, ...oneTime }),
    )
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={person ? text.admin.editPerson : text.admin.addPerson}
      closeLabel={text.app.close}
      width="32rem"
    >
      <form className="admin-form" onSubmit={handleSubmit} noValidate>
        {work.failure !== undefined && (
          <Note tone="danger">{errorSentence(work.failure, text, language)}</Note>
        )}
        <Field label={text.admin.fullName} error={wrong === 'name' ? text.session.nameMissing : undefined}>
          {(control) => (
            <input
              {...control}
              className="input"
              maxLength={100}
              autoComplete="off"
              data-first-focus
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field
          label={text.admin.username}
          hint={person ? text.admin.usernameFixed : text.admin.usernameHint}
          error={wrong === 'username' ? text.session.usernameInvalid : undefined}
        >
          {(control) => (
            <input
              {...control}
              className="input"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              readOnly={person !== undefined}
              value={username}
              onChange={(event) => setTyped(event.target.value.toLowerCase())}
            />
          )}
        </Field>
        <Field label={text.admin.office}>
          {(control) => (
            <select
              {...control}
              className="input"
              value={officeId}
              onChange={(event) => setOfficeId(event.target.value)}
            >
              <option value="">{text.admin.noOffice}</option>
              {offices.map((office) => (
                <option key={office.id} value={office.id}>
                  {office.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <label className="check">
          <input
            type="checkbox"
            checked={isAdmin}
            // Giving up one's own right could not be taken back by oneself.
            disabled={person?.id === me.id}
            onChange={(event) => setAdmin(event.target.checked)}
          />
          <span>{text.admin.adminRight}</span>
        </label>
        <div className="dialog-actions">
          <Button onClick={onClose}>{text.app.cancel}</Button>
          <Button kind="primary" type="submit" busy={work.busy}>
            {person
              ? work.busy
                ? text.admin.saving
                : text.admin.save
              : work.busy
                ? text.admin.creating
                : text.admin.create}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
