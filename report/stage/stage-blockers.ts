import type { SectionRecord } from '../permission/rights.ts'
import { PREAMBLE_ID, responsibilities } from '../permission/rights.ts'
import { type BlockingThread, blockersOf, withBelow } from '../form/blockers.ts'
import { emptyWithBelow, inheritedAll } from '../progress/sections.ts'
import type { SectionState } from '../sections.ts'
import type { StageBlocker } from '../wire/progress.ts'
import { PREAMBLE_WORDS } from '../wire/words.ts'
import type { Need, Step } from './stages.ts'

/** What decides whether a report may go on. */
export type StageFacts = {
  readonly sections: readonly Pick<SectionState, 'id' | 'level' | 'number' | 'title' | 'fixed' | 'empty'>[]
  /** By section id, `preamble` among them. */
  readonly records: ReadonlyMap<string, SectionRecord>
  /** The open *yêu cầu sửa*. */
  readonly demands: readonly Demand[]
}

/** An open *yêu cầu sửa*. */
export type Demand = Omit<BlockingThread, 'kind' | 'resolved'> & { readonly isAnswered: boolean }

/** Why a report should not take a step: each section in the order of the text, then the *yêu cầu sửa* by number. */
export function blockersOfStep({ needs }: Step, facts: StageFacts): StageBlocker[] {
  const sections = standings(facts)
  const bySection = [preambleStanding(facts), ...sections].flatMap((section) =>
    SECTION_NEEDS.filter(([need]) => needs.includes(need)).flatMap(
      ([, blockerOf]) => blockerOf(section) ?? [],
    ),
  )
  return [...bySection, ...demandsAgainst(needs, facts.demands)]
}

type SectionStanding = {
  readonly id: string
  readonly number: string
  readonly title: string
  /** The plan asks for it. */
  readonly fixed: boolean
  /** Something stands in it itself. */
  readonly hasText: boolean
  /** Neither in it nor in any below it. */
  readonly isEmpty: boolean
  /** It has to be written itself: it is no mere heading of others that the plan asks for. */
  readonly isAsked: boolean
  readonly isAssigned: boolean
  readonly own: SectionRecord['status']
  /** With what was said of the sections above it. */
  readonly status: SectionRecord['status']
}

function standings({ sections, records }: StageFacts): SectionStanding[] {
  const answers = responsibilities(sections, { records })
  const own = sections.map(({ id }) => records.get(id)?.status ?? 'drafting')
  const holding = inheritedAll(
    sections.map(({ level }, index) => ({ level, status: own[index] ?? 'drafting', due: null })),
  )
  const empty = emptyWithBelow(sections)
  return sections.map(({ id, number, title, fixed, empty: isBlank }, index) => ({
    id,
    number,
    title,
    fixed,
    hasText: !isBlank,
    isEmpty: empty[index] ?? true,
    isAsked:
      fixed &&
      (!isBlank ||
        !withBelow(sections, index)
          .slice(1)
          .some((below) => below.fixed)),
    isAssigned: (answers[index]?.officeIds.length ?? 0) > 0,
    own: own[index] ?? 'drafting',
    status: holding[index]?.status ?? 'drafting',
  }))
}

/** No plan asks for the opening paragraphs; but they may have been returned. */
function preambleStanding({ records }: StageFacts): SectionStanding {
  const status = records.get(PREAMBLE_ID)?.status ?? 'drafting'
  const no = { fixed: false, hasText: false, isEmpty: false, isAsked: false, isAssigned: false }
  return { id: PREAMBLE_ID, number: '', title: PREAMBLE_WORDS, ...no, own: status, status }
}

type SectionBlocker = Extract<StageBlocker, { title: string }>

const SECTION_NEEDS: readonly (readonly [Need, (section: SectionStanding) => SectionBlocker | undefined])[] =
  [
    [
      'written',
      (section) => (section.fixed && section.isEmpty ? blocker('empty-section', section) : undefined),
    ],
    [
      'assigned',
      (section) => (section.isAsked && !section.isAssigned ? blocker('not-assigned', section) : undefined),
    ],
    [
      'handed-in',
      (section) =>
        section.isAsked && section.isAssigned && !['submitted', 'approved'].includes(section.status)
          ? blocker('not-submitted', section)
          : undefined,
    ],
    ['none-returned', (section) => (section.own === 'returned' ? blocker('returned', section) : undefined)],
    [
      'approved',
      (section) =>
        // What is below a returned section waits with it.
        section.fixed && section.hasText && !['approved', 'returned'].includes(section.status)
          ? blocker('not-approved', section)
          : undefined,
    ],
  ]

function blocker(kind: SectionBlocker['kind'], { id, number, title }: SectionStanding): SectionBlocker {
  return { kind, sectionId: id, number, title }
}

function demandsAgainst(needs: readonly Need[], demands: readonly Demand[]): StageBlocker[] {
  const open = needs.includes('closed')
    ? demands
    : needs.includes('answered')
      ? demands.filter(({ isAnswered }) => !isAnswered)
      : []
  const threads = open.map((demand) => ({ ...demand, kind: 'change' as const, resolved: null }))
  return blockersOf({ preamble: [], sections: [] }, threads)
}
