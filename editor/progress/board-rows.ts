import { inheritedAll, isOpen } from '../../report/progress/sections.ts'
import { sectionLabel, sectionNames } from '../../report/review/section-names.ts'
import type { SectionName } from '../../report/review/section-names.ts'
import type { Progress } from '../../report/wire/progress.ts'
import type { Me, Office, ReportDetail, SectionStatus } from '../../report/wire/rest.ts'
import { SECTION_STATUSES } from '../../report/wire/rest.ts'
import { readOpenRights } from '../draft/rights/open-rights.ts'
import { readStandings } from '../draft/rights/standing.ts'
import { permitsOf } from '../sections/permits.ts'
import type { Permits } from '../sections/permits.ts'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'

export type BoardSection = Progress['sections'][number]

/** A line of the board: a section, what it is called there, and what this person may do with it. */
export type BoardRow = {
  readonly section: BoardSection
  readonly name: SectionName
  readonly label: string
  /** As it holds here: a section that says nothing of its own is as the one above it is. */
  readonly status: SectionStatus
  readonly due: string | null
  readonly overdue: boolean
  readonly permits: Pick<Permits, 'steer' | 'moves'>
}

/** All lines in the order of the text, the opening paragraphs first. */
export function boardRows(
  { stage, sections }: Progress,
  { report, me, preamble }: { report: ReportDetail; me: Me; preamble: string },
): BoardRow[] {
  const below = sections.filter(({ id }) => id !== PREAMBLE_ID)
  const opening = sections.find(({ id }) => id === PREAMBLE_ID)
  // Of one answer alone: two that came a moment apart may disagree about who may do what.
  const now = { ...report, stage, sections: below, preamble: opening ?? report.preamble }
  const open = readOpenRights(now, me)
  const standings = new Map(readStandings(below, open).map((standing) => [standing.id, standing]))
  const names = sectionNames(below)
  const inherited = inheritedAll(below)
  const holding = new Map(below.map(({ id }, index) => [id, inherited[index]]))
  return sections.flatMap((section) => {
    const standing = standings.get(section.id)
    if (!standing) return []
    const name = names.get(section.id) ?? { path: '', title: preamble }
    const { steer, moves } = permitsOf(undefined, standing, open)
    const status = section.effectiveStatus
    const due = holding.get(section.id)?.due ?? section.due
    const overdue = section.daysLeft !== null && section.daysLeft < 0 && isOpen(status)
    return {
      section,
      name,
      label: sectionLabel(name),
      status,
      due,
      overdue,
      permits: { steer, moves },
    }
  })
}

/** Which lines are looked at; empty fields narrow nothing. */
export type BoardChoice = {
  readonly office: string
  readonly status: SectionStatus | ''
  readonly overdue: boolean
}

export const NO_OFFICE = '-'
export const WHOLE_BOARD: BoardChoice = { office: '', status: '', overdue: false }

export function chosenRows(rows: readonly BoardRow[], { office, status, overdue }: BoardChoice): BoardRow[] {
  return rows.filter(
    (row) =>
      (office === '' || answersFor(row, office)) &&
      (status === '' || row.status === status) &&
      (!overdue || row.overdue),
  )
}

function answersFor({ section: { responsible } }: BoardRow, office: string): boolean {
  return office === NO_OFFICE ? responsible.length === 0 : responsible.includes(office)
}

/** What is no choice narrows nothing: an address may be typed by hand, and an old one name an office that is gone. */
export function readBoardChoice(params: URLSearchParams): BoardChoice {
  const status = params.get('trang-thai')
  return {
    office: params.get('co-quan') ?? '',
    status: SECTION_STATUSES.find((one) => one === status) ?? '',
    overdue: params.get('qua-han') === '1',
  }
}

export function printBoardChoice({ office, status, overdue }: BoardChoice): URLSearchParams {
  const params = new URLSearchParams()
  if (office !== '') params.set('co-quan', office)
  if (status !== '') params.set('trang-thai', status)
  if (overdue) params.set('qua-han', '1')
  return params
}

/** The offices that answer for something, as a Vietnamese index would list them. */
export function boardOffices(rows: readonly BoardRow[], offices: ReadonlyMap<string, Office>): Office[] {
  const ids = new Set(rows.flatMap(({ section }) => section.responsible))
  const order = new Intl.Collator('vi')
  return [...ids]
    .flatMap((id) => offices.get(id) ?? [])
    .sort((a, b) => order.compare(a.shortName, b.shortName))
}
