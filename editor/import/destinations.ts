import { fold } from '../../outline/fold.ts'
import type { NodeJson } from '../../report/content/content-json.ts'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { MARK, NODE } from '../../report/schema/names.ts'
import type { SectionState } from '../../report/sections.ts'
import type { ImportedPart } from '../../report/wire/paper.ts'
import { countWords } from '../../report/words.ts'
import type { Standing } from '../draft/rights/standing.ts'

/** Where a part of the file goes: a section's id, `preamble`, or nowhere. */
export type Destination = string | null

/** A section, or the opening paragraphs, into which a part may go. */
export type Target = {
  readonly id: string
  /** As in the outline; both empty for the opening paragraphs. */
  readonly number: string
  readonly title: string
  readonly level: number
}

/** Where one may write, in the order of the page. */
export function targetsOf(sections: readonly SectionState[], standings: readonly Standing[]): Target[] {
  const open = new Set(standings.filter(({ refusal }) => refusal === undefined).map(({ id }) => id))
  const all = [{ id: PREAMBLE_ID, number: '', title: '', level: 1 }, ...sections]
  return all
    .filter(({ id }) => open.has(id))
    .map(({ id, number, title, level }) => ({ id, number, title, level }))
}

/** Where the parts go unless somebody says otherwise: to what they most likely mean, so far as one may write there. */
export function likelyDestinations(
  parts: readonly ImportedPart[],
  targets: readonly Target[],
): Destination[] {
  const open = new Set(targets.map(({ id }) => id))
  return parts.map(({ sectionId }) => (sectionId !== null && open.has(sectionId) ? sectionId : null))
}

/** What goes to the end of one section, in the order of the file. */
export type Gathered = {
  readonly sectionId: string
  readonly blocks: readonly NodeJson[]
  readonly words: number
}

/**
 * The parts by where they go. A heading that only says what the section is called already is left out; any other becomes a
 * bold paragraph above its text, because the outline's headings are not the file's to make.
 */
export function gather(
  parts: readonly ImportedPart[],
  destinations: readonly Destination[],
  titles: ReadonlyMap<string, string>,
): Gathered[] {
  const gathered = new Map<string, { blocks: NodeJson[]; words: number }>()
  parts.forEach((part, at) => {
    const sectionId = destinations[at]
    if (sectionId === undefined || sectionId === null) return
    const heading = shownHeading(part, sectionId, titles.get(sectionId) ?? '')
    const blocks = [...(heading === '' ? [] : [boldLine(heading)]), ...part.blocks.map(asNode)]
    if (blocks.length === 0) return
    const known = gathered.get(sectionId) ?? { blocks: [], words: 0 }
    known.blocks.push(...blocks)
    known.words += part.words + countWords(heading)
    gathered.set(sectionId, known)
  })
  return [...gathered].map(([sectionId, { blocks, words }]) => ({ sectionId, blocks, words }))
}

/** The heading as it stands above its text in a section of this title; empty where the section's own says it. */
export function shownHeading(
  part: Pick<ImportedPart, 'heading' | 'number' | 'sectionId'>,
  sectionId: string,
  title: string,
): string {
  const isItsOwn = part.sectionId === sectionId || saysTheSame(part.heading, title)
  return isItsOwn ? '' : headingLine(part)
}

/** `II. Kết quả`, `a) Về tổ chức`, `Phụ lục 1. Số liệu`. */
export function headingLine({ heading, number }: Pick<ImportedPart, 'heading' | 'number'>): string {
  if (number === '') return heading
  if (!/[\p{L}\p{N}]/u.test(number)) return `${number} ${heading}`.trim()
  const mark = /^\p{Ll}$/u.test(number) ? ')' : '.'
  return heading === '' ? `${number}${mark}` : `${number}${mark} ${heading}`
}

function saysTheSame(heading: string, title: string): boolean {
  return letters(heading) === letters(title)
}

function letters(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

function boldLine(text: string): NodeJson {
  return {
    type: NODE.paragraph,
    content: [{ type: NODE.text, text, marks: [{ type: MARK.bold }] }],
  }
}

/** The border parsed that it is an object with a type; what else is wrong with it, the schema finds. */
function asNode(block: ImportedPart['blocks'][number]): NodeJson {
  return block
}
