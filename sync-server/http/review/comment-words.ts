import {
  mentionsIn,
  plainMessage,
  renameMentions,
  type Mention,
} from '../../../report/review/message-text.ts'
import type { Member, OfficeMember } from '../../../report/wire/rest.ts'
import type { Anchor } from '../../../report/wire/review.ts'

/** Whom a comment can mention: who is in the report, and the offices that are, or have people in it. */
export type People = {
  readonly members: readonly Member[]
  readonly officeMembers: readonly OfficeMember[]
}

/** What the inbox shows of a message. */
const LONGEST_EXCERPT = 200

/**
 * A message as it is stored: in NFC, without signs that are not seen, and with everybody mentioned under their true name.
 * Who is not in the report is mentioned by nobody: it stays as text.
 */
export function tidyComment(text: string, people: People): string {
  const nameOf = namesOf(people)
  return renameMentions(withoutControls(text), nameOf).trim()
}

/**
 * Whether what was typed is the comment that is stored, whatever the people in it were called, and whoever of them was in
 * the report, when it was.
 */
export function sameComment(stored: string, typed: string, people: People): boolean {
  const text = withoutControls(typed)
  const asKnown = (nameOf: (mention: Mention) => string | undefined) => renameMentions(text, nameOf).trim()
  return [asKnown(namesOf(people)), asKnown(({ name }) => name), asKnown(() => undefined)].some(
    (one) => unnamed(one) === unnamed(stored),
  )
}

function unnamed(text: string): string {
  return renameMentions(text, () => '?')
}

/** The members mentioned, an office's people with their office. */
export function peopleMentioned(text: string, { members }: People): ReadonlySet<string> {
  const mentions = mentionsIn(text)
  const ids = (of: Mention['of']) => new Set(mentions.filter((one) => one.of === of).map(({ id }) => id))
  const [users, offices] = [ids('user'), ids('office')]
  return new Set(
    members
      .filter(({ userId, office }) => users.has(userId) || (office !== null && offices.has(office.id)))
      .map(({ userId }) => userId),
  )
}

/** The beginning of a message as one line of plain text. */
export function excerptOf(text: string): string {
  return beginningOf(plainMessage(text))
}

/** The beginning of the words it is about: the report's, which do not go when somebody deletes their own. */
export function quoteOf(anchor: Anchor): string {
  return anchor.kind === 'report' ? '' : beginningOf(anchor.quote)
}

/** Plain text as one line, without signs that are not seen. */
export function lineOf(text: string): string {
  return withoutControls(text).replaceAll(/\s+/g, ' ').trim()
}

/** The beginning of plain text, as one line. */
export function beginningOf(text: string): string {
  const line = lineOf(text)
  if (line.length <= LONGEST_EXCERPT) return line
  // A character of two units is not cut in half.
  return `${line
    .slice(0, LONGEST_EXCERPT)
    .toWellFormed()
    .replace(/\uFFFD$/, '')
    .trimEnd()}…`
}

// Controls but tab and line feed; marks that turn the direction of what follows, with which one name looks like another.
const CONTROLS = /(?![\t\n])[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu

function withoutControls(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replaceAll(/[\r\u2028\u2029]/g, '\n')
    .replaceAll(CONTROLS, '')
    .normalize('NFC')
}

function namesOf({ members, officeMembers }: People): (mention: Mention) => string | undefined {
  const people = new Map(members.map(({ userId, name }) => [userId, name]))
  const offices = new Map(
    [...members, ...officeMembers].flatMap(({ office }) => (office ? [[office.id, office] as const] : [])),
  )
  return ({ of, id, name }) => {
    if (of === 'user') return people.get(id)
    const office = offices.get(id)
    return office && (name === office.name ? office.name : office.shortName)
  }
}
