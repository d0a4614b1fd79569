import { setImmediate } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import { z } from 'zod'
import { ReportError } from '../../../report/wire/errors.ts'
import type { AuditAction } from '../../../report/wire/rest.ts'
import { SERVER_USER } from '../ports.ts'
import type { AuditFilter } from '../records.ts'
import type { Tables } from '../tables.ts'
import { rolesIn } from './members.ts'

/** An entry of the trail before anybody in it has a name. */
export type TrailEntry = {
  readonly id: string
  readonly at: number
  readonly action: AuditAction
  readonly userId: string | null
  readonly reportId: string | null
  readonly sectionId: string | null
  /** JSON. */
  readonly details: string
}

/** Edits of one person in one section are told together for as long as this. */
const SPAN_MS = 10 * 60 * 1000
/** A first window holds one span; they grow while they find too little, up to this many. */
const WIDEST_WINDOW = 4096

/** One page of what was done, newest first: what was noted down, and what the log knows of edits. */
export async function trailOf(db: Kysely<Tables>, filter: AuditFilter) {
  const after = filter.after === undefined ? undefined : readPlace(filter.after)
  const wanted = filter.limit + 1
  const found = [
    ...(await notedEntries(db, filter, after, wanted)),
    ...(await signIns(db, filter, after, wanted)),
    ...(await editEntries(db, filter, after, wanted)),
  ].toSorted(newestFirst)
  const entries = found.slice(0, filter.limit)
  const last = entries.at(-1)
  return { entries, next: last && found.length > entries.length ? writePlace(last) : null }
}

// ---- the order: by time, of one moment first what was noted down, the last noted first, then edits by their id

type Place = { readonly at: number; readonly id: string }

function newestFirst(a: Place, b: Place): number {
  if (a.at !== b.at) return b.at - a.at
  const [noted, other] = [notedSeq(a.id), notedSeq(b.id)]
  if (noted !== undefined && other !== undefined) return other - noted
  if (noted !== undefined || other !== undefined) return noted === undefined ? 1 : -1
  return a.id < b.id ? -1 : Number(a.id > b.id)
}

function notedSeq(id: string): number | undefined {
  return id.startsWith('a') ? Number(id.slice(1)) : undefined
}

const placeSchema = z.tuple([z.number(), z.string().regex(/^(?:a\d+$|e-)/)])

function writePlace({ at, id }: Place): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url')
}

function readPlace(text: string): Place {
  try {
    const [at, id] = placeSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
    return { at, id }
  } catch {
    throw new ReportError('bad-request', 'after')
  }
}

// ---- what was noted down

async function notedEntries(
  db: Kysely<Tables>,
  filter: AuditFilter,
  after: Place | undefined,
  limit: number,
): Promise<TrailEntry[]> {
  let query = notes(db, filter, after, limit)
  if (filter.reportId !== undefined) query = query.where('report_id', '=', filter.reportId)
  return (await query.execute()).map(noted)
}

/** Of a report's members; where all reports are asked for, they are among the rest. */
async function signIns(
  db: Kysely<Tables>,
  filter: AuditFilter,
  after: Place | undefined,
  limit: number,
): Promise<TrailEntry[]> {
  const { reportId } = filter
  if (reportId === undefined) return []
  const members = db.selectFrom(rolesIn(db, { reportId }).as('part')).select('part.user_id')
  const query = notes(db, filter, after, limit)
    .where('report_id', 'is', null)
    .where('action', '=', 'sign-in')
    .where('user_id', 'in', members)
  return (await query.execute()).map(noted)
}

function notes(
  db: Kysely<Tables>,
  { from, to, userId, officeId, sectionId, action }: AuditFilter,
  after: Place | undefined,
  limit: number,
) {
  let query = db.selectFrom('audit').selectAll().orderBy('at', 'desc').orderBy('seq', 'desc').limit(limit)
  if (from !== undefined) query = query.where('at', '>=', from)
  if (to !== undefined) query = query.where('at', '<', to)
  if (userId !== undefined) query = query.where('user_id', '=', userId)
  if (officeId !== undefined) query = query.where('user_id', 'in', peopleOf(db, officeId))
  if (sectionId !== undefined) query = query.where('section_id', '=', sectionId)
  if (action !== undefined) query = query.where('action', '=', action)
  if (after === undefined) return query
  const { at, id } = after
  const seq = notedSeq(id)
  if (seq === undefined) return query.where('at', '<', at)
  return query
    .where('at', '<=', at)
    .where((build) => build.or([build('at', '<', at), build('seq', '<', seq)]))
}

function noted(row: {
  readonly seq: number
  readonly at: number
  readonly action: AuditAction
  readonly user_id: string | null
  readonly report_id: string | null
  readonly section_id: string | null
  readonly details: string
}): TrailEntry {
  return {
    id: `a${row.seq}`,
    at: row.at,
    action: row.action,
    userId: row.user_id,
    reportId: row.report_id,
    sectionId: row.section_id,
    details: row.details,
  }
}

function peopleOf(db: Kysely<Tables>, officeId: string) {
  return db.selectFrom('user').select('user.id').where('user.officeId', '=', officeId)
}

// ---- edits, from the log

/**
 * Edits per person, section and span. An entry stands where its first edit does: later ones of the same span only raise
 * its count. The log is read backwards in windows of whole spans, so a page costs what it shows and not what there is.
 */
async function editEntries(
  db: Kysely<Tables>,
  filter: AuditFilter,
  after: Place | undefined,
  wanted: number,
): Promise<TrailEntry[]> {
  if (filter.action !== undefined && filter.action !== 'section-edited') return []
  const entries: TrailEntry[] = []
  let end = Math.min(filter.to ?? Infinity, after ? spanOf(after.at) + SPAN_MS : Infinity)
  for (let spans = 1; entries.length < wanted; spans = Math.min(spans * 2, WIDEST_WINDOW)) {
    const newest = await newestEdit(db, filter, end)
    if (newest === undefined) break
    const start = Math.max(spanOf(newest) - (spans - 1) * SPAN_MS, filter.from ?? 0)
    const found = await editsBetween(db, filter, start, end)
    entries.push(...found.filter((entry) => !after || newestFirst(after, entry) < 0))
    end = start
    // Reading holds the thread that everybody's keystrokes go through.
    await setImmediate()
  }
  return entries
}

function spanOf(at: number): number {
  return at - (at % SPAN_MS)
}

async function newestEdit(
  db: Kysely<Tables>,
  { reportId, from }: AuditFilter,
  before: number,
): Promise<number | undefined> {
  let query = db.selectFrom('report').select((build) => {
    let newest = build
      .selectFrom('edit')
      .whereRef('edit.report_id', '=', 'report.id')
      .select((max) => max.fn.max('edit.at').as('at'))
    if (before !== Infinity) newest = newest.where('edit.at', '<', before)
    return newest.as('at')
  })
  if (reportId !== undefined) query = query.where('report.id', '=', reportId)
  const times = (await query.execute()).map(({ at }) => at ?? -1)
  const newest = Math.max(...times, -1)
  return newest < (from ?? 0) ? undefined : newest
}

/** Newest first. */
async function editsBetween(
  db: Kysely<Tables>,
  { reportId, userId, officeId, sectionId }: AuditFilter,
  start: number,
  end: number,
): Promise<TrailEntry[]> {
  // A literal: bound as a parameter, SQLite would take the number for a fraction and divide accordingly.
  const span = sql<number>`edit.at / ${sql.lit(SPAN_MS)}`
  let query = db
    .selectFrom('edit')
    .select(['report_id', 'user_id', 'sections', span.as('span')])
    .select(({ fn }) => [
      fn.min<number>('at').as('first'),
      fn.max<number>('at').as('last'),
      fn.countAll<number>().as('edits'),
    ])
    .where('at', '>=', start)
    .where('user_id', '!=', SERVER_USER)
    .groupBy(['report_id', 'user_id', 'sections', span])
  query =
    reportId === undefined
      ? query.where('report_id', 'in', db.selectFrom('report').select('report.id'))
      : query.where('report_id', '=', reportId)
  if (end !== Infinity) query = query.where('at', '<', end)
  if (userId !== undefined) query = query.where('user_id', '=', userId)
  if (officeId !== undefined) query = query.where('user_id', 'in', peopleOf(db, officeId))
  if (sectionId !== undefined) query = query.where('sections', 'like', `%,${sectionId},%`)
  return entriesOf(await query.execute(), sectionId)
}

type EditRow = {
  readonly report_id: string
  readonly user_id: string
  readonly sections: string
  readonly span: number
  readonly first: number
  readonly last: number
  readonly edits: number
}

type Told = {
  reportId: string
  userId: string
  sectionId: string | null
  at: number
  until: number
  edits: number
}

function entriesOf(rows: readonly EditRow[], only: string | undefined): TrailEntry[] {
  const told = new Map<string, Told>()
  for (const row of rows) {
    for (const sectionId of sectionsIn(row.sections)) {
      if (only === undefined || only === sectionId) tell(told, row, sectionId)
    }
  }
  return [...told].map(([id, one]) => entryOf(id, one)).sort(newestFirst)
}

/** An edit from before sections were noted, or one that wrote in none, is told without a section. */
function sectionsIn(sections: string): (string | null)[] {
  const ids = sections.split(',').filter((id) => id !== '')
  return ids.length > 0 ? ids : [null]
}

function tell(told: Map<string, Told>, row: EditRow, sectionId: string | null): void {
  const { report_id: reportId, user_id: userId, span, first: at, last: until, edits } = row
  const id = `e-${span}-${reportId}-${userId}-${sectionId ?? ''}`
  const known = told.get(id) ?? { reportId, userId, sectionId, at, until, edits: 0 }
  told.set(id, {
    ...known,
    at: Math.min(known.at, at),
    until: Math.max(known.until, until),
    edits: known.edits + edits,
  })
}

function entryOf(id: string, { reportId, userId, sectionId, at, until, edits }: Told): TrailEntry {
  return {
    id,
    at,
    action: 'section-edited',
    userId,
    reportId,
    sectionId,
    details: JSON.stringify({ edits: String(edits), until: String(until) }),
  }
}
