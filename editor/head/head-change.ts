import { PROFILES } from '../../report/wire/profile.ts'
import type { ReportHead } from '../../report/wire/rest.ts'
import { dateOf, partsOf } from './open-date.ts'

/** A head with everything said that may be left out. */
export type WholeHead = { [F in keyof ReportHead]-?: Exclude<ReportHead[F], undefined> }
export type HeadField = keyof WholeHead

/** The parts of the head in the order of the form. */
export const HEAD_FIELDS = [
  'superiorBody',
  'issuingBody',
  'number',
  'symbol',
  'place',
  'date',
  'type',
  'subject',
  'authority',
  'signatoryTitle',
  'signatoryName',
  'recipients',
  'secrecy',
  'urgency',
  'circulation',
  'profile',
  'headingMark',
  'duplex',
  'typist',
] as const satisfies readonly HeadField[]

export function wholeHead(head: ReportHead): WholeHead {
  return {
    ...head,
    symbol: head.symbol ?? '',
    profile: head.profile ?? PROFILES[0],
    headingMark: head.headingMark ?? '.',
    secrecy: head.secrecy ?? '',
    urgency: head.urgency ?? '',
    circulation: head.circulation ?? '',
    duplex: head.duplex ?? false,
    typist: head.typist ?? '',
  }
}

/** A head that somebody is changing while others may change it too. */
export type HeadEdit = {
  /** As the server said last. */
  readonly known: WholeHead
  readonly typed: WholeHead
  /** Parts that somebody else changed under what was typed here. */
  readonly contested: ReadonlySet<HeadField>
  /** Parts that somebody else changed and nobody touched here: they show the new words. */
  readonly followed: ReadonlySet<HeadField>
}

export function beginEdit(head: ReportHead): HeadEdit {
  const known = wholeHead(head)
  return { known, typed: known, contested: new Set(), followed: new Set() }
}

export function typeInto<F extends HeadField>(edit: HeadEdit, field: F, value: WholeHead[F]): HeadEdit {
  return settled({ ...edit, typed: { ...edit.typed, [field]: value } })
}

/**
 * The server's head is another one now. What nobody touched here follows it; what was typed here stays, and is contested
 * where the other one changed the same part to something else.
 *
 *     known   typed   server     known'  typed'
 *     a       a       b          b       b
 *     a       c       a          a       c
 *     a       c       b          b       c       contested
 *     a       b       b          b       b
 */
export function hearOf(edit: HeadEdit, head: ReportHead): HeadEdit {
  const server = wholeHead(head)
  const changed = HEAD_FIELDS.filter((field) => !isSame(field, edit.known, server))
  if (changed.length === 0) return edit
  const untouched = changed.filter((field) => isSame(field, edit.known, edit.typed))
  return settled({
    known: server,
    typed: { ...edit.typed, ...pick(server, untouched) },
    contested: new Set([...edit.contested, ...changed.filter((field) => !untouched.includes(field))]),
    followed: new Set([...edit.followed, ...untouched]),
  })
}

/** Takes the other one's words in place of one's own. */
export function takeTheirs(edit: HeadEdit, field: HeadField): HeadEdit {
  return settled({ ...edit, typed: { ...edit.typed, ...pick(edit.known, [field]) } })
}

/** What was changed here, as it is to be sent; empty when nothing is. */
export function changesOf({ known, typed }: HeadEdit): Partial<ReportHead> {
  const changed = HEAD_FIELDS.filter((field) => !isSame(field, known, typed))
  return pick(tidyHead(typed), changed)
}

/** As it is stored: without stray spaces and empty lines, composed. A date that is none stays as it was typed. */
export function tidyHead(head: WholeHead): WholeHead {
  const tidied: Partial<WholeHead> = Object.fromEntries(
    HEAD_FIELDS.map((field) => [field, tidy(head[field])]),
  )
  return { ...head, ...tidied, date: dateOf(partsOf(head.date)) ?? head.date }
}

export type HeadProblem = 'no-date'

/** What cannot be saved as it was typed. */
export function problemsOf({ date }: WholeHead): ReadonlyMap<HeadField, HeadProblem> {
  return new Map(dateOf(partsOf(date)) === undefined ? [['date', 'no-date']] : [])
}

type Value = WholeHead[HeadField]

function tidy(value: Value): Value {
  if (typeof value === 'string') return value.replaceAll(/\s+/gu, ' ').trim().normalize('NFC')
  if (typeof value === 'boolean') return value
  return value.map((line) => line.replaceAll(/\s+/gu, ' ').trim().normalize('NFC')).filter(Boolean)
}

function isSame(field: HeadField, a: WholeHead, b: WholeHead): boolean {
  return a[field] === b[field] || JSON.stringify(tidyHead(a)[field]) === JSON.stringify(tidyHead(b)[field])
}

function settled(edit: HeadEdit): HeadEdit {
  const contested = [...edit.contested].filter((field) => !isSame(field, edit.known, edit.typed))
  return { ...edit, contested: new Set(contested) }
}

function pick(head: WholeHead, fields: readonly HeadField[]): Partial<WholeHead> {
  return Object.fromEntries(fields.map((field) => [field, head[field]]))
}
