import * as fc from 'fast-check'
import { sectionNumbers } from '../../outline/numbering.ts'
import type { Block, Cell, ContentSection, Inline, ReportContent } from '../content/content.ts'
import { reportContent, type ContentOptions } from '../content/test-content.ts'

/** Random edits of random reports, as people make them: typing, splitting, joining, moving, formatting, tables. */

export type Edit = { readonly what: EditKind; readonly at: readonly number[]; readonly words: string }

const KINDS = [
  'type',
  'type',
  'erase',
  'format',
  'respell',
  'note',
  'split',
  'join',
  'remove-block',
  'copy-block',
  'move-block',
  'add-block',
  'rename-ids',
  'move-section',
  'remove-section',
  'add-section',
  'rename-section',
  'list-look',
  'add-row',
  'remove-row',
  'move-row',
  'add-column',
  'remove-column',
  'merge-cells',
] as const
type EditKind = (typeof KINDS)[number]

export function edits(most = 8): fc.Arbitrary<Edit[]> {
  const one = fc.record({
    what: fc.constantFrom(...KINDS),
    at: fc.array(fc.nat(1000), { minLength: 6, maxLength: 6 }),
    words: fc.constantFrom(
      'mới',
      'thêm hai từ',
      ' ',
      'năm 2022, tỉnh',
      'Tie\u0302\u0301ng',
      '',
      '\uD800',
      'x.',
    ),
  })
  return fc.array(one, { maxLength: most })
}

/** A report and the same one some edits later. */
export function twoContents(options: ContentOptions = {}): fc.Arbitrary<[ReportContent, ReportContent]> {
  return fc
    .tuple(reportContent({ sections: 8, ...options }), edits())
    .map(([content, list]) => [content, edited(content, list)])
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Draft = { preamble: Block[]; sections: Mutable<ContentSection>[] }

export function edited(content: ReportContent, list: readonly Edit[]): ReportContent {
  const draft = structuredClone(content) as unknown as Draft
  for (const [index, edit] of list.entries()) apply(draft, edit, `n${index}`)
  // Only chapters are appendices.
  for (const section of draft.sections) if (section.level !== 1) section.appendix = null
  const numbers = sectionNumbers(
    draft.sections.map(({ level, appendix }) => ({ level, appendix: appendix !== null })),
  )
  return {
    preamble: draft.preamble,
    sections: draft.sections.map((section, index) => ({ ...section, number: numbers[index] ?? '' })),
  }
}

/** Every list of blocks in the report, those in cells and items too. */
function homes(draft: Draft): Block[][] {
  const within = (blocks: readonly Block[]): Block[][] => [
    blocks as Block[],
    ...blocks.flatMap((block) =>
      block.type === 'list'
        ? block.items.flatMap(within)
        : block.type === 'table'
          ? block.rows.flatMap((row) => row.flatMap((cell) => within(cell.blocks)))
          : [],
    ),
  ]
  return [
    ...within(draft.preamble),
    ...draft.sections.flatMap((section) => within(section.blocks as Block[])),
  ]
}

const pick = <T>(list: readonly T[], at: number | undefined): T | undefined =>
  list[(at ?? 0) % Math.max(1, list.length)]

function apply(draft: Draft, { what, at, words }: Edit, id: string): void {
  const [first, second, third, fourth] = at
  const all = homes(draft)
  const home = pick(
    all.filter((one) => one.length > 0),
    first,
  )
  const place = (second ?? 0) % Math.max(1, home?.length ?? 0)
  const block = home?.[place]
  const sectionAt = (first ?? 0) % Math.max(1, draft.sections.length)
  const section = draft.sections[sectionAt]
  switch (what) {
    case 'type':
    case 'erase':
    case 'format':
    case 'respell':
    case 'note':
      if (block && home)
        home[place] = withInline(block, (inline) => rewritten(inline, { what, at, words, id }))
      return
    case 'split':
      if (block?.type === 'paragraph' && home) {
        const [head, tail] = cut(block.inline, third ?? 0)
        home.splice(place, 1, { ...block, inline: head }, { type: 'paragraph', id, inline: tail })
      }
      return
    case 'join': {
      const next = home?.[place + 1]
      if (block?.type === 'paragraph' && next?.type === 'paragraph')
        home?.splice(place, 2, { ...block, inline: [...block.inline, ...next.inline] })
      return
    }
    case 'remove-block':
      home?.splice(place, 1)
      return
    case 'copy-block':
      if (block) home?.splice((third ?? 0) % (home.length + 1), 0, structuredClone(block))
      return
    case 'move-block': {
      if (!block || !home) return
      home.splice(place, 1)
      const target = pick(homes(draft), third)
      target?.splice((fourth ?? 0) % (target.length + 1), 0, block)
      return
    }
    case 'add-block':
      pick(all, first)?.push({
        type: 'paragraph',
        id,
        inline: words === '' ? [] : [{ type: 'text', text: words, marks: {} }],
      })
      return
    case 'rename-ids':
      if (block && home) home[place] = { ...block, id }
      return
    case 'move-section':
      if (section) {
        draft.sections.splice(sectionAt, 1)
        draft.sections.splice((second ?? 0) % (draft.sections.length + 1), 0, section)
      }
      return
    case 'remove-section':
      draft.sections.splice(sectionAt, 1)
      return
    case 'add-section':
      draft.sections.splice((second ?? 0) % (draft.sections.length + 1), 0, {
        id,
        level: 1 + ((third ?? 0) % 4),
        title: words,
        fixed: false,
        appendix: null,
        blocks: [{ type: 'paragraph', id: `${id}p`, inline: [{ type: 'text', text: 'đoạn', marks: {} }] }],
        number: '',
      })
      return
    case 'rename-section':
      if (section) section.title = `${section.title} ${words}`
      if (section && (third ?? 0) % 2 === 0) section.level = 1 + ((second ?? 0) % 4)
      return
    default:
      if (home) inTable(all, what, at, id)
  }
}

function inTable(
  all: readonly Block[][],
  what: EditKind,
  [first, second, third]: readonly number[],
  id: string,
): void {
  const places = all.flatMap((home) => home.map((block, index) => ({ home, block, index })))
  const isList = what === 'list-look' || (what.endsWith('-row') && (third ?? 0) % 2 === 0)
  const found = pick(
    places.filter(({ block }) => block.type === (isList ? 'list' : 'table')),
    first,
  )
  if (!found) return
  const { home, block, index } = found
  if (block.type === 'list') {
    const items = [...block.items]
    const at = (second ?? 0) % (items.length + 1)
    if (what === 'list-look') home[index] = { ...block, ordered: !block.ordered }
    else {
      if (what === 'add-row') items.splice(at, 0, [{ type: 'paragraph', id, inline: [] }])
      else if (what === 'remove-row') items.splice(at, 1)
      else items.push(...items.splice(at, 1))
      home[index] = { ...block, items }
    }
  }
  if (block.type !== 'table') return
  const rows = block.rows.map((row) => [...row])
  const cell = (name: string): Cell => ({
    header: false,
    colspan: 1,
    rowspan: 1,
    blocks: [{ type: 'paragraph', id: name, inline: [{ type: 'text', text: `ô ${name}`, marks: {} }] }],
  })
  const at = (second ?? 0) % (rows.length + 1)
  if (what === 'add-row')
    rows.splice(
      at,
      0,
      (rows[0] ?? []).map((_, column) => cell(`${id}${column}`)),
    )
  else if (what === 'remove-row') rows.splice(at, 1)
  else if (what === 'move-row') rows.push(...rows.splice(at, 1))
  else if (what === 'add-column')
    for (const [row, cells] of rows.entries())
      cells.splice((second ?? 0) % (cells.length + 1), 0, cell(`${id}${row}`))
  else if (what === 'remove-column')
    for (const cells of rows) cells.splice((second ?? 0) % (cells.length + 1), 1)
  else {
    const [one] = rows[at] ?? []
    if (one) rows[at]?.splice(0, 1, { ...one, colspan: one.colspan + 1, header: !one.header })
  }
  home[index] = { ...block, rows }
}

function withInline(block: Block, change: (inline: readonly Inline[]) => Inline[]): Block {
  if (block.type === 'paragraph') return { ...block, inline: change(block.inline) }
  return block.type === 'figure' ? { ...block, caption: change(block.caption) } : block
}

function rewritten(
  inline: readonly Inline[],
  { what, at, words, id }: Edit & { readonly id: string },
): Inline[] {
  const [head, tail] = cut(inline, at[3] ?? 0)
  const [middle, end] = cut(tail, at[4] ?? 0)
  const typed: Inline[] = words === '' ? [] : [{ type: 'text', text: words, marks: {} }]
  switch (what) {
    case 'type':
      return [...head, ...typed, ...tail]
    case 'erase':
      return [...head, ...end]
    case 'note':
      return [...head, { type: 'footnote', text: `${words} ${id}` }, ...tail]
    case 'respell':
      return inline.map((one) => (one.type === 'text' ? { ...one, text: one.text.normalize('NFD') } : one))
    default:
      return [
        ...head,
        ...middle.map((one): Inline =>
          one.type === 'text' ? { ...one, marks: { ...one.marks, bold: true } } : one,
        ),
        ...end,
      ]
  }
}

/** Two parts of a paragraph's text, wherever that is. */
function cut(inline: readonly Inline[], at: number): [Inline[], Inline[]] {
  const piece = at % (inline.length + 1)
  const one = inline[piece]
  const [head, tail] = [inline.slice(0, piece), inline.slice(piece + 1)]
  if (!one) return [head, []]
  if (one.type !== 'text') return [[...head, one], tail]
  const place = at % (one.text.length + 1)
  const part = (text: string): Inline[] => (text === '' ? [] : [{ ...one, text }])
  return [
    [...head, ...part(one.text.slice(0, place))],
    [...part(one.text.slice(place)), ...tail],
  ]
}
