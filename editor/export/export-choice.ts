import { withBelow } from '../../report/form/blockers.ts'
import type { Blocker, ExportCheck } from '../../report/wire/paper.ts'
import type { ProfileId } from '../../report/wire/profile.ts'
import type { PaperRequest } from '../rest/export.ts'
import type { PaperChoice } from '../report-paths.ts'

/** What the dialog asks for. */
export type ExportChoice = {
  readonly kind: 'signing' | 'draft' | 'review'
  /** As typed; empty: the one after the last. */
  readonly draft: string
  /** Undefined: the report's own. */
  readonly profile: ProfileId | undefined
  /** A section's id or `preamble`; undefined: the whole report. */
  readonly section: string | undefined
  /** Undefined: as it is now. */
  readonly version: string | undefined
  /** The review copy shows what changed since this version; undefined: it does not. */
  readonly since: string | undefined
  readonly toc: boolean
  readonly format: 'docx' | 'pdf'
}

export const FIRST_CHOICE: ExportChoice = {
  kind: 'signing',
  draft: '',
  profile: undefined,
  section: undefined,
  version: undefined,
  since: undefined,
  toc: false,
  format: 'docx',
}

/** What the server says of the report that bears on the choice. */
export type Known = Pick<ExportCheck, 'blockers' | 'nextDraft' | 'pdf'>

/** The number of the draft that is asked for; undefined for what is none. */
export function draftNumber({ draft }: Pick<ExportChoice, 'draft'>, { nextDraft }: Pick<Known, 'nextDraft'>) {
  const typed = draft.trim()
  if (typed === '') return nextDraft
  const number = Number(typed)
  return /^\d{1,2}$/u.test(typed) && number >= 1 ? number : undefined
}

export type Making =
  | { readonly kind: 'signing' }
  | { readonly kind: 'review' }
  | { readonly kind: 'draft'; readonly number: number }

/**
 * What is made when the button is pressed: what was chosen, or, in place of a copy for signature that cannot be had yet,
 * the next draft; the button says so. Undefined: nothing, the number of the draft is none.
 */
export function makingOf(choice: ExportChoice, check: Known): Making | undefined {
  const { kind, version } = choice
  if (kind === 'review') return { kind }
  // What stands in the way of a saved version only the server knows.
  if (kind === 'signing' && (version !== undefined || check.blockers.length === 0)) return { kind }
  const number = kind === 'draft' ? draftNumber(choice, check) : check.nextDraft
  return number === undefined ? undefined : { kind: 'draft', number }
}

/** As the server is asked for it. The review copy is a Word file in any case. */
export function requestOf(choice: ExportChoice, making: Making, { pdf }: Pick<Known, 'pdf'>): PaperRequest {
  const isReview = making.kind === 'review'
  return {
    ...paperOf(choice, making),
    format: choice.format === 'pdf' && pdf && !isReview ? 'pdf' : 'docx',
    ...(isReview ? { comments: true, ...(choice.since === undefined ? {} : { since: choice.since }) } : {}),
  }
}

/** What its pages are made of: comments are none of them. */
export function paperOf({ profile, section, version, toc }: ExportChoice, making: Making): PaperChoice {
  return {
    ...(making.kind === 'draft' ? { draft: making.number } : {}),
    ...(profile ? { profile } : {}),
    ...(section ? { section } : {}),
    ...(version ? { version } : {}),
    ...(toc ? { toc } : {}),
  }
}

type Heading = { readonly id: string; readonly level: number }

/** What stands in the way of the part that is wanted: the server counts no other, either. */
export function blockersWithin(
  blockers: readonly Blocker[],
  section: string | undefined,
  headings: readonly Heading[],
): Blocker[] {
  if (section === undefined) return [...blockers]
  const from = headings.findIndex(({ id }) => id === section)
  const ids = from === -1 ? [section] : withBelow(headings, from).map(({ id }) => id)
  return blockers.filter(({ sectionId }) => ids.includes(sectionId))
}
