import { ChevronLeft, ChevronRight, MoreHorizontal } from 'lucide-react'
import { useState } from 'react'

import type { Account } from '../../report/wire/rest.ts'
import { sayMoment, sayNumber } from '../i18n/dates.ts'
import { useLanguage, useNow, useText } from '../i18n/text.tsx'
import { useMe } from '../session/session.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import type { PersonAction } from './people-page.tsx'

const NO_OFFICE_COLOR = '#4d5a6b'
const PER_PAGE = 50

type PeopleTableProps = {
  readonly people: readonly Account[]
  /** How many there are without filters. */
  readonly all: number
  readonly onAction: (action: PersonAction, person: Account) => void
}

export function PeopleTable({ people, all, onAction }: PeopleTableProps) {
  const { admin: text } = useText()
  const { language } = useLanguage()
  const [wanted, setPage] = useState(1)
  const pages = Math.max(1, Math.ceil(people.length / PER_PAGE))
  // Somebody may have gone from the last page meanwhile.
  const page = Math.min(wanted, pages)
  const shown = people.slice((page - 1) * PER_PAGE, page * PER_PAGE)
  return (
    <div className="card">
      <table className="list-table people-table">
        <caption className="visually-hidden">{text.people}</caption>
        <thead>
          <tr>
            <th scope="col">{text.columnPerson}</th>
            <th scope="col">{text.columnUsername}</th>
            <th scope="col">{text.office}</th>
            <th scope="col">{text.columnStanding}</th>
            <th scope="col">{text.columnLastSignIn}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {shown.map((person) => (
            <PersonRow key={person.id} person={person} onAction={(action) => onAction(action, person)} />
          ))}
        </tbody>
      </table>
      <nav className="paging" aria-label={text.pages}>
        <p role="status">{text.counted(sayNumber(people.length, language), sayNumber(all, language))}</p>
        {pages > 1 && (
          <>
            <Button onClick={() => setPage(page - 1)} disabled={page === 1} aria-label={text.previousPage}>
              <ChevronLeft size={18} aria-hidden="true" />
            </Button>
            <span>{text.pageOf(page, pages)}</span>
            <Button onClick={() => setPage(page + 1)} disabled={page === pages} aria-label={text.nextPage}>
              <ChevronRight size={18} aria-hidden="true" />
            </Button>
          </>
        )}
      </nav>
    </div>
  )
}

function PersonRow({ person, onAction }: { person: Account; onAction: (action: PersonAction) => void }) {
  const { admin: text } = useText()
  const me = useMe()
  const isMe = person.id === me.id
  return (
    <tr data-locked={!person.active || undefined}>
      <th scope="row">
        <span className="person-name">
          <Avatar name={person.name} color={person.office?.color ?? NO_OFFICE_COLOR} />
          <span>
            {person.name} {isMe && <span className="quiet">{text.you}</span>}
            {person.admin && <span className="person-right">{text.isAdmin}</span>}
          </span>
        </span>
      </th>
      <td data-label={text.columnUsername}>{person.username}</td>
      <td data-label={text.office}>
        <span title={person.office?.name}>{person.office?.shortName ?? '–'}</span>
      </td>
      <td data-label={text.columnStanding}>
        <Standing person={person} />
      </td>
      <td data-label={text.columnLastSignIn}>
        <LastSignIn at={person.lastSignInAt} />
      </td>
      <td className="row-actions">
        <Button kind="quiet" aria-label={`${text.edit}: ${person.name}`} onClick={() => onAction('edit')}>
          {text.edit}
        </Button>
        {isMe ? (
          // Nobody locks themselves out; one's own password is changed on the account page.
          <span className="row-actions-gap" />
        ) : (
          <Menu
            align="end"
            trigger={
              <IconButton label={text.personActions(person.name)}>
                <MoreHorizontal size={18} aria-hidden="true" />
              </IconButton>
            }
          >
            <MenuItem onSelect={() => onAction('code')}>{text.newCode}</MenuItem>
            <MenuSeparator />
            {person.active ? (
              <MenuItem tone="danger" onSelect={() => onAction('lock')}>
                {text.lock}
              </MenuItem>
            ) : (
              <MenuItem onSelect={() => onAction('unlock')}>{text.unlock}</MenuItem>
            )}
          </Menu>
        )}
      </td>
    </tr>
  )
}

function Standing({ person }: { person: Account }) {
  const { admin: text } = useText()
  if (!person.active) {
    return (
      <span className="chip" data-tone="danger">
        {text.lockedAccount}
      </span>
    )
  }
  return person.mustChangePassword ? (
    <span className="chip" data-tone="warning">
      {text.waitsForPassword}
    </span>
  ) : (
    <span className="chip" data-tone="good">
      {text.active}
    </span>
  )
}

function LastSignIn({ at }: { at: number | null }) {
  const { app, admin: text } = useText()
  const { language } = useLanguage()
  const now = useNow()
  if (at === null) return <span className="quiet">{text.never}</span>
  return <time dateTime={new Date(at).toISOString()}>{sayMoment(at, now, app, language)}</time>
}
