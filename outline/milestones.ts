import { isBody, readSubject, splitBodies } from './bodies.ts'
import { clauseRef } from './clause.ts'
import type { Clause } from './clause.ts'
import { isoDate, isoDay, readDate, readMonth } from './dates.ts'
import type { FoundDate } from './dates.ts'
import { capitalise, fold } from './fold.ts'
import { formatNumber } from './numbering.ts'
import type { SectionNumber } from './numbering.ts'
import type { DataCutOff, Milestone } from './plan.ts'

const deadline =
  /(?:\b(truoc)|\b(?:cham nhat|muon nhat|han cuoi|thoi han|den het|het|xong|hoan thanh|gui ve))(?: (?:la|vao|den|trong|het|truoc))?,?:? (?:(?:truoc )?(ngay|thang) (?:(?:truoc )?(?:ngay|thang) ){0,4})(?=\d)|\b(trong|cuoi|dau|giua) (thang) (?=\d)|\b(truoc) (?=\d{1,2}\/)/g
const handsOver = /\b(?:gui|trinh|nop|bao cao)(?: (?:ve|len|cho|den|toi))* (?=[a-z])/g
const passage = /\((?:thong )?qua ([^()]{3,160})\)/
const cutOff =
  /\b(?:moc thoi gian|moc so lieu|thoi diem (?:lay|chot)|so lieu (?:bao cao |tong hop )?(?:duoc )?(?:tinh|lay|chot)|thoi gian (?:lay|chot|tong ket|danh gia|bao cao|so lieu))/
const through = / den (?:het )?(?:(?:ngay|thang) ){0,4}(?=\d)/g

/** A sentence of an item, with where it stands and which body the item speaks to. */
interface Statement {
  readonly text: string
  readonly ref: string
  /** The body whose heading it stands under. */
  readonly addressee: string | undefined
}

/** Steps of the plan: who hands what to whom by when. Sentences without a date count when they hand something over. */
export function readMilestones(clauses: readonly Clause[]): Milestone[] {
  const drafts = statements(clauses).flatMap(readStatement)
  const years = impliedYears(drafts.map((draft) => draft.when?.year))
  return drafts.map((draft, index) => {
    const date = draft.when && isoDay(draft.when, years[index], draft.milestone.before ? 'first' : 'last')
    return { ...(date === undefined ? {} : { date }), ...draft.milestone }
  })
}

/** "15/4" is of the year that the plan names next, or else named last. */
function impliedYears(named: readonly (number | undefined)[]): (number | undefined)[] {
  return carried(carried(named.toReversed()).toReversed())
}

function carried(years: readonly (number | undefined)[]): (number | undefined)[] {
  let known: number | undefined
  return years.map((year) => {
    known = year ?? known
    return known
  })
}

/** The time the report covers, where the plan states it. */
export function readDataCutOff(clauses: readonly Clause[]): DataCutOff | undefined {
  for (const { text } of statements(clauses)) {
    const folded = fold(text)
    if (!cutOff.test(folded)) continue
    const ends = [...folded.matchAll(through)].at(-1)
    const at = ends ? ends.index + ends[0].length : 0
    const when = ends && (readDate(folded.slice(at, at + 40)) ?? readMonth(folded.slice(at, at + 40)))
    const to = when && isoDate(when)
    if (!to || !ends) continue
    const start = /\btu (?=[a-z0-9])/.exec(folded.slice(0, ends.index))
    const from = start ? text.slice(start.index + 3, ends.index).trim() : ''
    return { ...(from ? { from } : {}), to, source: text }
  }
  return undefined
}

/** The bodies of the first item that orders several of them to send a report. */
export function readContributors(clauses: readonly Clause[]): string[] {
  for (const { text, addressee } of statements(clauses)) {
    const { subject = addressee, predicate } = readSubject(text)
    const bodies = subject === undefined ? [] : splitBodies(subject)
    const many = bodies.length > 1 || /^Các |^Từng |^Ban Thường vụ các /u.test(bodies[0] ?? '')
    if (many && /\bbao cao\b/.test(fold(predicate))) return bodies
  }
  return []
}

function statements(
  clauses: readonly Clause[],
  above: readonly SectionNumber[] = [],
  under?: string,
): Statement[] {
  return clauses.flatMap((clause) => {
    const numbers = clause.marker ? [...above, clause.marker.number] : above
    const heading = clause.children.length > 0 && isBody(clause.text) && !/[.;]$/.test(clause.text)
    const addressee = heading ? clause.text.replace(/:$/, '') : under
    const ref = clauseRef(numbers, formatNumber)
    const own = sentences(clause.text).map((text) => ({ text, ref, addressee: under }))
    return [...own, ...statements(clause.children, numbers, addressee)]
  })
}

function sentences(text: string): string[] {
  return text
    .slice(0, 6000)
    .split(/(?<=[\p{Ll}\d)]{2}[.!?]) (?=\p{Lu})/u)
    .filter((sentence) => sentence !== '')
}

interface Draft {
  readonly when?: FoundDate
  readonly milestone: Omit<Milestone, 'date'>
}

interface Deadline {
  readonly when: FoundDate
  readonly before: boolean
  /** The words from *trước ngày* to the end of the date. */
  readonly start: number
  readonly end: number
}

function readStatement({ text, ref, addressee }: Statement): Draft[] {
  const folded = fold(text)
  if (cutOff.test(folded)) return []
  const deadlines = readDeadlines(folded)
  const { subject = addressee } = readSubject(text)
  if (deadlines.length === 0) {
    const step = describe(text, subject)
    return step.to && subject ? [{ milestone: { before: false, ...step, source: text, ref } }] : []
  }
  let from = 0
  return deadlines.map((found, index) => {
    const next = deadlines[index + 1]
    const stop = next ? clauseEnd(folded, found.end, next.start) : text.length
    const words = `${text.slice(from, found.start)}${text.slice(found.end, stop)}`
    const source = text
      .slice(from, stop)
      .replace(/^[ ;,]+/, '')
      .trim()
    from = stop
    const step = describe(words, subject)
    // "Thời gian: trong tháng 6/2024": without its date the sentence says too little.
    const what = subject || step.what.split(' ').length > 2 ? step.what : tidy(source)
    return { when: found.when, milestone: { before: found.before, ...step, what, source, ref } }
  })
}

/** A step ends where its clause does: at the semicolon after its date, else at the date. */
function clauseEnd(folded: string, from: number, limit: number): number {
  const semicolon = folded.indexOf(';', from)
  if (semicolon !== -1 && semicolon < limit) return semicolon + 1
  const comma = folded.indexOf(',', from)
  return comma !== -1 && comma < limit ? comma + 1 : from
}

function readDeadlines(folded: string): Deadline[] {
  const found: Deadline[] = []
  for (const match of folded.matchAll(deadline)) {
    const at = match.index + match[0].length
    const rest = folded.slice(at, at + 40)
    const when = readDate(rest) ?? readMonth(rest)
    if (!when) continue
    const before = /\btruoc\b/.test(match[0])
    // "hoàn thành trước ngày …": the verb is what is due, the rest is when.
    const verb = /^(?:xong|hoan thanh|gui ve) /.exec(match[0])?.[0].length ?? 0
    found.push({ when, before, start: match.index + verb, end: at + dateLength(rest) })
  }
  return found
}

function dateLength(rest: string): number {
  return (
    /^\d[\d /.-]*(?:(?:thang|nam) \d+ ?)*/
      .exec(rest)?.[0]
      .trimEnd()
      .replace(/[./-]$/, '').length ?? 0
  )
}

function describe(
  words: string,
  subject: string | undefined,
): { what: string; from?: string; to?: string; via?: string } {
  const passing = passage.exec(fold(words))
  const via = passing
    ? words.slice(passing.index, passing.index + passing[0].length).replace(/^\((?:thông )?qua |\)$/giu, '')
    : undefined
  const plain = passing
    ? words.slice(0, passing.index) + words.slice(passing.index + passing[0].length)
    : words
  const { predicate } = readSubject(plain)
  const to = receiver(predicate)
  return {
    what: capitalise(tidy(withoutReasons(predicate))),
    ...(subject ? { from: subject } : {}),
    ...(to ? { to } : {}),
    ...(via ? { via } : {}),
  }
}

const reasons = /^can cu .{5,300}? (?=(?:xay dung|hoan thanh|to chuc|lap|gui|trien khai|tien hanh|chu dong) )/

function withoutReasons(predicate: string): string {
  const found = reasons.exec(fold(predicate))
  return found ? predicate.slice(found[0].length) : predicate
}

function receiver(predicate: string): string | undefined {
  const folded = fold(predicate)
  const places = [...folded.matchAll(handsOver)].map((match) => match.index + match[0].length)
  const advised = /^tham muu(?: cho| giup)? /.exec(folded)
  if (advised) places.push(advised[0].length)
  for (const place of places) {
    const name =
      /^[^,;.(:]{3,160}?(?= (?:ky|tham dinh|xem xet|cho y kien|phe duyet|ban hanh|truoc|de|theo|to chuc|tong hop|thong qua|cham nhat|qua|chi dao|xay dung|quyet dinh|trong|sau khi)\b|[,;.(:]|$)/.exec(
        folded.slice(place),
      )
    const words = name
      ? predicate
          .slice(place, place + name[0].length)
          .trim()
          .replace(/ và$/u, '')
      : ''
    if (isBody(words)) return words
  }
  return undefined
}

function tidy(text: string): string {
  const single = text
    .replace(/ +/g, ' ')
    .replace(/ (?=[,;.])/g, '')
    .trim()
  let [start, end] = [0, single.length]
  while (start < end && ' ,;.:'.includes(single.charAt(start))) start += 1
  while (end > start && ' ,;.:'.includes(single.charAt(end - 1))) end -= 1
  return single.slice(start, end)
}
