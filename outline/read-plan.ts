import { clauseRef, readClauses } from './clause.ts'
import type { Clause } from './clause.ts'
import { readRecipients, readSignatory, splitRegions } from './closing.ts'
import { findContent, readParts } from './content.ts'
import { capitalise, fold, isUpperCase, uncapitalise } from './fold.ts'
import { readAbbreviations, readLegalBases } from './legal-bases.ts'
import { cleanText, joinBroken, mostLines, writtenLines } from './lines.ts'
import type { WrittenLine } from './lines.ts'
import { readContributors, readDataCutOff, readMilestones } from './milestones.ts'
import { compareNumbers, formatNumber, nextNumber } from './numbering.ts'
import type { Plan, PlanPart, PlanProblem } from './plan.ts'

/** Longer texts are read up to here, as a plan of 60 pages has a tenth of it. */
export const longestPlan = 1_000_000

/**
 * Reads the text of a plan. Never throws: what cannot be found is absent from the plan and named in `problems`, in
 * Vietnamese, for the person who chose the file.
 */
export function parsePlan(text: string): Plan {
  const clean = cleanText(text.slice(0, longestPlan))
  const lines = writtenLines(clean)
  const cut = text.length > longestPlan || clean.split('\n', mostLines + 1).length > mostLines
  const regions = splitRegions(lines)
  const body = joinBroken(regions.body)
  const annex = joinBroken(regions.annex)
  const head = body.slice(0, firstItem(body))
  const clauses = readClauses(body.slice(head.length))
  const content = readContent(clauses, annex, isOutlineOnly(head))
  const texts = body.map((line) => line.text)
  const legalBases = readLegalBases(texts)
  const title = readTitle(head)
  const plan = {
    title,
    reportType: 'BÁO CÁO' as const,
    reportSubject: reportSubject(title),
    abbreviations: readAbbreviations(texts, legalBases),
    legalBases,
    parts: content.parts,
    contributors: readContributors(clauses),
    milestones: readMilestones(clauses),
    recipients: readRecipients(regions.closing),
    ...optional('orderingBody', readOrderingBody(head)),
    ...optional('dataCutOff', readDataCutOff(clauses)),
    ...optional('signatory', readSignatory(regions.closing)),
  }
  const found = lines.length === 0 ? [problem('empty')] : [...content.problems, ...missing(plan)]
  return { ...plan, problems: cut ? [problem('too-long'), ...found] : found }
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]: V })
}

const planType = /^(?:ke hoach|de cuong|huong dan)(?: (?:bao cao|tong ket|so ket|xay dung bao cao))*$/
const opening = /^(?:thuc hien|can cu|de |nham |trien khai|tiep tuc|kinh gui|\(?kem theo|phan |xet )/
const reviewing =
  /^(?:tong ket|so ket|danh gia|kiem diem|khao sat|ket qua|tinh hinh|cong tac|giam sat|kiem tra)\b/

function firstItem(lines: readonly WrittenLine[]): number {
  const typeAt = lines.findIndex((line) => planType.test(fold(line.text)))
  const clauses = readClauses(lines.slice(typeAt + 1)).filter((clause) => clause.marker)
  const first = clauses.find((clause) => clause.marker?.number.style !== 'dash') ?? clauses[0]
  return first ? lines.findIndex((line) => line.line === first.line) : lines.length
}

/** True for a text that is itself a *đề cương*: all of its items are sections. */
function isOutlineOnly(head: readonly WrittenLine[]): boolean {
  return (
    head.some((line) => /^de cuong\b/.test(fold(line.text))) &&
    !head.some((line) => fold(line.text) === 'ke hoach')
  )
}

function readTitle(head: readonly WrittenLine[]): string {
  const typeAt = head.findIndex((line) => planType.test(fold(line.text)))
  if (typeAt === -1) return titleInOneLine(head)
  const title: string[] = []
  for (const line of head.slice(typeAt + 1)) {
    if (title.length > 0 && (line.afterBlank || opening.test(fold(line.text)) || /[.:;]$/.test(line.text)))
      break
    if (/^\(?(?:kem theo|số)/iu.test(line.text) && title.length > 0) break
    title.push(line.text)
    if (title.length === 4) break
  }
  return title.join(' ').replace(/[ .:;]{1,5}$/, '')
}

/** "Kế hoạch tổng kết 10 năm …" in one line. */
function titleInOneLine(head: readonly WrittenLine[]): string {
  const line = head.find(({ text }) => /^(?:ke hoach|de cuong)(?: bao cao)? [a-z]/.test(fold(text)))
  const words = line?.text.replace(/^\S+ \S+ /, '') ?? ''
  return capitalise(words.replace(/[ .:;]{1,5}$/, ''))
}

function reportSubject(title: string): string {
  const plain = title
    .replace(/^(?:về việc|v\/v|về|tổ chức|xây dựng|báo cáo) +/iu, '')
    .replace(/^tổ chức +/iu, '')
  if (plain === '') return ''
  const subject = isUpperCase(plain) ? plain : uncapitalise(plain)
  if (reviewing.test(fold(subject))) return subject
  return isUpperCase(plain) ? `KẾT QUẢ ${subject}` : `kết quả ${subject}`
}

/** "…, Ban Thường vụ Tỉnh ủy ban hành Kế hoạch như sau:". */
function readOrderingBody(head: readonly WrittenLine[]): string | undefined {
  for (const { text } of head) {
    const folded = fold(text)
    const orders = / (?:ban hanh|xay dung|de ra) (?:ke hoach|huong dan|de cuong)/.exec(folded)
    if (!orders) continue
    const before = text.slice(0, orders.index)
    const start = before.search(/(?:^|, )\p{Lu}[^,]{2,120}$/u)
    if (start !== -1) return before.slice(start).replace(/^, /, '')
  }
  return undefined
}

interface Content {
  readonly parts: readonly PlanPart[]
  readonly problems: readonly PlanProblem[]
}

function readContent(
  clauses: readonly Clause[],
  annex: readonly WrittenLine[],
  outlineOnly: boolean,
): Content {
  const attached = readClauses(annex.filter((line) => !/^phu luc\b/.test(fold(line.text))))
  const inAnnex = annex.some((line) => /\b(?:de cuong|dan y|mau bao cao)\b/.test(fold(line.text)))
  const listed = inAnnex ? readParts(attached) : outlineOnly ? readParts(clauses) : undefined
  if (listed && listed.parts.length > 0) return judged(listed)
  const content = findContent(clauses) ?? wholeReport(clauses)
  if (!content) return { parts: [], problems: [problem('no-content-part')] }
  const read = readParts(content.holder.children)
  if (read.parts.length > 0) return judged(read)
  const number = clauseRef(content.above, formatNumber)
  const place = `${number === '' ? '' : `${number}. `}${content.holder.text}`.slice(0, 120)
  return { parts: [], problems: [{ ...problem('no-sections', place), line: content.holder.line }] }
}

/** A text in parts (*Phần thứ nhất …*) none of which is about the plan itself is the outline as it stands. */
function wholeReport(clauses: readonly Clause[]): ReturnType<typeof findContent> {
  const parts = clauses.filter((clause) => clause.marker?.number.style === 'part')
  const own = /\b(?:muc dich|to chuc thuc hien|yeu cau)\b/
  if (parts.length < 2 || parts.some((part) => own.test(fold(part.text.slice(0, 200))))) return undefined
  return { holder: { text: '', line: 1, children: parts }, above: [] }
}

function judged({ parts, cut }: { parts: PlanPart[]; cut: boolean }): Content {
  const gaps = numberingGaps(parts)
  return { parts, problems: cut ? [problem('too-many-sections'), ...gaps] : gaps }
}

/** Numbers that do not follow one another: a part of the plan may be missing from the text. */
function numberingGaps(parts: readonly PlanPart[]): PlanProblem[] {
  return parts.flatMap((part, index) => {
    const before = parts[index - 1]
    const inner = numberingGaps(part.children)
    if (!before || part.number.path.length === 0 || before.number.style !== part.number.style) return inner
    if (compareNumbers(nextNumber(before.number), part.number) === 0) return inner
    const numbers = `${formatNumber(before.number)} → ${formatNumber(part.number)}`
    return [{ ...problem('numbering-gap', numbers), line: part.line }, ...inner]
  })
}

function missing(plan: Pick<Plan, 'title' | 'milestones' | 'recipients' | 'signatory'>): PlanProblem[] {
  return [
    ...(plan.title === '' ? [problem('no-title')] : []),
    ...(plan.milestones.length === 0 ? [problem('no-milestones')] : []),
    ...(plan.recipients.length === 0 ? [problem('no-recipients')] : []),
    ...(plan.signatory === undefined ? [problem('no-signatory')] : []),
  ]
}

function problem(code: PlanProblem['code'], detail = ''): PlanProblem {
  return { code, message: messages[code].replace('{}', () => detail) }
}

const messages: Readonly<Record<PlanProblem['code'], string>> = {
  empty: 'Văn bản trống: không có nội dung nào để đọc.',
  'too-long': 'Văn bản quá dài: chỉ đọc 1.000.000 ký tự và 20.000 dòng đầu.',
  'no-title': 'Không tìm thấy tên kế hoạch (dòng sau chữ “KẾ HOẠCH”).',
  'no-content-part':
    'Không tìm thấy phần “Nội dung” (hoặc “Đề cương báo cáo”) trong kế hoạch, nên chưa lập được đề cương. Có thể bắt đầu từ đề cương trống.',
  'no-sections':
    'Phần “{}” không có mục nào được đánh số hoặc gạch đầu dòng, nên chưa lập được đề cương. Có thể bắt đầu từ đề cương trống.',
  'too-many-sections': 'Phần nội dung có hơn 500 mục: chỉ lấy 500 mục đầu.',
  'numbering-gap': 'Số thứ tự không liên tục ({}): có thể thiếu một mục của kế hoạch.',
  'no-milestones': 'Không tìm thấy mốc thời gian nào (ví dụ: “trước ngày 15/4/2022”).',
  'no-recipients': 'Không tìm thấy phần “Nơi nhận”.',
  'no-signatory': 'Không tìm thấy phần ký tên (ví dụ: “T/M BAN THƯỜNG VỤ”).',
}
