import * as Y from 'yjs'
import { newId } from '../report/id.ts'
import { must } from '../report/must.ts'

const syllables = (
  'công tác quán triệt nghị quyết tỉnh huyện uỷ ban nhân dân tổ chức thực hiện chỉ thị cán bộ đảng viên nâng cao ' +
  'nhận thức trách nhiệm tuyên truyền giáo dục kinh tế xã hội phát triển bền vững nông nghiệp nông thôn dịch vụ du ' +
  'lịch hạ tầng đầu tư quốc phòng an ninh cải cách hành chính đào tạo nguồn lực khoa học công nghệ môi trường văn ' +
  'hoá thể thao y tế giảm nghèo kết quả đạt được tồn tại hạn chế nguyên nhân bài học kinh nghiệm phương hướng nhiệm ' +
  'vụ giải pháp thời gian tới tiếp tục đẩy mạnh tăng cường lãnh đạo kiểm tra giám sát đánh giá tổng kết kiến nghị'
).split(' ')

/** A repeatable source of numbers in [0, 1): mulberry32. */
export function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** `words` words of official-sounding Vietnamese, in sentences. */
export function prose(words: number, next: () => number): string {
  const sentences: string[] = []
  for (let left = words; left > 0;) {
    const length = Math.min(left, 12 + Math.floor(next() * 14))
    const chosen = Array.from({ length }, () =>
      must(syllables[Math.floor(next() * syllables.length)], 'a syllable'),
    )
    const sentence = chosen.join(' ')
    sentences.push(`${sentence[0]?.toUpperCase() ?? ''}${sentence.slice(1)}.`)
    left -= length
  }
  return sentences.join(' ')
}

function paragraph(text: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph')
  element.setAttribute('id', newId())
  element.insert(0, [new Y.XmlText(text)])
  return element
}

function section(index: number): Y.XmlElement {
  // Yjs types attributes as strings; TipTap keeps numbers and booleans in them.
  const element = new Y.XmlElement<Record<string, string | number | boolean>>('section')
  element.setAttribute('id', newId())
  element.setAttribute('level', 1 + (index % 3))
  element.setAttribute('title', `Mục bổ sung ${index}`)
  element.setAttribute('fixed', false)
  element.setAttribute('guidance', '')
  element.setAttribute('invites', false)
  return element as unknown as Y.XmlElement
}

/** The sections of a report document, in order. */
export function sectionsOf(doc: Y.Doc): Y.XmlElement[] {
  return doc
    .getXmlFragment('report')
    .toArray()
    .filter((node): node is Y.XmlElement => node instanceof Y.XmlElement && node.nodeName === 'section')
}

/** The first text of a section, where a bench's typist writes. */
export function textOf(element: Y.XmlElement): Y.XmlText {
  const block = element
    .toArray()
    .find((node) => node instanceof Y.XmlElement && node.nodeName === 'paragraph')
  const text = block instanceof Y.XmlElement ? block.get(0) : undefined
  if (text instanceof Y.XmlText) return text
  throw new Error('expected a paragraph with text in the section')
}

export type ReportSize = { readonly sections: number; readonly words: number }

/**
 * Brings a report, seeded or empty, to a size: further sections, then paragraphs of about 80 words in each section.
 * One transaction a section, so that a writer can send them at the pace the server's limits allow.
 */
export function* fillReport(doc: Y.Doc, size: ReportSize, seed = 20): Generator<void> {
  const next = numbersFrom(seed)
  const fragment = doc.getXmlFragment('report')
  if (fragment.length === 0) fragment.insert(0, [new Y.XmlElement('preamble')])
  while (sectionsOf(doc).length < size.sections) {
    fragment.insert(fragment.length, [section(sectionsOf(doc).length + 1)])
  }
  yield
  for (const element of sectionsOf(doc)) {
    const paragraphs = Math.max(1, Math.round(size.words / size.sections / 80))
    const words = Math.max(1, Math.round(size.words / size.sections / paragraphs))
    element.insert(
      0,
      Array.from({ length: paragraphs }, () => paragraph(prose(words, next))),
    )
    yield
  }
}
