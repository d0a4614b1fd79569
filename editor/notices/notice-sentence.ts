import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import type { Author, Notice } from '../../report/wire/review.ts'
import type { Catalogue } from '../i18n/catalogue.ts'

type Words = Pick<Catalogue, 'notices' | 'review'>

/** *Người thẩm định 1 (Ban Tuyên giáo) nhắc đến bạn ở Góp ý 3, mục II.1.2.* `section`: the section's number, where it is known. */
export function noticeSentence(
  notice: Notice,
  section: string | undefined,
  { notices, review }: Words,
): string {
  const thread = notices.thread(review.kinds[notice.threadKind], notice.threadNumber)
  const sentence = notices.reasons[notice.reason](who(notice.by, notices), thread)
  if (notice.sectionId === PREAMBLE_ID) return notices.atPreamble(sentence)
  return section ? notices.atSection(sentence, section) : sentence
}

function who({ name, office }: Author, notices: Words['notices']): string {
  return office ? notices.who(name, office.shortName) : name
}
