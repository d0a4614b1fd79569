import { FileUp, UserPlus, UserSearch } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import type { Account, Office } from '../../report/wire/rest.ts'
import { changeUser, fetchAccounts, fetchOffices, issueCode } from '../rest/admin.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { useLoad } from '../rest/load.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Note } from '../ui/note.tsx'
import { Waiting } from '../ui/spinner.tsx'
import { useToast } from '../ui/toast.tsx'
import { AdminFrame } from './admin-frame.tsx'
import { CodeDialog } from './code-dialog.tsx'
import type { IssuedCode } from './code-dialog.tsx'
import { LoadFailed } from '../load-failed.tsx'
import { choosePeople, EVERYBODY } from './people.ts'
import type { PeopleFilter } from './people.ts'
import { PeopleFilters } from './people-filters.tsx'
import { PeopleTable } from './people-table.tsx'
import { PersonDialog } from './person-dialog.tsx'
import { useWork } from '../rest/use-work.ts'

type Shown = { readonly people: readonly Account[]; readonly offices: readonly Office[] }

async function load(signal: AbortSignal): Promise<Shown> {
  const [people, offices] = await Promise.all([fetchAccounts(signal), fetchOffices(signal)])
  const order = new Intl.Collator('vi', { numeric: true })
  return { people, offices: offices.sort((a, b) => order.compare(a.name, b.name)) }
}

export type PersonAction = 'edit' | 'code' | 'lock' | 'unlock'

export default function PeoplePage() {
  const { admin: text } = useText()
  return (
    <AdminFrame title={text.people}>
      <People />
    </AdminFrame>
  )
}

function People() {
  const text = useText()
  const [loaded, reload] = useLoad(load)
  const [adding, setAdding] = useState(false)
  const [code, setCode] = useState<IssuedCode>()
  return (
    <>
      <div className="page-head">
        <h1>{text.admin.people}</h1>
        <div className="page-actions">
          <Link className="button" to="/quan-tri/nguoi-dung/nhap-tep">
            <FileUp size={18} aria-hidden="true" />
            {text.admin.importFile}
          </Link>
          <Button kind="primary" onClick={() => setAdding(true)} disabled={loaded.state !== 'ready'}>
            <UserPlus size={18} aria-hidden="true" />
            {text.admin.addPerson}
          </Button>
        </div>
      </div>
      {loaded.state === 'loading' && <Waiting label={text.app.loading} stillLabel={text.app.stillWorking} />}
      {loaded.state === 'failed' && (
        <LoadFailed title={text.admin.loadFailed} error={loaded.error} onRetry={reload} />
      )}
      {loaded.state === 'ready' && <PeopleList {...loaded.value} onChanged={reload} onCode={setCode} />}
      {adding && loaded.state === 'ready' && (
        <PersonDialog
          {...loaded.value}
          onClose={() => setAdding(false)}
          onSaved={(made) => {
            setAdding(false)
            setCode(made)
            reload()
          }}
        />
      )}
      {code && <CodeDialog issued={code} onClose={() => setCode(undefined)} />}
    </>
  )
}

type PeopleListProps = Shown & {
  readonly onChanged: () => void
  readonly onCode: (code: IssuedCode) => void
}

function PeopleList({ people, offices, onChanged, onCode }: PeopleListProps) {
  const text = useText()
  const { language } = useLanguage()
  const toast = useToast()
  const work = useWork()
  const [filter, setFilter] = useState<PeopleFilter>(EVERYBODY)
  const [asked, setAsked] = useState<{ action: PersonAction; person: Account }>()
  const chosen = choosePeople(people, filter)
  const close = () => setAsked(undefined)

  const handleConfirm = (action: PersonAction, person: Account) => {
    close()
    if (action === 'code') {
      return work.run(issueCode(person.id), ({ code, expiresAt }) => {
        onCode({ name: person.name, username: person.username, code, expiresAt })
        onChanged()
      })
    }
    const active = action === 'unlock'
    const done = active ? text.admin.unlockDone(person.name) : text.admin.lockDone(person.name)
    work.run(changeUser(person.id, { active }), () => {
      toast(done, 'good')
      onChanged()
    })
  }
  return (
    <>
      <PeopleFilters filter={filter} offices={offices} onChange={setFilter} />
      {work.failure !== undefined && <Note tone="danger">{errorSentence(work.failure, text, language)}</Note>}
      {chosen.length === 0 ? (
        <div className="card">
          <EmptyState icon={UserSearch} title={text.admin.nobody} advice={text.admin.nobodyAdvice}>
            <Button onClick={() => setFilter(EVERYBODY)}>{text.admin.showEverybody}</Button>
          </EmptyState>
        </div>
      ) : (
        <PeopleTable
          // From the first page again whenever something else is looked for.
          key={JSON.stringify(filter)}
          people={chosen}
          all={people.length}
          onAction={(action, person) => setAsked({ action, person })}
        />
      )}
      {asked?.action === 'edit' && (
        <PersonDialog
          people={people}
          offices={offices}
          person={asked.person}
          onClose={close}
          onSaved={() => {
            toast(text.admin.personSaved(asked.person.name), 'good')
            close()
            onChanged()
          }}
        />
      )}
      {asked && asked.action !== 'edit' && (
        <ConfirmAction {...asked} action={asked.action} onConfirm={handleConfirm} onCancel={close} />
      )}
    </>
  )
}

type ConfirmActionProps = {
  readonly action: Exclude<PersonAction, 'edit'>
  readonly person: Account
  readonly onConfirm: (action: PersonAction, person: Account) => void
  readonly onCancel: () => void
}

function ConfirmAction({ action, person, onConfirm, onCancel }: ConfirmActionProps) {
  const { app, admin: text } = useText()
  const words = {
    code: { title: text.newCodeTitle(person.name), body: text.newCodeBody, confirm: text.newCode },
    lock: { title: text.lockTitle(person.name), body: text.lockBody, confirm: text.lock },
    unlock: { title: text.unlockTitle(person.name), body: text.unlockBody, confirm: text.unlock },
  }[action]
  return (
    <Confirm
      open
      title={words.title}
      body={words.body}
      confirmLabel={words.confirm}
      cancelLabel={app.cancel}
      onConfirm={() => onConfirm(action, person)}
      onCancel={onCancel}
    />
  )
}
