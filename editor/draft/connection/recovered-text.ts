import * as Y from 'yjs'
import type { ErrorCode } from '../../../report/wire/errors.ts'
import { PREAMBLE_ID } from '../../../report/permission/rights.ts'
import { FRAGMENT, NODE } from '../../../report/schema/names.ts'
import { readSections } from '../../../report/sections.ts'
import { type IdRange, IdSet, findItem, idsOfUpdate, isAlive } from './id-ranges.ts'

/** Words that stood together, all of them the person's own or all of them there before. */
export type KeptPart = { readonly text: string; readonly own: boolean }

/** A paragraph, a list's item, a table's row: a line of text as it was on the screen. */
export type KeptBlock = readonly KeptPart[]

/** What a person wrote in one section and the report did not take, as they saw it. */
export type KeptSection = {
  /** Empty: the place it was written in is no longer in the report. */
  readonly id: string
  readonly number: string
  readonly title: string
  /** Why it was not taken. */
  readonly why: ErrorCode
  /** Only the blocks they had written in. */
  readonly blocks: readonly KeptBlock[]
  /** What they had deleted, and what stands in the report again. */
  readonly deleted: readonly string[]
  /** The name they had given the section, where they had given one. */
  readonly renamed?: string
  /** Given to who may write there. The id is made when the person asks for it, and says so for ever. */
  readonly handover?: KeptHandover
}

export type KeptHandover = {
  readonly id: string
  /** To whom, in words. */
  readonly to: string
  /** `waiting`: asked for, and the server has not answered yet. */
  readonly state: 'waiting' | 'done'
}

/** What was lost between two copies of a report. */
export type Recovered = {
  readonly sections: readonly KeptSection[]
  /**
   * What the report will never hold, letters or not, and nobody had kept before. What another row keeps is not named twice:
   * that row may be written anew, by a tab which would then take it for kept elsewhere.
   */
  readonly gone: readonly IdRange[]
}

/** `missing`: everything pending that the report will never hold, whoever keeps it. */
export type Recovery = Recovered & { readonly missing: readonly IdRange[] }

export type Divergence = {
  /** The copy the person wrote in. It holds edits that were refused. */
  readonly diverged: Y.Doc
  /** The report as the server has it, with all that may still be sent. */
  readonly clean: Y.Doc
  /** Everything of the person's that the server has not settled. */
  readonly pending: Uint8Array
  /** What other tabs have kept already. */
  readonly known: readonly IdRange[]
  readonly why: (sectionId: string) => ErrorCode
}

/**
 * What the person saw of their own in the diverged copy and cannot see in the clean one. It does not ask who decided so: a
 * letter that is pending and stands in no copy that lives on is lost, whatever the reason.
 */
export function recoverText(divergence: Divergence): Recovery {
  const { diverged, clean, pending, known } = divergence
  const { written, deleted } = idsOfUpdate(pending)
  // This copy's own client: the server may have settled a letter that found its place gone.
  const own: IdRange = { client: diverged.clientID, clock: 0, length: Number.MAX_SAFE_INTEGER }
  const mine = new IdSet([...written, own])
  const sent = new IdSet(written)
  const elsewhere = new IdSet(known)
  const isLost = (client: number, clock: number) =>
    mine.has(client, clock) &&
    !elsewhere.has(client, clock) &&
    (sent.has(client, clock) ? !isAlive(clean, client, clock) : findItem(clean, client, clock) === undefined)
  const reader = new Reader(isLost)
  const isTakenBack = takenBack(deleted, diverged)

  const before = compartments(clean)
  const sections = compartments(diverged).map(({ element, ...heading }) => {
    const official = before.find(({ id }) => id === heading.id)
    const blocks = reader.blocks(element)
    const removed = official ? deletedText(official.element, isTakenBack) : []
    const { _item } = element
    const isNew = _item !== null && isLost(_item.id.client, _item.id.clock)
    const renamed = isNew || hasNewTitle(element, isLost) ? heading.title : undefined
    return {
      ...(official ? { ...heading, number: official.number, title: official.title } : heading),
      why: divergence.why(heading.id),
      blocks,
      deleted: removed.filter((text) => !stands(text, blocks)),
      ...(renamed === undefined ? {} : { renamed }),
    }
  })
  const shown = new Set(compartments(diverged).map(({ id }) => id))
  const removedSections = before
    .filter(({ id }) => !shown.has(id))
    .map(({ element, ...heading }) => ({
      ...heading,
      why: divergence.why(heading.id),
      blocks: [],
      deleted: deletedText(element, isTakenBack),
    }))
  const homeless = homelessText(divergence, new IdSet(deleted), new IdSet(reader.placed), elsewhere)
  const all = [...sections, ...removedSections, ...homeless].filter(
    ({ blocks, deleted: removed, ...rest }) =>
      blocks.length > 0 || removed.length > 0 || ('renamed' in rest && rest.renamed !== undefined),
  )
  const missing = rangesWhere(written, (client, clock) => findItem(clean, client, clock) === undefined)
  const gone = rangesWhere(missing, (client, clock) => !elsewhere.has(client, clock))
  return { sections: all, gone, missing }
}

type Compartment = {
  readonly element: Y.XmlElement
  readonly id: string
  readonly number: string
  readonly title: string
}

function compartments(doc: Y.Doc): Compartment[] {
  const sections = readSections(doc).values()
  return children(doc.getXmlFragment(FRAGMENT)).flatMap((element) => {
    if (element.nodeName === NODE.preamble) return [{ element, id: PREAMBLE_ID, number: '', title: '' }]
    if (element.nodeName !== NODE.section) return []
    const state = sections.next().value
    return [{ element, id: state?.id ?? '', number: state?.number ?? '', title: state?.title ?? '' }]
  })
}

/** A Yjs type as far as its contents go. */
type Parent = { readonly _start: Y.Item | null }

type IsLost = (client: number, clock: number) => boolean

/** Reads blocks, and remembers which lost letters it has come across. */
class Reader {
  readonly #isLost: IsLost
  readonly placed: IdRange[] = []

  constructor(isLost: IsLost) {
    this.#isLost = isLost
  }

  /** The blocks with lost letters in them. */
  blocks(element: Y.XmlElement): KeptBlock[] {
    return this.#all(element, '').filter((block) => block.some(({ own }) => own))
  }

  #all(element: Y.XmlElement, mark: string): KeptBlock[] {
    switch (element.nodeName) {
      case NODE.preamble:
      case NODE.section:
        return children(element).flatMap((child) => this.#all(child, ''))
      case NODE.bulletList:
        return children(element).flatMap((item) => this.#all(item, '- '))
      case NODE.orderedList:
        return children(element).flatMap((item, index) => this.#all(item, `${index + 1}. `))
      case NODE.listItem:
        return children(element).flatMap((child, index) => this.#all(child, index === 0 ? mark : ''))
      case NODE.table:
        return children(element).map((row) => this.#row(row))
      default:
        return [this.#line(element, mark)]
    }
  }

  #row(row: Y.XmlElement): KeptBlock {
    const cells = children(row).map((cell) => children(cell).flatMap((child) => this.#all(child, '')))
    return mergeParts(
      cells.flatMap((blocks, index) => [
        ...(index > 0 ? [{ text: '\t', own: false }] : []),
        ...blocks.flatMap((block, at) => (at > 0 ? [{ text: ' ', own: false }, ...block] : block)),
      ]),
    )
  }

  #line(element: Y.XmlElement, mark: string): KeptBlock {
    return mergeParts([...(mark ? [{ text: mark, own: false }] : []), ...this.#inline(element)])
  }

  #inline(type: Parent): KeptPart[] {
    const parts: KeptPart[] = []
    for (const item of itemsOf(type)) {
      if (item.content instanceof Y.ContentString) parts.push(...this.#string(item, item.content.str))
      if (!(item.content instanceof Y.ContentType)) continue
      const inner = item.content.type
      if (inner instanceof Y.XmlElement) parts.push(...this.#inlineElement(inner))
      else parts.push(...this.#inline(inner))
    }
    return parts
  }

  #inlineElement(element: Y.XmlElement): KeptPart[] {
    if (element.nodeName === NODE.hardBreak) return [{ text: '\n', own: false }]
    const inside = this.#inline(element)
    if (element.nodeName !== NODE.footnote) return inside
    return [{ text: ' (', own: false }, ...inside, { text: ')', own: false }]
  }

  #string({ id: { client, clock } }: Y.Item, text: string): KeptPart[] {
    const parts: KeptPart[] = []
    let start = 0
    for (let at = 1; at <= text.length; at++) {
      const own = this.#isLost(client, clock + start)
      if (at < text.length && this.#isLost(client, clock + at) === own) continue
      parts.push({ text: text.slice(start, at), own })
      if (own) this.placed.push({ client, clock: clock + start, length: at - start })
      start = at
    }
    return parts
  }
}

function mergeParts(parts: readonly KeptPart[]): KeptPart[] {
  const merged: KeptPart[] = []
  for (const part of parts) {
    const last = merged.at(-1)
    if (last?.own === part.own) merged[merged.length - 1] = { ...last, text: last.text + part.text }
    else merged.push(part)
  }
  return merged
}

function hasNewTitle(element: Y.XmlElement, isLost: IsLost): boolean {
  const { _map } = element
  const title = _map.get('title')
  return title !== undefined && !title.deleted && isLost(title.id.client, title.id.clock)
}

/** Letters the person had deleted and that stand in the report, run by run. */
function deletedText(element: Y.XmlElement, isTakenBack: IsLost): string[] {
  const runs: string[] = []
  for (const line of linesOf(element)) {
    let run = ''
    for (const { item, text } of line) {
      for (let at = 0; at < text.length; at++) {
        if (isTakenBack(item.id.client, item.id.clock + at)) run += text.charAt(at)
        else if (run) run = pushRun(runs, run)
      }
    }
    if (run) pushRun(runs, run)
  }
  return runs
}

function pushRun(runs: string[], run: string): '' {
  if (run.trim()) runs.push(run)
  return ''
}

function takenBack(deleted: readonly IdRange[], diverged: Y.Doc): IsLost {
  const set = new IdSet(deleted)
  return (client, clock) => set.has(client, clock) && !isAlive(diverged, client, clock)
}

/** A paragraph that is split is, for Yjs, one that lost its end, and a new one. */
function stands(text: string, blocks: readonly KeptBlock[]): boolean {
  return blocks.some((block) => block.some((part) => part.own && part.text.includes(text)))
}

function* linesOf(element: Y.XmlElement): Generator<{ item: Y.Item; text: string }[]> {
  const line: { item: Y.Item; text: string }[] = []
  const inner: Y.XmlElement[] = []
  const read = (type: Parent) => {
    for (const item of itemsOf(type)) {
      if (item.content instanceof Y.ContentString) line.push({ item, text: item.content.str })
      if (!(item.content instanceof Y.ContentType)) continue
      if (item.content.type instanceof Y.XmlElement) inner.push(item.content.type)
      else read(item.content.type)
    }
  }
  read(element)
  if (line.length > 0) yield line
  for (const child of inner) yield* linesOf(child)
}

/** Letters whose place has gone from the report altogether: somebody removed the section or the paragraph meanwhile. */
function homelessText(
  { clean, diverged, pending, why }: Divergence,
  takenBackLater: IdSet,
  placed: IdSet,
  elsewhere: IdSet,
): KeptSection[] {
  const lines: string[] = []
  let end: Y.ID | undefined
  for (const struct of Y.decodeUpdate(pending).structs) {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) continue
    const { client, clock } = struct.id
    const text = struct.content.str
      .split('')
      .filter((_, at) => {
        const isElsewhere = [takenBackLater, placed, elsewhere].some((set) => set.has(client, clock + at))
        return !isElsewhere && isGone(clean, client, clock + at) && isGone(diverged, client, clock + at)
      })
      .join('')
    const continues = end !== undefined && struct.origin !== null && Y.compareIDs(struct.origin, end)
    end = struct.lastId
    if (text === '') continue
    if (continues && lines.length > 0) lines[lines.length - 1] += text
    else lines.push(text)
  }
  if (lines.length === 0) return []
  const blocks = lines.map((text) => [{ text, own: true }])
  return [{ id: '', number: '', title: '', why: why(''), blocks, deleted: [] }]
}

/** Not there, and not because somebody took out just this letter. */
function isGone(doc: Y.Doc, client: number, clock: number): boolean {
  const item = findItem(doc, client, clock)
  if (!item) return true
  if (!item.deleted || !(item.parent instanceof Y.AbstractType)) return item.deleted
  const { _item } = item.parent
  return _item === null || _item.deleted
}

function rangesWhere(ranges: readonly IdRange[], isSo: IsLost): IdRange[] {
  const chosen: IdRange[] = []
  for (const { client, clock, length } of ranges) {
    let start: number | undefined
    for (let at = clock; at <= clock + length; at++) {
      if (at < clock + length && isSo(client, at)) start ??= at
      else if (start !== undefined) {
        chosen.push({ client, clock: start, length: at - start })
        start = undefined
      }
    }
  }
  return chosen
}

function children(type: Parent): Y.XmlElement[] {
  return itemsOf(type).flatMap(({ content }) =>
    content instanceof Y.ContentType && content.type instanceof Y.XmlElement ? [content.type] : [],
  )
}

function itemsOf(type: Parent): Y.Item[] {
  const items: Y.Item[] = []
  const { _start } = type
  for (let item = _start; item !== null; item = item.right) if (!item.deleted) items.push(item)
  return items
}
