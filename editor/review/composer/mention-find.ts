import type { Mention } from '../../../report/review/message-text.ts'
import type { Office, ReportDetail } from '../../../report/wire/rest.ts'
import { matches } from '../../sections/find-text.ts'

/** Whom one can mention: `hint` tells people of one name apart. */
export type Mentionable = Mention & { readonly hint: string; readonly color: string }

const MOST_SHOWN = 8

/** The people of the report but oneself, and its offices. */
export function mentionables(
  { members, officeMembers }: Pick<ReportDetail, 'members' | 'officeMembers'>,
  myId: string,
): readonly Mentionable[] {
  const people = members
    .filter(({ userId }) => userId !== myId)
    .map(({ userId, name, office }): Mentionable => ({
      of: 'user',
      id: userId,
      name,
      hint: office?.shortName ?? '',
      color: office?.color ?? '#4d5a6b',
    }))
  const offices = new Map<string, Office>()
  for (const { office } of [...members, ...officeMembers]) if (office) offices.set(office.id, office)
  const named = [...offices.values()].map(({ id, name, shortName, color }): Mentionable => ({
    of: 'office',
    id,
    name: shortName,
    hint: name,
    color,
  }))
  return [...people.sort(byName), ...named.sort(byName)]
}

const collator = new Intl.Collator('vi')
const byName = (a: Mentionable, b: Mentionable) => collator.compare(a.name, b.name)

/** Those that what is typed after the @ may mean, with or without the marks of Vietnamese; the names before the hints. */
export function findMentionables(all: readonly Mentionable[], wanted: string): readonly Mentionable[] {
  const byNames = all.filter(({ name }) => matches(name, wanted))
  const byHints = all.filter((one) => !byNames.includes(one) && matches(one.hint, wanted))
  return [...byNames, ...byHints].slice(0, MOST_SHOWN)
}

/** What is typed after an @ up to the caret; undefined where no name is being typed. */
export function mentionQuery(before: string): string | undefined {
  const typed = /(?:^|[\s(,;:“"'.])@([^@\n]{0,40})$/u.exec(before)?.[1]
  // An @ that was meant as such: the sentence has gone on.
  if (typed === undefined || typed.startsWith(' ') || typed.trim().split(/\s+/u).length > 5) return undefined
  return typed
}
