import type { Finding, FormRule } from './finding.ts'
import type { CheckedText } from './texts.ts'

const KINDS =
  'Nghị quyết|Chỉ thị|Kết luận|Quyết định|Quy định|Quy chế|Kế hoạch|Chương trình hành động|Chương trình|Hướng dẫn|Thông báo|Báo cáo|Tờ trình|Nghị định|Thông tư|Công văn|Thông tri|Đề án'
/** Hyphens as people and programs type them. */
const DASH = '[-\u2010-\u2015\u2212]'
/** 20-NQ/TW, 105-KH/BTGTW; 13/2019/NĐ-CP, 569/QĐ-TTg. */
const PARTY_CODE = `\\d{1,5}\\s?${DASH}\\s?\\p{Lu}[\\p{L}]{0,7}\\s?/\\s?\\p{Lu}[\\p{L}]{0,9}`
const STATE_CODE = `\\d{1,5}\\s?/\\s?(?:\\d{4}\\s?/\\s?)?\\p{Lu}[\\p{L}]{0,6}\\s?${DASH}\\s?\\p{Lu}[\\p{L}]{0,9}`
const CODE = new RegExp(`(?<![\\p{L}\\d/])(?:${PARTY_CODE}|${STATE_CODE})(?![\\p{L}\\d])`, 'gu')
const KIND_BEFORE = new RegExp(`(?:${KINDS})\\s+(số\\s+)?$`, 'iu')
const DATE_AFTER = /^(\s*,?)\s+ngày\s+\d{1,2}(?:\/|\s+tháng\s+)\d{1,2}(?:\/|\s+năm\s+)\d{4}/u
const ISSUER_AFTER = /^\s*,?\s+của\s+/u

/** A code as it should be written, without spaces and with hyphens. */
function rightCode(code: string): string {
  return code.replaceAll(new RegExp(`\\s?(${DASH}|/)\\s?`, 'gu'), (_, sign: string) =>
    sign === '/' ? '/' : '-',
  )
}

/**
 * Documents that are cited: how their codes are written; with number, date behind a comma and issuer where they are named
 * first, by kind and number alone after that. Titles of headings do not count as a mention.
 */
export function citationFindings(texts: readonly CheckedText[]): Finding[] {
  const known = new Set<string>()
  return texts.flatMap((one) =>
    [...one.text.matchAll(CODE)].flatMap((match) => {
      const [code] = match
      const right = rightCode(code)
      const end = match.index + code.length
      const isFirst = !known.has(right)
      known.add(right)
      const rules = [...rulesOfCode(code), ...rulesOfMention(one.text, match.index, end, isFirst)]
      return rules.map(({ rule, from = match.index, to = end, better }): Finding => {
        const quote = one.text.slice(from, to)
        return { rule, place: one.place(from, to), quote, ...(better === undefined ? {} : { better }) }
      })
    }),
  )
}

type Fault = {
  readonly rule: FormRule
  readonly from?: number
  readonly to?: number
  readonly better?: string
}

function rulesOfCode(code: string): Fault[] {
  const better = rightCode(code)
  if (better === code) return []
  return [{ rule: /\s/u.test(code) ? 'code-space' : 'code-dash', better }]
}

function rulesOfMention(text: string, at: number, end: number, isFirst: boolean): Fault[] {
  const before = KIND_BEFORE.exec(text.slice(Math.max(0, at - 60), at))
  // A code alone, as in a table or in brackets, cites nothing.
  if (!before) return []
  const from = at - before[0].length
  const after = text.slice(end, end + 200)
  const date = DATE_AFTER.exec(after)
  if (!isFirst) {
    const full = date && ISSUER_AFTER.test(after.slice(date[0].length))
    return full ? [{ rule: 'citation-again', from, to: end + date[0].length }] : []
  }
  const faults: Fault[] = before[1] === undefined ? [{ rule: 'citation-number', from }] : []
  if (!date) return [...faults, { rule: 'citation-date', from }]
  const to = end + date[0].length
  if (!date[1]?.includes(',')) {
    faults.push({
      rule: 'citation-comma',
      from,
      to,
      better: `${text.slice(from, end)},${text.slice(end, to)}`,
    })
  }
  if (!ISSUER_AFTER.test(after.slice(date[0].length))) faults.push({ rule: 'citation-issuer', from, to })
  return faults
}
