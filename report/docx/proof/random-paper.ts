import * as fc from 'fast-check'
import type { Block, Cell, Inline, ReportContent } from '../../content/content.ts'
import { contentHash } from '../../content/content-text.ts'
import { reportContent, words } from '../../content/test-content.ts'
import { PROFILES } from '../../wire/profile.ts'
import type { ReportHead } from '../../wire/rest.ts'
import { THREAD_KINDS, type Author, type Message } from '../../wire/review.ts'
import type { PaperOrder, PaperThread } from '../paper-order.ts'
import { POINT_PNG } from './sound-paper.ts'

/** Names and words that stand nowhere but in threads: where one is found, a thread is. */
export const REVIEWERS = ['Zxqvị Thẩm Định', 'Wjkữ Rà Soát'] as const
export const SAID = 'qxzvjk'

const OFFICE = { id: 'btg', name: 'Ban Tuyên giáo Tỉnh uỷ', shortName: 'Zvxq BTG', color: '#000000' }
const AT = Date.parse('2022-04-08T07:05:09Z')

const author: fc.Arbitrary<Author> = fc.record({
  userId: fc.constantFrom('u1', 'u2'),
  name: fc.constantFrom(...REVIEWERS),
  office: fc.constantFrom(null, OFFICE),
  role: fc.constant('reviewer' as const),
})

const messageText = fc
  .tuple(
    words(),
    fc.constantFrom('', '\n\n- một\n- hai **đậm**', '\n1. x\n2. y', ' @[Người soạn 1](user:u1)', '\nhai\nba'),
  )
  .map(([some, markup]) => `${SAID} ${some}${markup}`)

const at = fc.integer({ min: 0, max: 400_000_000 }).map((after) => AT + after)

const message: fc.Arbitrary<Omit<Message, 'id'>> = fc.record({
  author,
  at,
  editedAt: fc.constant(null),
  deletedAt: fc.constantFrom(null, null, null, AT),
  text: messageText,
})

type Draft = Omit<PaperThread, 'id' | 'number' | 'about'> & {
  readonly place: number
  readonly length: number
  readonly about: 'words' | 'block' | 'section' | 'report' | 'gone'
}

const draft: fc.Arbitrary<Draft> = fc.record({
  kind: fc.constantFrom(...THREAD_KINDS),
  resolved: fc.option(fc.record({ by: author, at })),
  answer: fc.option(
    fc.record({
      kind: fc.constantFrom('accepted' as const, 'explained' as const),
      text: messageText,
      by: author,
      at,
    }),
  ),
  messages: fc
    .array(message, { minLength: 1, maxLength: 3 })
    .map((messages) =>
      messages
        .toSorted((a, b) => a.at - b.at)
        .map((one, index) => ({ ...one, id: `m${index}`, text: one.deletedAt === null ? one.text : '' })),
    ),
  author,
  place: fc.nat(1_000),
  length: fc.constantFrom(1, 1, 2, 3, 8, 40),
  about: fc.constantFrom('words', 'words', 'words', 'block', 'section', 'report', 'gone'),
})

const head: fc.Arbitrary<ReportHead> = fc.record({
  issuingBody: fc.constantFrom('TỈNH UỶ QUẢNG NGÃI', 'ỦY BAN NHÂN DÂN TỈNH', ''),
  superiorBody: fc.constantFrom('', 'ĐẢNG BỘ TỈNH'),
  number: fc.constantFrom('', '12'),
  place: fc.constantFrom('Quảng Ngãi', ''),
  date: fc.constantFrom('2022-05-06', '2022-05', ''),
  type: fc.constantFrom('Báo cáo', ''),
  subject: words(),
  authority: fc.constantFrom('T/M BAN THƯỜNG VỤ', ''),
  signatoryTitle: fc.constantFrom('PHÓ BÍ THƯ', ''),
  signatoryName: fc.constantFrom('Người ký 1', ''),
  recipients: fc.array(words(), { maxLength: 3 }),
  headingMark: fc.constantFrom('.' as const, '-' as const),
  secrecy: fc.constantFrom('' as const, 'MẬT' as const),
  urgency: fc.constantFrom('' as const, 'KHẨN' as const),
  circulation: fc.constantFrom('', 'XONG HỘI NGHỊ TRẢ LẠI'),
  duplex: fc.boolean(),
  typist: fc.constantFrom('', 'ABC-268'),
})

/** Random papers: with and without threads, of the whole report and of one section. */
export const paperOrder: fc.Arbitrary<PaperOrder> = fc
  .record({
    content: reportContent(),
    drafts: fc.option(fc.array(draft, { maxLength: 6 }), { nil: undefined }),
    head,
    profile: fc.constantFrom(...PROFILES),
    title: words(),
    draft: fc.option(fc.record({ number: fc.integer({ min: 1, max: 99 }), day: fc.constant('2022-04-08') }), {
      nil: undefined,
    }),
    toc: fc.boolean(),
    section: fc.oneof(fc.constant(undefined), fc.constant(undefined), fc.nat(20)),
  })
  .map(({ content, drafts, section, ...order }): PaperOrder => {
    const { content: annotated, threads } = withThreads(content, drafts ?? [])
    return {
      ...order,
      content: drafts ? annotated : content,
      section: section === undefined ? undefined : sectionOf(content, section),
      review: drafts ? { threads } : undefined,
      pictures: new Map([['/picture.png', { type: 'image/png', bytes: POINT_PNG, width: 640, height: 480 }]]),
      source: { reportId: 'r1', versionId: '', sha256: contentHash(content), at: AT },
    }
  })

function sectionOf({ sections }: ReportContent, pick: number): string {
  return sections[pick % (sections.length + 1)]?.id ?? 'preamble'
}

/** The same content with threads on words, one after the other within a section, and what the others are about. */
function withThreads(content: ReportContent, drafts: readonly Draft[]) {
  const stretches = textsIn(content)
  const blocks = [content.preamble, ...content.sections.map((section) => section.blocks)].flatMap(blocksIn)
  const owners = new Map<Inline, string[]>()
  const threads = drafts.map((one, index): PaperThread => {
    const { place, length, about, ...thread } = one
    const id = `thread-${index}`
    const common = { ...thread, id, number: index + 1 }
    const stretch = stretches[place % Math.max(1, stretches.length)]
    const from = stretch ? place % stretch.texts.length : 0
    if (about === 'words' && stretch) {
      for (const text of stretch.texts.slice(from, from + length))
        owners.set(text, [...(owners.get(text) ?? []), id])
      return { ...common, sectionId: stretch.sectionId, about: { type: 'words' } }
    }
    const section = content.sections[place % Math.max(1, content.sections.length)]
    const sectionId = section?.id ?? 'preamble'
    const block = blocks[place % Math.max(1, blocks.length)]
    if (about === 'block' && block) return { ...common, about: { type: 'block', blockId: block.id } }
    if (about === 'section') return { ...common, sectionId, about: { type: 'section', sectionId } }
    if (about === 'report') return { ...common, about: { type: 'report' } }
    return {
      ...common,
      ...(place % 3 === 0 ? {} : { sectionId }),
      about: { type: 'gone', quote: 'chữ đã mất' },
    }
  })
  return { content: annotate(content, owners), threads }
}

function textsIn({ preamble, sections }: ReportContent) {
  return [{ id: 'preamble', blocks: preamble }, ...sections]
    .map(({ id, blocks }) => ({ sectionId: id, texts: blocksIn(blocks).flatMap(inlineOf) }))
    .map(({ sectionId, texts }) => ({ sectionId, texts: texts.filter(({ type }) => type !== 'break') }))
    .filter(({ texts }) => texts.length > 0)
}

function blocksIn(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block) => {
    if (block.type === 'list') return [block, ...block.items.flatMap(blocksIn)]
    if (block.type === 'table') return [block, ...block.rows.flat().flatMap((cell) => blocksIn(cell.blocks))]
    return [block]
  })
}

function inlineOf(block: Block): readonly Inline[] {
  return block.type === 'paragraph' ? block.inline : block.type === 'figure' ? block.caption : []
}

/** The same blocks, with another of each text in them, however deep. */
export function mapInlines(blocks: readonly Block[], change: (one: Inline) => Inline): Block[] {
  return blocks.map((block): Block => {
    switch (block.type) {
      case 'paragraph':
        return { ...block, inline: block.inline.map(change) }
      case 'figure':
        return { ...block, caption: block.caption.map(change) }
      case 'list':
        return { ...block, items: block.items.map((item) => mapInlines(item, change)) }
      case 'table': {
        const cells = (row: readonly Cell[]) =>
          row.map((cell) => ({ ...cell, blocks: mapInlines(cell.blocks, change) }))
        return { ...block, rows: block.rows.map(cells) }
      }
      default:
        return block satisfies never
    }
  })
}

function annotate(
  { preamble, sections }: ReportContent,
  owners: ReadonlyMap<Inline, string[]>,
): ReportContent {
  const all = (blocks: readonly Block[]) =>
    mapInlines(blocks, (one) => {
      const threads = owners.get(one)
      return threads === undefined || one.type === 'break' ? one : { ...one, threads }
    })
  return {
    preamble: all(preamble),
    sections: sections.map((section) => ({ ...section, blocks: all(section.blocks) })),
  }
}
