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

/** As {@link sectionName}, for a line that names several: titles of a plan run to a whole sentence. */
export function shortSectionName(section: Named, text: Catalogue['recovery']): string {
  return sectionName({ ...section, title: shortened(section.title) }, text)
}

const LONGEST = 40

function shortened(title: string): string {
  if (title.length <= LONGEST) return title
  return `${title.slice(0, title.lastIndexOf(' ', LONGEST)).trimEnd()}…`
}

/** Why it did not take what was written, as the end of a sentence that begins with its name. */
export function sayWhy(why: ErrorCode, text: Catalogue['recovery']): string {
  return text.why[why] ?? text.whyOther
}
