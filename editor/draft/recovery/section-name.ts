import { PREAMBLE_ID } from '../../../report/permission/rights.ts'
import type { ErrorCode } from '../../../report/wire/errors.ts'
import type { Catalogue } from '../../i18n/catalogue.ts'
import type { KeptSection } from '../connection/recovered-text.ts'

type Named = Pick<KeptSection, 'id' | 'number' | 'title'>

/** A section as people call it. */
export function sectionName({ id, number, title }: Named, text: Catalogue['recovery']): string {
  if (id === PREAMBLE_ID) return text.preamble
  if (id === '') return text.removedSection
  return text.section(number, title)
}

/** Why it did not take what was written, as the end of a sentence that begins with its name. */
export function sayWhy(why: ErrorCode, text: Catalogue['recovery']): string {
  return text.why[why] ?? text.whyOther
}
