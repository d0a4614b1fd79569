import { useSyncExternalStore } from 'react'
import { type Observable, createCell } from '../connection/cell.ts'
import type { PresenceUser, ReportConnection } from '../connection/connection.ts'

/** Somebody who has the report open, in however many tabs. */
export type PersonHere = {
  readonly id: string
  readonly name: string
  readonly office: string
  readonly color: string
  /** The section their caret is in; undefined in the preamble, or before they have clicked anywhere. */
  readonly sectionId: string | undefined
  readonly isMe: boolean
}

type PresenceState = {
  readonly user?: Partial<PresenceUser>
  readonly cursor?: unknown
  readonly section?: string | null
}

const observed = new WeakMap<ReportConnection, Observable<readonly PersonHere[]>>()

/** The people who are here: me first, then by name. The same array as long as nothing of it changes. */
export function usePeople(connection: ReportConnection): readonly PersonHere[] {
  const people = observePeople(connection)
  return useSyncExternalStore(people.subscribe, people.get)
}

export function observePeople(connection: ReportConnection): Observable<readonly PersonHere[]> {
  const known = observed.get(connection)
  if (known) return known
  const list = () => {
    const { awareness, user } = connection
    return listPeople(awareness.getStates(), user, awareness.clientID)
  }
  const people = createCell<readonly PersonHere[]>(list(), samePeople)
  // Lives as long as the awareness does: both go when the connection stops.
  const follow = () => connection.awareness.on('change', () => people.set(list()))
  follow()
  connection.generation.subscribe(() => {
    follow()
    people.set(list())
  })
  observed.set(connection, people)
  return people
}

const byName = new Intl.Collator('vi')

/** One entry per person: of several tabs the one with a caret says where they are, ours says where I am. */
export function listPeople(
  states: ReadonlyMap<number, PresenceState>,
  me: PresenceUser,
  myClient: number,
): readonly PersonHere[] {
  const people = new Map<string, PersonHere>()
  const here = new Map<string, number>()
  for (const [client, state] of states) {
    const user = client === myClient ? me : state.user
    if (typeof user?.id !== 'string') continue
    const weight = client === myClient ? 3 : state.cursor ? 2 : state.section ? 1 : 0
    if (weight <= (here.get(user.id) ?? -1)) continue
    here.set(user.id, weight)
    people.set(user.id, personHere(user, user.id, state.section ?? undefined, user.id === me.id))
  }
  return Array.from(people.values()).sort(
    (a, b) => Number(b.isMe) - Number(a.isMe) || byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1),
  )
}

function personHere(
  user: Partial<PresenceUser>,
  id: string,
  sectionId: string | undefined,
  isMe: boolean,
): PersonHere {
  return {
    id,
    name: user.name ?? '',
    office: user.office ?? '',
    color: readableColor(user.color),
    sectionId,
    isMe,
  }
}

/** The colour if it is one, else a grey: what comes from others is put into styles. */
export function readableColor(color: unknown): string {
  return typeof color === 'string' && /^#[0-9a-f]{6}$/i.test(color) ? color : '#5f6368'
}

function samePeople(a: readonly PersonHere[], b: readonly PersonHere[]): boolean {
  return a.length === b.length && a.every((person, at) => samePerson(person, b[at]))
}

function samePerson(a: PersonHere, b: PersonHere | undefined): boolean {
  return (
    a.id === b?.id &&
    a.name === b.name &&
    a.office === b.office &&
    a.color === b.color &&
    a.sectionId === b.sectionId &&
    a.isMe === b.isMe
  )
}
