import type { Clause } from './clause.ts'
import { fold } from './fold.ts'
import type { SectionNumber } from './numbering.ts'
import type { PlanPart } from './plan.ts'

/** A report numbers four levels of sections; what the plan says below that is guidance. */
const deepestSection = 4
/** More sections than any report has: beyond it the text is not a plan. */
const mostSections = 500

const contentTitle = /^(?:phan |ve )?(?:yeu cau ve )?(?:noi dung|de cuong|bo cuc|ket cau)\b/
const contentWithin = /\b(?:noi dung|de cuong)\b/
const otherPart = /\b(?:muc dich|to chuc thuc hien|thoi gian|kinh phi|phan cong|tien do|pham vi|doi tuong)\b/
const aboutForm =
  /^(?:hinh thuc|thoi gian|phuong phap|dia diem|thanh phan|quy mo|cach thuc|tien do|pham vi|doi tuong|moc thoi gian|kinh phi)\b/
/** The lead-in of a list of things to report on, each of which gets its own section. */
const listOfThemes =
  /\b(?:noi dung|linh vuc|van de|chuyen de|nhom nhiem vu|nhiem vu|mat|sau|sau day|nhu sau)(?: (?:sau|sau day|chu yeu|cu the|chinh|trong tam))*:$/

/** The clauses that list what the report must contain, with the numbers above them; undefined when the plan has no such part. */
export function findContent(
  clauses: readonly Clause[],
): { holder: Clause; above: SectionNumber[] } | undefined {
  const items = clauses.filter((clause) => clause.marker && clause.marker.number.style !== 'dash')
  const title = (clause: Clause) => fold(clause.text.slice(0, 200))
  const found =
    items.find((clause) => contentTitle.test(title(clause)) && hasItems(clause)) ??
    items.find(
      (clause) => contentWithin.test(title(clause)) && !otherPart.test(title(clause)) && hasItems(clause),
    ) ??
    items.find((clause) => contentWithin.test(title(clause)) && hasItems(clause)) ??
    items.find((clause) => contentTitle.test(title(clause)))
  const number = found?.marker?.number
  if (!found || !number) return undefined
  return narrow(found, [number])
}

function hasItems(clause: Clause): boolean {
  return clause.children.some((child) => child.marker)
}

/** "II. Nội dung và hình thức → 1. Nội dung … 2. Hình thức …": only the first is about the report. */
function narrow(holder: Clause, above: SectionNumber[]): { holder: Clause; above: SectionNumber[] } {
  const items = holder.children.filter((child) => child.marker && child.marker.number.style !== 'dash')
  const inner = items.find((child) => contentTitle.test(fold(child.text.slice(0, 200))) && hasItems(child))
  const number = inner?.marker?.number
  const others = items.filter((child) => child !== inner)
  if (!inner || !number || !others.every((child) => aboutForm.test(fold(child.text.slice(0, 60))))) {
    return { holder, above }
  }
  return narrow(inner, [...above, number])
}

/** The parts of the report in a list of clauses. */
export function readParts(clauses: readonly Clause[]): { parts: PlanPart[]; cut: boolean } {
  const budget = { left: mostSections }
  const items = clauses.filter((clause) => clause.marker && !isEllipsis(clause))
  const numbered = items.filter((clause) => !isBullet(clause))
  const parts = (numbered.length > 0 ? numbered : items).flatMap((clause) => readPart(clause, 1, budget))
  return { parts, cut: budget.left < 0 }
}

function readPart(clause: Clause, level: number, budget: { left: number }): PlanPart[] {
  budget.left -= 1
  if (budget.left < 0 || !clause.marker || clause.text === '') return []
  const asked = level < deepestSection ? sectionsUnder(clause) : []
  const invitesMore = level < deepestSection && isLeftOpen(clause)
  const notes = clause.children.filter((child) => !asked.includes(child) && !isEllipsis(child))
  return [
    {
      number: clause.marker.number,
      sentence: clause.text,
      notes: notes.flatMap(noteLines),
      invitesMore,
      children: asked.flatMap((child) => readPart(child, level + 1, budget)),
      line: clause.line,
    },
  ]
}

/**
 * Numbered items are sections. Dashes are, when the plan lists themes (*… các nội dung:*, *Về …*, or a list left open
 * with `...`); otherwise they tell what to write.
 */
function sectionsUnder(clause: Clause): Clause[] {
  const numbered = clause.children.filter(
    (child) => child.marker && !isBullet(child) && child.text !== '' && !isEllipsis(child),
  )
  if (numbered.length > 0) return numbered
  const dashes = clause.children.filter(
    (child) => child.marker?.number.style === 'dash' && !isEllipsis(child),
  )
  const themes = dashes.filter((child) => /^về /iu.test(child.text))
  const open = isLeftOpen(clause)
  const listed = dashes.length > 1 && listOfThemes.test(fold(clause.text.slice(-60)))
  return open || listed || (dashes.length > 1 && themes.length === dashes.length) ? dashes : []
}

function isBullet(clause: Clause): boolean {
  return clause.marker?.number.style === 'dash' || clause.marker?.number.style === 'plus'
}

/** The list under the clause ends with `...`, or with a dash `...` that stands below its last lettered item. */
function isLeftOpen(clause: Clause): boolean {
  const last = clause.children.at(-1)
  return (
    (clause.children.some(isEllipsis) && !endsListAbove(clause)) ||
    (last !== undefined && endsListAbove(last))
  )
}

/** A lettered item with nothing below it but a dash `...`: the dash goes on with the letters. */
function endsListAbove({ marker, children }: Clause): boolean {
  const bullets = children.filter(isBullet)
  return marker?.number.style === 'letter' && bullets.length === 1 && bullets.every(isEllipsis)
}

/** The item `...` with which a plan leaves a list open. */
function isEllipsis(clause: Clause): boolean {
  return clause.marker !== undefined && /^(?:\.{2,}|…+|v\.v\.*…?)[.;]*$/.test(clause.text)
}

function noteLines(note: Clause): string[] {
  const style = note.marker?.number.style
  const bullet = style === undefined ? '' : style === 'plus' ? '+ ' : '- '
  return [bullet + note.text, ...note.children.flatMap(noteLines)]
}
