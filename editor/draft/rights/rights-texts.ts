import { ERRORS } from '../../../report/wire/errors.ts'
import type { SectionStatus } from '../../../report/wire/rest.ts'
import type { Catalogue, Language } from '../../i18n/catalogue.ts'
import type { Refused } from './judge.ts'
import type { OpenRights } from './open-rights.ts'
import type { Standing } from './standing.ts'

/** The sentences about rights that stand in the text field, in the person's language. */
export type RightsTexts = { readonly text: Catalogue['rights']; readonly language: Language }

/** Short names of the offices that answer for a section. */
export function officeNames(
  { officeIds }: Pick<Standing, 'officeIds'>,
  { offices }: OpenRights,
  unknown: string,
): string {
  return officeIds.map((id) => offices.get(id)?.shortName ?? unknown).join(', ')
}

/** Why an edit was not made. */
export function sayRefused(
  { code, standing }: Refused,
  open: OpenRights,
  { text, language }: RightsTexts,
): string {
  if (code === 'section-of-others' && standing)
    return text.ofOthers(officeNames(standing, open, text.unknownOffice))
  return ERRORS[code][language]
}

/** The quiet line beside a heading: whose the section is and how it stands. Empty when there is nothing to say. */
export function sayStanding(standing: Standing, open: OpenRights, { text }: RightsTexts): string {
  const names = officeNames(standing, open, text.unknownOffice)
  return [names === '' ? '' : text.writtenBy(names), stateOf(standing, text)].filter(Boolean).join('. ')
}

/** The state in a word or two: closed states first, for they matter most. */
export function stateOf({ closed, own, refusal }: Standing, text: Catalogue['rights']): string {
  if (closed === 'locked') return text.locked
  if (closed === 'approved') return refusal === undefined ? text.statuses.approved : text.approvedClosed
  const quiet: readonly SectionStatus[] = ['drafting', 'approved']
  return quiet.includes(own.status) ? '' : text.statuses[own.status]
}
