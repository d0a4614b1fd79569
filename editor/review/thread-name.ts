import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import type { SectionName } from '../../report/review/section-names.ts'
import type { Catalogue } from '../i18n/catalogue.ts'
import type { OpenThread } from './review.ts'

type Texts = Catalogue['review']
export type SectionNames = ReadonlyMap<string, SectionName>

/** What a screen reader calls a thread: `Yêu cầu sửa 3 của Người thẩm định 1 ở mục I.2, đã khép`. */
export function threadName(one: OpenThread, sections: SectionNames, text: Texts, isUnread = false): string {
  const { thread } = one
  const { kind, number, author, resolved } = thread
  const state = resolved ? text.isResolved : text.isOpen
  const called = text.kinds[kind]
  const who = number > 0 ? text.name(called, number, author.name) : text.nameNew(called, author.name)
  return [`${who} ${placeName(one, sections, text)}`, state, ...(isUnread ? [text.isUnread] : [])].join(', ')
}

/** Where a thread is: `ở mục I.2`. */
export function placeName({ lost, sectionId }: Place, sections: SectionNames, text: Texts): string {
  return lost ? text.atNowhere : lastPlace(sectionId, sections, text)
}

/** Where a thread is or, when its words are gone, last was. */
export function lastPlace(sectionId: string | null, sections: SectionNames, text: Texts): string {
  if (sectionId === null) return text.atReport
  if (sectionId === PREAMBLE_ID) return text.atPreamble
  const name = sections.get(sectionId)
  if (!name) return text.atNowhere
  return text.atSection(name.path || `“${name.title}”`)
}

type Place = Pick<OpenThread, 'lost' | 'sectionId'>
