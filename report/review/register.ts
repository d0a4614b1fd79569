import { PREAMBLE_ID, preambleResponsibility, responsibilities } from '../permission/rights.ts'
import { recordsOfDetail } from '../permission/rights-of-detail.ts'
import type { ReportDetail } from '../wire/rest.ts'
import type { RegisterQuery, Thread } from '../wire/review.ts'
import { ANSWER_WORDS, PREAMBLE_WORDS } from '../wire/words.ts'
import { plainMessage } from './message-text.ts'
import { sectionLabel, sectionNames } from './section-names.ts'

/** A thread for everybody: without how far one person has read it. */
export type RegisteredThread = Omit<Thread, 'readAt'>

/**
 * *Bảng tổng hợp, tiếp thu, giải trình ý kiến*: which threads it holds (those that reviewers opened, and every *yêu cầu
 * sửa*), in which order, and what stands in each cell. One for the screen and for the file.
 */
export type RegisterRow = {
  readonly thread: RegisteredThread
  /** Number and title of the section; the report's name for threads about all of it. */
  readonly section: string
  /** What kind of place that is: `gone` where the section is in the report no more. */
  readonly place: 'section' | 'preamble' | 'report' | 'gone'
  /** Empty where no words were marked: for a section as a whole, or the report. */
  readonly quote: string
  /** The words (or the section) are in the report no more. */
  readonly lost: boolean
  /** Plain text of the first message; `Đã xoá` where its author took it back. */
  readonly opinion: string
  /** Name and office, as they were when it was written. */
  readonly author: string
  /** Who answers for the section: short names of the offices. */
  readonly responsible: string
  readonly officeIds: readonly string[]
  /** `Tiếp thu`, `Giải trình: …`; empty while there is none. */
  readonly answer: string
  /** `unanswered` and `open` are not closed yet, the second has its answer. */
  readonly state: RegisterState
  /** A *yêu cầu sửa* that is open without an answer: the report cannot go on to its next stage. */
  readonly blocks: boolean
}
export type RegisterState = 'unanswered' | 'open' | 'resolved'

/** What stands in the file; the screen has its own catalogue. */
export const REGISTER_STATE_WORDS: Readonly<Record<RegisterState, string>> = {
  unanswered: 'Chưa trả lời',
  open: 'Đã trả lời',
  resolved: 'Đã khép',
}
const DELETED = 'Đã xoá'
const GONE = 'Phần đã bỏ khỏi báo cáo'

type RegisteredReport = Pick<ReportDetail, 'title' | 'sections' | 'preamble'>

/**
 * The rows of the register. `offices` are the short names of all offices by their ids. Sorted by what `query.sort` says,
 * and where that is equal by the place in the text: the whole report, the opening paragraphs, the sections, what is gone.
 */
export function registerRows(
  report: RegisteredReport,
  offices: ReadonlyMap<string, string>,
  threads: readonly RegisteredThread[],
  { sort = 'section', state = 'all' }: RegisterQuery,
): readonly RegisterRow[] {
  const places = placesOf(report, offices)
  const rows = threads
    .filter(
      (thread) =>
        belongs(thread) && (state === 'all' || (thread.resolved !== null) === (state === 'resolved')),
    )
    .map((thread) => ({ row: rowOf(thread, places), place: placeOf(thread, places).order }))
    .sort((a, b) => a.place - b.place || a.row.thread.number - b.row.thread.number)
    .map(({ row }) => row)
  return sortedRows(rows, sort)
}

/** Rows that are in the order of the text, in another one: rows that are equal in it stay as they are. */
export function sortedRows(
  rows: readonly RegisterRow[],
  sort: NonNullable<RegisterQuery['sort']>,
): readonly RegisterRow[] {
  return sort === 'section' ? rows : [...rows].sort(ORDERS[sort])
}

/** How the rows stand. `accepted`, `explained`, `unanswered` and `dropped` (closed without an answer) add up to `all`. */
export type RegisterCounts = {
  readonly all: number
  readonly accepted: number
  readonly explained: number
  readonly unanswered: number
  readonly dropped: number
  readonly blocking: number
}

export function registerCounts(rows: readonly RegisterRow[]): RegisterCounts {
  const count = (is: (row: RegisterRow) => boolean) => rows.filter(is).length
  return {
    all: rows.length,
    accepted: count(({ thread }) => thread.answer?.kind === 'accepted'),
    explained: count(({ thread }) => thread.answer?.kind === 'explained'),
    unanswered: count(({ state }) => state === 'unanswered'),
    dropped: count(({ state, thread }) => state === 'resolved' && thread.answer === null),
    blocking: count(({ blocks }) => blocks),
  }
}

function belongs({ author, kind }: RegisteredThread): boolean {
  return author.role === 'reviewer' || kind === 'change'
}

function rowOf(thread: RegisteredThread, places: Places): RegisterRow {
  const { anchor, answer, author } = thread
  const place = placeOf(thread, places)
  const state = thread.resolved !== null ? 'resolved' : answer === null ? 'unanswered' : 'open'
  return {
    thread,
    section: place.name,
    place: place.type,
    quote: anchor.kind === 'range' || anchor.kind === 'block' ? anchor.quote : '',
    lost: anchor.kind !== 'report' && anchor.lost,
    opinion: opinionOf(thread),
    author: author.office ? `${author.name}, ${author.office.name}` : author.name,
    responsible: place.offices.join(', '),
    officeIds: place.officeIds,
    answer: answer ? said(ANSWER_WORDS[answer.kind], plainMessage(answer.text)) : '',
    state,
    blocks: thread.kind === 'change' && state === 'unanswered',
  }
}

function opinionOf({ messages }: RegisteredThread): string {
  const first = messages[0]
  return !first || first.deletedAt !== null ? DELETED : plainMessage(first.text)
}

function said(kind: string, text: string): string {
  return text.trim() === '' ? kind : `${kind}: ${text.trim()}`
}

type Place = {
  readonly type: RegisterRow['place']
  readonly name: string
  /** Where it comes when sorted by the text. */
  readonly order: number
  readonly officeIds: readonly string[]
  readonly offices: readonly string[]
}
type Places = {
  readonly report: Place
  readonly bySection: ReadonlyMap<string, Place>
  readonly afterAll: number
}

function placesOf(report: RegisteredReport, shortNames: ReadonlyMap<string, string>): Places {
  const rights = { records: recordsOfDetail(report) }
  const answering = responsibilities(report.sections, rights)
  const names = sectionNames(report.sections)
  const named = (officeIds: readonly string[]) => ({
    officeIds,
    offices: officeIds.flatMap((id) => shortNames.get(id) ?? []),
  })
  const preamble: Place = {
    type: 'preamble',
    name: PREAMBLE_WORDS,
    order: 0,
    ...named(preambleResponsibility(rights).officeIds),
  }
  const sections = report.sections.map(({ id }, index): [string, Place] => {
    const name = names.get(id)
    const order = index + 1
    return [
      id,
      {
        type: 'section',
        name: name ? sectionLabel(name) : '',
        order,
        ...named(answering[index]?.officeIds ?? []),
      },
    ]
  })
  return {
    report: { type: 'report', name: report.title, order: -1, officeIds: [], offices: [] },
    bySection: new Map([[PREAMBLE_ID, preamble], ...sections]),
    afterAll: report.sections.length + 1,
  }
}

function placeOf({ anchor }: RegisteredThread, { report, bySection, afterAll }: Places): Place {
  if (anchor.kind === 'report') return report
  const place = bySection.get(anchor.sectionId)
  if (place) return place
  // Only of a thread about a whole section is its title still known.
  const name = anchor.kind === 'section' && anchor.quote !== '' ? `${GONE}: ${anchor.quote}` : GONE
  return { type: 'gone', name, order: afterAll, officeIds: [], offices: [] }
}

type Order = (a: RegisterRow, b: RegisterRow) => number

const collator = new Intl.Collator('vi', { numeric: true })
const STATES: readonly RegisterState[] = ['unanswered', 'open', 'resolved']

const ORDERS: Readonly<Record<Exclude<NonNullable<RegisterQuery['sort']>, 'section'>, Order>> = {
  number: (a, b) => a.thread.number - b.thread.number,
  office: (a, b) => byOffice(a.thread.author.office?.name, b.thread.author.office?.name),
  // What holds the report up comes first.
  state: (a, b) => Number(b.blocks) - Number(a.blocks) || STATES.indexOf(a.state) - STATES.indexOf(b.state),
}

/** Who belongs to no office comes last. */
function byOffice(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  return collator.compare(a, b)
}
