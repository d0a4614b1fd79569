import * as Y from 'yjs'
import type { z } from 'zod'
import { NODE } from '../../schema/names.ts'
import {
  type Anchor,
  type AnchorDraft,
  LONGEST_QUOTE,
  type relativePositionSchema,
} from '../../wire/review.ts'
import { anonymous, itemsIn, visibleRun } from './char-runs.ts'
import { type Found, findWords } from './find.ts'
import { Layout, titleOf } from './layout.ts'
import { BREAK, piecesAt, ReportWords } from './report-words.ts'

type RangeDraft = Extract<AnchorDraft, { kind: 'range' }>
type BlockDraft = Extract<AnchorDraft, { kind: 'block' }>
type RelativePosition = z.infer<typeof relativePositionSchema>

/**
 * The anchor of a draft in this document. `missing`: the positions name characters the document does not have (yet). Words
 * that are not found make a lost anchor.
 */
export function placeDraft(doc: Y.Doc, draft: AnchorDraft): Anchor | 'missing' {
  switch (draft.kind) {
    case 'report':
      return { kind: 'report' }
    case 'section':
      return placeSection(new Layout(doc), draft.sectionId)
    case 'block':
      return placeBlock(new Layout(doc), draft)
    case 'range':
      return placeRange(doc, draft)
  }
}

function placeSection(layout: Layout, sectionId: string): Anchor {
  const element = layout.compartment(sectionId)
  return { kind: 'section', sectionId, quote: element ? titleOf(element) : '', lost: element === undefined }
}

/** As much of a table as tells which it is. */
const LONGEST_BLOCK_QUOTE = 400

function placeBlock(layout: Layout, { blockId, quote }: BlockDraft): Anchor {
  const stand = layout.block(blockId)
  return {
    kind: 'block',
    sectionId: stand?.sectionId ?? NODE.preamble,
    blockId,
    quote: quote ?? (stand ? beginningOf(stand.element) : ''),
    lost: stand === undefined,
  }
}

function beginningOf(element: Y.XmlElement): string {
  const texts: string[] = []
  let length = 0
  const open: Generator<Y.Item>[] = [itemsIn(element)]
  for (let items = open.at(-1); items && length < LONGEST_BLOCK_QUOTE; items = open.at(-1)) {
    const { value: item } = items.next()
    if (!item) open.pop()
    else if (!item.deleted && item.content instanceof Y.ContentType) {
      const { type } = item.content
      if (type instanceof Y.XmlElement) open.push(itemsIn(type))
      else if (type instanceof Y.XmlText) {
        const { text } = visibleRun(type)
        texts.push(text)
        length += text.length
      }
    }
  }
  return texts.join(BREAK).slice(0, LONGEST_BLOCK_QUOTE)
}

function placeRange(doc: Y.Doc, draft: RangeDraft): Anchor | 'missing' {
  const { rel, quote, prefix = '', suffix = '', blockId = null } = draft
  if (rel && (isMissing(doc, rel.from) || isMissing(doc, rel.to))) return 'missing'
  const layout = new Layout(doc)
  const words = new ReportWords(layout)
  const found =
    (rel && placeByPositions(doc, words, layout, { ...rel, quote })) ??
    findWords(words, { text: quote, left: prefix, right: suffix, blockId, seen: !rel })
  if (found) {
    const pieces = piecesAt(words, found)
    const sectionId = words.standAt(found.from)?.sectionId ?? NODE.preamble
    const around = { prefix: words.before(found.from), suffix: words.after(found.to) }
    return { kind: 'range', sectionId, quote, ...around, pieces, lost: false }
  }
  const sectionId = (blockId === null ? undefined : layout.block(blockId)?.sectionId) ?? NODE.preamble
  const pieces = [{ blockId, ...anonymous(quote, 0) }]
  return { kind: 'range', sectionId, quote, prefix, suffix, pieces, lost: true }
}

function isMissing(doc: Y.Doc, { item, type }: RelativePosition): boolean {
  const id = item ?? type
  return id !== null && id !== undefined && id.clock >= Y.getState(doc.store, id.client)
}

/** By how much a passage may have grown since it was selected. */
const MOST_GROWN = 4

function placeByPositions(
  doc: Y.Doc,
  words: ReportWords,
  layout: Layout,
  {
    from,
    to,
    quote,
  }: { readonly from: RelativePosition; readonly to: RelativePosition; readonly quote: string },
): Found | undefined {
  const start = offsetOf(doc, words, layout, from)
  const end = offsetOf(doc, words, layout, to)
  if (start === undefined || end === undefined || start >= end) return undefined
  if (end - start > MOST_GROWN * LONGEST_QUOTE) return undefined
  const parts = words.between(start, end)
  if (new Set(parts.map(({ stand }) => stand.sectionId)).size !== 1) return undefined
  return isLike(parts.map(({ run }) => run.text).join(''), quote) ? { from: start, to: end } : undefined
}

/** Where a position is in all the words; of a character that went, where it was, if its text is still there. */
function offsetOf(
  doc: Y.Doc,
  words: ReportWords,
  layout: Layout,
  { item, type, assoc = 0 }: RelativePosition,
): number | undefined {
  const id = item ?? type
  if (!id) return undefined
  const structs = doc.store.clients.get(id.client)
  const struct = structs?.[Y.findIndexSS(structs, id.clock)]
  if (!(struct instanceof Y.Item)) return undefined
  if (!item) {
    const text = struct.content instanceof Y.ContentType ? struct.content.type : undefined
    const stand = layout.of(text)
    return stand && words.offsetOf(stand, assoc < 0 ? 0 : stand.text.length)
  }
  const stand = layout.of(struct.parent)
  if (!stand) return undefined
  let index = 0
  for (const before of itemsIn(stand.text)) {
    if (before === struct) break
    if (!before.deleted && before.countable) index += before.length
  }
  const inside = struct.deleted || !struct.countable ? 0 : id.clock - struct.id.clock + (assoc < 0 ? 1 : 0)
  return words.offsetOf(stand, index + inside)
}

/** Half of the pairs of letters in common: somebody has typed in between, but these are the words. */
const ALIKE = 0.5

function isLike(now: string, quote: string): boolean {
  const a = now.replace(/\s/g, '')
  const b = quote.replace(/\s/g, '')
  if (a === b) return true
  if (a.length < 2 || b.length < 2) return false
  const pairs = new Map<string, number>()
  for (let at = 0; at + 1 < a.length; at++) {
    const pair = a.slice(at, at + 2)
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  }
  let common = 0
  for (let at = 0; at + 1 < b.length; at++) {
    const pair = b.slice(at, at + 2)
    const count = pairs.get(pair) ?? 0
    if (count === 0) continue
    pairs.set(pair, count - 1)
    common += 1
  }
  return (2 * common) / (a.length + b.length - 2) >= ALIKE
}
