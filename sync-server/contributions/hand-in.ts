import { setImmediate as breath } from 'node:timers/promises'
import type { Block, ReportContent } from '../../report/content/content.ts'
import { blocksToJson } from '../../report/content/content-json.ts'
import { blockLines } from '../../report/content/content-text.ts'
import { pictureIdOf } from '../../report/content/figures.ts'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { countWords } from '../../report/words.ts'
import type { PartRecord } from '../store/records.ts'

/** What an office wrote in a report of its own, as parts of the report that it is for. */
export type Written = { readonly parts: readonly PartRecord[]; readonly blocks: readonly Uint8Array[] }

type Place = {
  /** The report that it is for, and its sections. */
  readonly reportId: string
  readonly sectionIds: ReadonlySet<string>
  /** What was handed in before: the same section keeps its number, and its place where a person chose it. */
  readonly before: readonly PartRecord[]
}

/**
 * Each section's text is a part, placed in the section it was seeded from; what the office added below one goes with the nearest
 * above it. Lets others have their turn between sections.
 */
export async function partsWritten(content: ReportContent, place: Place): Promise<Written> {
  const parts: PartRecord[] = place.before.map((part) => ({ ...part, words: 0, gone: true }))
  const blocks: Uint8Array[] = place.before.map(() => bytesOf([]))
  const numbers = new Map(place.before.map(({ key }, index) => [key, index] as const))
  for (const said of sectionsSaid(content, place.sectionIds)) {
    const number = numbers.get(said.key) ?? parts.length
    const before = place.before[number]
    if (!before && !said.counts) continue
    const { key, heading, level, number: counted } = said
    const sectionId = before?.placedByHand ? before.sectionId : said.sectionId
    parts[number] = {
      key,
      heading: heading.normalize('NFC'),
      level,
      number: counted,
      sectionId,
      placedByHand: before?.placedByHand ?? false,
      ...(said.counts ? {} : { gone: true }),
      words: blockLines(said.blocks).reduce((sum, line) => sum + countWords(line), 0),
    }
    blocks[number] = bytesOf(
      said.counts ? said.blocks.map((block) => transplanted(block, place.reportId)) : [],
    )
    await breath()
  }
  return { parts, blocks }
}

type Said = {
  readonly key: string
  readonly heading: string
  readonly level: number
  readonly number: string
  readonly sectionId: string | null
  readonly blocks: readonly Block[]
  /** There is something to read: words, a table, a picture, or a heading that the outline does not have. */
  readonly counts: boolean
}

function sectionsSaid({ preamble, sections }: ReportContent, known: ReadonlySet<string>): Said[] {
  const above: { readonly level: number; readonly id: string | null }[] = []
  const opening: Said = {
    key: PREAMBLE_ID,
    heading: '',
    level: 1,
    number: '',
    sectionId: PREAMBLE_ID,
    blocks: preamble,
    counts: preamble.some(saysSomething),
  }
  const said = sections.map(({ id, level, number, title, blocks }): Said => {
    while (above.length > 0 && (above.at(-1)?.level ?? 0) >= level) above.pop()
    const sectionId = known.has(id) ? id : (above.at(-1)?.id ?? null)
    above.push({ level, id: sectionId })
    const counts = blocks.some(saysSomething) || (!known.has(id) && title.trim() !== '')
    return { key: id, heading: title, level, number, sectionId, blocks, counts }
  })
  return [opening, ...said]
}

function saysSomething(block: Block): boolean {
  return (
    block.type !== 'paragraph' || block.inline.some((one) => one.type !== 'text' || one.text.trim() !== '')
  )
}

/** With pictures as they are kept with another report, and without ids: they get new ones where they are inserted. */
function transplanted(block: Block, reportId: string): Block {
  const inner = (blocks: readonly Block[]) => blocks.map((one) => transplanted(one, reportId))
  switch (block.type) {
    case 'paragraph':
      return { ...block, id: '' }
    case 'figure': {
      const id = pictureIdOf(block.src)
      return { ...block, id: '', src: id === undefined ? '' : `/api/reports/${reportId}/images/${id}` }
    }
    case 'list':
      return { ...block, id: '', items: block.items.map(inner) }
    case 'table':
      return {
        ...block,
        id: '',
        rows: block.rows.map((row) => row.map((cell) => ({ ...cell, blocks: inner(cell.blocks) }))),
      }
    default:
      return block satisfies never
  }
}

function bytesOf(blocks: readonly Block[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(blocksToJson(blocks)))
}
