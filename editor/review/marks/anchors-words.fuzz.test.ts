// @vitest-environment happy-dom
import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey, TextSelection, type Transaction } from '@tiptap/pm/state'
import { canJoin, canSplit } from '@tiptap/pm/transform'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AnchorBook } from '../../../report/review/anchors/anchor-book.ts'
import { Layout } from '../../../report/review/anchors/layout.ts'
import { piecesAt, quoteOf, ReportWords } from '../../../report/review/anchors/report-words.ts'
import { type Desk, openDesk, pause, seededUpdate, write } from '../../draft/editing/test-desk.ts'
import { readTextMap } from './text-map.ts'

/** Officialese says the same again and again; whole sentences come twice. */
const PHRASES = [
  'phát triển khoa học và công nghệ',
  'Nghị quyết số 20',
  'các cấp ủy, chính quyền địa phương',
  'nhiệm vụ khoa học và công nghệ cấp tỉnh',
  'ứng dụng tiến bộ kỹ thuật',
  'Ban Thường vụ Tỉnh ủy',
  'chưa chặt chẽ',
  'kinh phí còn hạn chế',
  'được triển khai đồng bộ',
  'đạt kết quả tích cực',
  'năm 2021',
  'và',
  'của tỉnh',
  'tăng 12%',
] as const
/** With so little in common with the phrases that nobody would take the one for the other rewritten. */
const OTHER_WORDS = ['KH&CN', 'đề tài', 'mô hình điểm', 'Sở KHCN'] as const
const SENTENCES = [
  'Các cấp ủy, tổ chức đảng xác định phát triển khoa học và công nghệ là nhiệm vụ trọng tâm.',
  'Việc liên kết giữa Nhà nước, nhà khoa học và doanh nghiệp chưa chặt chẽ; kinh phí còn hạn chế.',
] as const

type Where = { readonly from: number; readonly to: number }
/** `unknown`: an edit took a part of it elsewhere; what it covers then is another test's. */
type Expected = Where | 'gone' | 'unknown'
type Oracle = readonly Expected[]
type Change = (oracle: Oracle, tr: Transaction) => Oracle

const key = new PluginKey<Oracle>('oracle')

/** ProseMirror's own knowledge of where text goes, kept in the editor's state; an edit that moves text says itself where. */
const oracleOf = Extension.create({
  name: 'oracle',
  addProseMirrorPlugins: () => [
    new Plugin<Oracle>({
      key,
      state: {
        init: () => [],
        apply: (tr, oracle) => {
          const change = tr.getMeta(key) as Change | undefined
          return (change ?? mapped)(oracle, tr)
        },
      },
    }),
  ],
})

const mapped: Change = (oracle, tr) =>
  tr.docChanged ? oracle.map((one) => (typeof one === 'string' ? one : mapOne(one, tr))) : oracle

function mapOne({ from, to }: Where, { mapping }: Transaction): Expected {
  const start = mapping.map(from, 1)
  const end = mapping.map(to, -1)
  return start < end ? { from: start, to: end } : 'gone'
}

const isWithin = (one: Expected, from: number, to: number): one is Where =>
  typeof one !== 'string' && one.from >= from && one.to <= to
const touches = (one: Expected, from: number, to: number): boolean =>
  typeof one !== 'string' && one.from < to && one.to > from

/** Takes `from`–`to` to where `place` begins after the edit. */
const moving =
  (from: number, to: number, target: number, place: number): Change =>
  (oracle, tr) =>
    oracle.map((one) => {
      if (typeof one === 'string') return one
      const by = place - from
      if (one.from >= from && one.to <= to) return { from: one.from + by, to: one.to + by }
      // Whether others moved into it, or it moved apart around them, no words tell.
      const isParted = touches(one, from, to) || (one.from < target && target < one.to)
      return isParted ? 'unknown' : mapOne(one, tr)
    })

type Clipboard = { readonly node: Node; readonly was: ReadonlyMap<number, Where> }
type World = {
  readonly desk: Desk
  readonly book: AnchorBook
  clipboard: Clipboard | undefined
  /** Before each step that undo takes back. */
  readonly past: { readonly doc: Node; readonly oracle: Oracle }[]
}
type Deed = (world: World, a: number, b: number, c: number) => Transaction | undefined

const pick = <T>(list: readonly T[], a: number): T => list[a % list.length]!
const trOf = ({ desk }: World): Transaction => desk.editor.state.tr

type Block = { readonly node: Node; readonly pos: number; readonly end: number }
function blocksOf(doc: Node): Block[] {
  const blocks: Block[] = []
  doc.forEach((section, at) =>
    section.forEach((node, offset) =>
      blocks.push({ node, pos: at + 1 + offset, end: at + 1 + offset + node.nodeSize }),
    ),
  )
  return blocks
}

function textblocks(doc: Node): Block[] {
  const found: Block[] = []
  doc.descendants((node, pos) => {
    if (node.isTextblock) found.push({ node, pos, end: pos + node.nodeSize })
  })
  return found
}

/** A place in a paragraph where a word begins. */
function wordStart(doc: Node, a: number, b: number): number {
  const { node, pos } = pick(textblocks(doc), a)
  const starts = [0, ...[...node.textContent.matchAll(/ (?=\S)/g)].map(({ index }) => index + 1)]
  return pos + 1 + pick(starts, b)
}

/**
 * Whether it can be told which letters an edit takes or brings: of “và và” either may have gone, and the text is the same.
 */
function isPlain(doc: Node, from: number, to: number, words: string): boolean {
  const $from = doc.resolve(from)
  const text = $from.parent.textContent
  const old = text.slice($from.parentOffset, $from.parentOffset + to - from)
  const rest = text.slice($from.parentOffset + to - from)
  const before = text.slice(0, $from.parentOffset)
  const head = (one: string, other: string) => one !== '' && other !== '' && one[0] === other[0]
  const tail = (one: string, other: string) => one !== '' && other !== '' && one.at(-1) === other.at(-1)
  return !head(old + rest, words + rest) && !tail(before + old, before + words)
}

const replace = (world: World, from: number, to: number, words: string): Transaction | undefined =>
  isPlain(trOf(world).doc, from, to, words) ? renew(trOf(world), from, to, words) : undefined

/**
 * Two steps: what stands beside the old words does not come to stand on the new ones. These are noted behind the anchors:
 * nobody's, so that an anchor neither begins nor ends with them.
 */
function renew(tr: Transaction, from: number, to: number, words: string): Transaction {
  if (from < to) tr.delete(from, to)
  if (words === '') return tr
  tr.insertText(words, from)
  const others = tr.getMeta(key) as Change | undefined
  const done = tr.mapping.maps.length
  const change: Change = (oracle, own) => {
    const rest = own.mapping.slice(done)
    const typed = { from: rest.map(from, 1), to: rest.map(from + words.length, -1) }
    return [...(others ?? mapped)(oracle, own), typed]
  }
  return tr.setMeta(key, change)
}

const deeds: Record<string, Deed> = {
  type: (world, a, b, c) => {
    const at = wordStart(trOf(world).doc, a, b)
    return replace(world, at, at, `${pick(PHRASES, c)} `)
  },
  erase: (world, a, b, c) => {
    const { doc } = trOf(world)
    const at = wordStart(doc, a, b)
    return replace(world, at, Math.min(doc.resolve(at).end(), at + 1 + (c % 40)), '')
  },
  rewrite: (world, a, b, c) => {
    const { doc } = trOf(world)
    const at = wordStart(doc, a, b)
    return replace(world, at, Math.min(doc.resolve(at).end(), at + 1 + (c % 20)), pick(OTHER_WORDS, c))
  },
  split: (world, a, b) => {
    const tr = trOf(world)
    const at = wordStart(tr.doc, a, b)
    return canSplit(tr.doc, at) ? tr.split(at) : undefined
  },
  join: (world, a) => {
    const tr = trOf(world)
    const { pos } = pick(blocksOf(tr.doc), a)
    return canJoin(tr.doc, pos) ? tr.join(pos) : undefined
  },
  moveBlock: (world, a, b) => {
    const tr = trOf(world)
    const { node, pos, end } = pick(blocksOf(tr.doc), a)
    const target = pick(blocksOf(tr.doc), b).pos
    if (target >= pos && target <= end) return undefined
    tr.delete(pos, end)
    const to = tr.mapping.map(target)
    return tr.insert(to, node).setMeta(key, moving(pos, end, target, to))
  },
  swap: (world, a) => {
    const tr = trOf(world)
    const { node, pos, end } = pick(blocksOf(tr.doc), a)
    const next = tr.doc.resolve(end).nodeAfter
    if (!next) return undefined
    const change: Change = (oracle) =>
      oracle.map((one) => {
        if (typeof one === 'string') return one
        const { from, to } = one
        if (from >= pos && to <= end) return { from: from + next.nodeSize, to: to + next.nodeSize }
        if (from >= end && to <= end + next.nodeSize)
          return { from: from - node.nodeSize, to: to - node.nodeSize }
        return touches(one, pos, end + next.nodeSize) ? 'unknown' : one
      })
    return tr.replaceWith(pos, end + next.nodeSize, [next, node]).setMeta(key, change)
  },
  list: (world, a) => {
    const { editor } = world.desk
    const { pos, end } = pick(textblocks(editor.state.doc), a)
    editor.view.dispatch(
      editor.state.tr.setSelection(TextSelection.create(editor.state.doc, pos + 1, end - 1)),
    )
    editor.commands.toggleBulletList()
    return undefined
  },
  bold: (world, a, b, c) => {
    const tr = trOf(world)
    const at = wordStart(tr.doc, a, b)
    const end = Math.min(tr.doc.resolve(at).end(), at + (c % 60))
    return tr.addMark(at, end, world.desk.editor.schema.marks.bold!.create())
  },
  replaceAll: (world, a, b) => {
    const tr = trOf(world)
    const [from, to] = [pick(PHRASES, a), pick(OTHER_WORDS, b)]
    if (from[0] === to[0] || from.at(-1) === to.at(-1)) return undefined
    const places: number[] = []
    tr.doc.descendants((node, pos) => {
      for (let at = node.text?.indexOf(from) ?? -1; at >= 0; at = node.text!.indexOf(from, at + from.length))
        places.push(pos + at)
    })
    // Two in one paragraph are one change to the binding, which keeps no letter between them.
    const isOneEach = new Set(places.map((pos) => tr.doc.resolve(pos).before())).size === places.length
    if (!isOneEach || !places.every((pos) => isPlain(tr.doc, pos, pos + from.length, to))) return undefined
    for (const pos of places.toReversed()) renew(tr, pos, pos + from.length, to)
    return tr
  },
  cut: (world, a) => {
    const tr = trOf(world)
    if (world.clipboard) return undefined
    const { node, pos, end } = pick(blocksOf(tr.doc), a)
    const oracle = key.getState(world.desk.editor.state)!
    const was = new Map<number, Where>()
    for (const [index, one] of oracle.entries())
      if (isWithin(one, pos, end)) was.set(index, { from: one.from - pos, to: one.to - pos })
    world.clipboard = { node, was }
    const change: Change = (before, own) =>
      before.map((one) =>
        typeof one !== 'string' && touches(one, pos, end) && !isWithin(one, pos, end)
          ? 'unknown'
          : mapped([one], own)[0]!,
      )
    return tr.delete(pos, end).setMeta(key, change)
  },
  paste: (world, a) => {
    const tr = trOf(world)
    const { clipboard } = world
    if (!clipboard) return undefined
    world.clipboard = undefined
    const { pos } = pick(blocksOf(tr.doc), a)
    const { node } = clipboard
    const change: Change = (oracle, own) =>
      mapped(oracle, own).map((one, index) => {
        const was = clipboard.was.get(index)
        // What is pasted into an anchor is nobody's letters at first, and may be its own if it was cut from there.
        if (touches(one, pos, pos + node.nodeSize)) return 'unknown'
        if (!was || one !== 'gone') return one
        // Of so few letters nobody can say that they are the same.
        return saysLittle(node.textContent) ? 'unknown' : { from: was.from + pos, to: was.to + pos }
      })
    return tr.insert(pos, node).setMeta(key, change)
  },
  undo: (world) => {
    const before = world.past.pop()
    const { editor } = world.desk
    if (!before) return undefined
    const now = key.getState(editor.state)!
    editor.commands.undo()
    const isBack = editor.state.doc.eq(before.doc)
    // Of what was parted, the smaller part stays away.
    const parted = now.map((one) => one === 'unknown')
    const oracle = before.oracle.map((one, index) => (isBack && !parted[index] ? one : 'unknown'))
    editor.view.dispatch(editor.state.tr.setMeta(key, () => oracle))
    world.clipboard = undefined
    return undefined
  },
}

const saysLittle = (text: string): boolean => (text.match(/[\p{L}\p{N}]/gu) ?? []).length < 8

function apply(world: World, what: string, a: number, b: number, c: number): void {
  const { editor } = world.desk
  const before = { doc: editor.state.doc, oracle: key.getState(editor.state)! }
  let tr: Transaction | undefined
  try {
    tr = deeds[what]!(world, a, b, c)
    tr?.doc.check()
  } catch {
    return
  }
  if (tr) editor.view.dispatch(tr)
  pause(world.desk)
  if (what !== 'undo' && !editor.state.doc.eq(before.doc)) world.past.push(before)
}

/** From one of its own letters to another: ends of paragraphs and what was typed there are not. */
function withoutEdges(doc: Node, { from, to }: Where, strangers: Oracle): Where | 'gone' {
  const isOwn = (pos: number) =>
    doc.resolve(pos).nodeAfter?.isText === true &&
    !strangers.some((one) => isWithin(one, 0, Infinity) && one.from <= pos && pos < one.to)
  let [start, end] = [from, to]
  while (start < end && !isOwn(start)) start++
  while (start < end && !isOwn(end - 1)) end--
  return start < end ? { from: start, to: end } : 'gone'
}

/** What is wrong with where the book says the words are; the oracle is told where it cannot know better. */
function complaints({ desk, book }: World, quotes: readonly string[]): string[] {
  const { state } = desk.editor
  const map = readTextMap(desk.doc, state.doc)!
  const read = ({ from, to }: Where) => state.doc.textBetween(from, to, '|')
  const found: string[] = []
  const oracle = key.getState(state)!
  const strangers = oracle.slice(quotes.length)
  for (const [index, quote] of quotes.entries()) {
    const one = oracle[index]!
    if (one === 'unknown') continue
    const expected = one === 'gone' ? one : withoutEdges(state.doc, one, strangers)
    const place = book.place(`t${index}`)!
    const actual = map.placeOf(place)
    if (expected === 'gone') {
      if (actual) found.push(`t${index} “${quote}” is gone, and said to be “${read(actual)}”`)
    } else if (!actual) {
      // When all that said something was replaced, a blank and a comma are nothing to comment on.
      const { from, to } = expected
      const own = Array.from({ length: to - from }, (_, at) =>
        withoutEdges(state.doc, { from: from + at, to: from + at + 1 }, strangers),
      )
      if (!own.some((at) => at !== 'gone' && /[\p{L}\p{N}]/u.test(read(at)))) continue
      found.push(`t${index} “${read(expected)}” is called lost`)
    } else if (actual.from !== expected.from || actual.to !== expected.to) {
      found.push(
        `t${index} “${read(expected)}” at ${expected.from} is said to be “${read(actual)}” at ${actual.from}`,
      )
    }
  }
  return found
}

function begin(plan: readonly (readonly number[])[], wanted: readonly (readonly [number, number])[]): World {
  const sentence = (numbers: readonly number[]) =>
    numbers.length % 4 === 1
      ? pick(SENTENCES, numbers[0]!)
      : `${numbers.map((number) => pick(PHRASES, number)).join(' ')}.`
  const texts = plan.map(sentence)
  const third = Math.ceil(texts.length / 3)
  const desk = openDesk(seededUpdate(), { clientId: 101, views: [oracleOf] })
  write(desk, ['Mở đầu.'], texts.slice(0, third), texts.slice(third, 2 * third), texts.slice(2 * third))
  const book = new AnchorBook(desk.doc)
  const words = new ReportWords(new Layout(desk.doc))
  const map = readTextMap(desk.doc, desk.editor.state.doc)!
  const oracle: Expected[] = []
  for (const [a, length] of wanted) {
    const from = a % words.all.length
    let to = Math.min(words.all.length, from + length)
    while (to > from && words.standAt(to - 1)!.sectionId !== words.standAt(from)!.sectionId) to--
    const pieces = piecesAt(words, { from, to })
    const quote = quoteOf(pieces)
    if (!/[\p{L}\p{N}]/u.test(quote)) continue
    const id = `t${oracle.length}`
    const around = { prefix: words.before(from), suffix: words.after(to) }
    const { sectionId } = words.standAt(from)!
    book.set(id, { kind: 'range', sectionId, quote, ...around, pieces, lost: false })
    oracle.push(map.placeOf(book.place(id)!)!)
  }
  const { editor } = desk
  editor.view.dispatch(editor.state.tr.setMeta(key, () => oracle))
  return { desk, book, clipboard: undefined, past: [] }
}

const plan = fc.array(fc.array(fc.nat(1000), { minLength: 1, maxLength: 9 }), { minLength: 6, maxLength: 14 })
const wanted = fc.array(fc.tuple(fc.nat(100_000), fc.integer({ min: 2, max: 90 })), {
  minLength: 25,
  maxLength: 25,
})
const actions = fc.array(
  fc.tuple(fc.constantFrom(...Object.keys(deeds)), fc.nat(9999), fc.nat(9999), fc.nat(9999)),
  { minLength: 1, maxLength: 25 },
)

const options = {
  numRuns: Number(process.env.FUZZ_RUNS ?? 40),
  ...(process.env.FUZZ_PATH ? { path: process.env.FUZZ_PATH } : {}),
  seed: Number(process.env.FUZZ_SEED ?? Date.now()),
  endOnFailure: process.env.FUZZ_SHRINK === undefined,
}

describe('comments on repeated officialese', () => {
  it('are where ProseMirror says that their words went', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(plan, wanted, actions, (texts, places, steps) => {
        const world = begin(texts, places)
        try {
          const quotes = key.getState(world.desk.editor.state)!.map((_, index) => {
            const anchor = world.book.get(`t${index}`)!
            return anchor.kind === 'range' ? anchor.quote : ''
          })
          for (const [what, a, b, c] of steps) {
            apply(world, what, a, b, c)
            expect(complaints(world, quotes), what).toEqual([])
          }
        } finally {
          world.book.destroy()
          world.desk.editor.destroy()
          document.body.replaceChildren()
        }
      }),
      options,
    )
  })
})
