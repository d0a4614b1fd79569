import { isoDate, readDate } from './dates.ts'
import { fold } from './fold.ts'
import type { Abbreviation, LegalBasis } from './plan.ts'

const kinds = [
  'Nghị quyết liên tịch', 'Nghị quyết', 'Kết luận', 'Chỉ thị', 'Kế hoạch', 'Chương trình hành động', 'Chương trình', 'Quyết định',
  'Hướng dẫn', 'Quy định', 'Quy chế', 'Thông báo', 'Công văn', 'Nghị định', 'Thông tư', 'Đề án', 'Báo cáo', 'Tờ trình', 'Luật', 'Thông tri', 'Công điện',
] // prettier-ignore
const kindOf = new Map(kinds.map((kind) => [fold(kind), kind]))
const citation = new RegExp(
  `\\b(${[...kindOf.keys()].join('|')}) so:? ?(\\d{1,5}[-/][a-z\\d]{1,12}(?:[-/][a-z\\d]{1,12}){0,4})`,
  'g',
)
const dated = /^,? (?:ra )?ngay /
const subjectEnd = /(?: ?\((?:sau day|goi tat|viet tat)|\.(?= |$)|;|$)/
const abbreviation = /\((?:sau day )?(?:goi tat|viet tat|goi|viet) (?:tat )?(?:la|:) ?/g

/** The documents cited with kind and number in these lines, each once, in the order of first mention. */
export function readLegalBases(lines: readonly string[]): LegalBasis[] {
  const found = new Map<string, LegalBasis>()
  for (const line of lines) {
    const folded = fold(line)
    for (const match of folded.matchAll(citation)) {
      const basis = readBasis(line, folded, match)
      const known = found.get(basis.code)
      // The fullest citation speaks; a later short one adds nothing.
      found.set(basis.code, known ? { ...basis, ...known } : basis)
    }
  }
  return [...found.values()]
}

function readBasis(line: string, folded: string, match: RegExpExecArray): LegalBasis {
  const end = match.index + match[0].length
  const code = line.slice(end - (match[2] ?? '').length, end)
  const kind = kindOf.get(match[1] ?? '') ?? ''
  const tail = dated.exec(folded.slice(end, end + 20))
  const dateAt = end + (tail?.[0].length ?? 0)
  const day = tail ? readDate(folded.slice(dateAt, dateAt + 40)) : undefined
  const date = day && isoDate(day)
  return { kind, code, ...(date === undefined ? {} : { date }), ...readIssuer(line, folded, dateAt) }
}

function readIssuer(line: string, folded: string, from: number): { issuer?: string; subject?: string } {
  const next = folded.slice(from, from + 60)
  const of = / cua /.exec(next)
  const about = / ve /.exec(next)
  const start = of && (!about || of.index < about.index) ? from + of.index + 5 : undefined
  // Between the date and "của" stands nothing but the date itself.
  if (start !== undefined && !/^[\d/.,\-thangm ]*$/.test(folded.slice(from, start - 5))) return {}
  const body = folded.slice(start ?? from, (start ?? from) + 300)
  const named = /^[^(;,.]{2,200}?(?= ve | ban hanh |[(;,.]|$)/.exec(body)
  const issuer = start !== undefined && named ? line.slice(start, start + named[0].length).trim() : undefined
  const subjectAt =
    start === undefined ? (about ? from + about.index : undefined) : start + (named?.[0].length ?? 0)
  const subject =
    subjectAt === undefined || !folded.startsWith(' ve ', subjectAt)
      ? undefined
      : readSubject(line, subjectAt + 4)
  return { ...(issuer ? { issuer } : {}), ...(subject ? { subject } : {}) }
}

function readSubject(line: string, from: number): string {
  const rest = line.slice(from, from + 800)
  const words = rest.slice(0, subjectEnd.exec(fold(rest))?.index)
  // "… về X, Ban Thường vụ Tỉnh ủy ban hành Kế hoạch như sau:" goes on about the plan itself.
  const own = /, (?=\p{Lu}[^,]{3,80} (?:ban hành|xây dựng|đề ra|triển khai))/u.exec(words)
  return (own ? words.slice(0, own.index) : words).replace(/[,:] ?$/, '').trim()
}

/** What the plan calls its documents for short, with the code meant. */
export function readAbbreviations(lines: readonly string[], bases: readonly LegalBasis[]): Abbreviation[] {
  const found = new Map<string, Abbreviation>()
  for (const line of lines) {
    const folded = fold(line)
    for (const match of folded.matchAll(abbreviation)) {
      const start = match.index + match[0].length
      const end = folded.indexOf(')', start)
      const short = line
        .slice(start, end === -1 || end > start + 120 ? start + 120 : end)
        .replace(/[“”"]/g, '')
        .trim()
      const code = codeMeant(short, bases)
      if (end !== -1 && end <= start + 120 && !found.has(short))
        found.set(short, { short, ...(code ? { code } : {}) })
    }
  }
  return [...found.values()]
}

function codeMeant(short: string, bases: readonly LegalBasis[]): string | undefined {
  const number = /số:? ?(\d+)/u.exec(short)?.[1]
  const firstWord = short.split(' ', 1)[0]
  return bases.find(
    (basis) =>
      number !== undefined &&
      basis.kind.split(' ', 1)[0] === firstWord &&
      /^\d+/.exec(basis.code)?.[0] === number,
  )?.code
}
