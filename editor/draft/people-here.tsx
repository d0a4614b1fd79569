import { useText } from '../i18n/text.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { Popover } from '../ui/popover.tsx'
import type { PersonHere } from './presence/people.ts'

const SHOWN = 5

/** Who has the report open: some faces in the bar, all names behind them. */
export function PeopleHere({ people }: { people: readonly PersonHere[] }) {
  const { drafting } = useText()
  const others = people.length - Math.min(people.length, SHOWN)
  const names = people.map((person) => sayPerson(person, drafting)).join(', ')
  return (
    <Popover
      label={drafting.people}
      align="end"
      trigger={
        <button type="button" className="people-button" title={names}>
          <span className="visually-hidden">
            {drafting.people}: {names}
          </span>
          <span className="avatars" aria-hidden="true">
            {people.slice(0, SHOWN).map((person) => (
              <Avatar key={person.id} name={person.name} color={person.color} />
            ))}
          </span>
          {others > 0 && (
            <span className="people-more" aria-hidden="true">
              +{others}
            </span>
          )}
        </button>
      }
    >
      <h2 className="popover-title">{drafting.people}</h2>
      <ul className="people-list">
        {people.map((person) => (
          <li key={person.id}>
            <Avatar name={person.name} color={person.color} />
            {sayPerson(person, drafting)}
          </li>
        ))}
      </ul>
    </Popover>
  )
}

type Drafting = ReturnType<typeof useText>['drafting']

function sayPerson({ name, office, isMe }: PersonHere, text: Drafting): string {
  return isMe ? text.personMe(name) : text.personHere(name, office)
}
