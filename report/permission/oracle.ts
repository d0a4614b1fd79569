import * as Y from 'yjs'
import { must } from '../must.ts'
import type { ErrorCode } from '../wire/errors.ts'
import {
  preambleResponsibility,
  type ReportRights,
  responsibilities,
  whyNotIn,
  type Writer,
} from './rights.ts'

/**
 * The slow judge, for tests: it applies the update to a copy of the whole report and looks what became of it. It shares
 * with the quick one `rights.ts` and nothing else. What counts as writing in a compartment:
 * - its text, blocks and their attributes read otherwise than before; or
 * - something was inserted into what was alive there, even if it was deleted in the same breath; or
 * - something that was alive there is deleted.
 */
export type OracleVerdict = {
  /** Code by section that stands against it, in the order of the text; empty: it may be. */
  readonly against: readonly Against[]
  /** All sections written in. */
  readonly sections: readonly string[]
}

/** `outline`: the outline stands against it, and not what was written in the section. */
type Against = { readonly section: string; readonly code: ErrorCode; readonly outline?: boolean }

type Attributes = Readonly<Record<string, unknown>>

/** A compartment as it reads, and what Yjs calls it. */
export type Seen = {
  readonly key: string
  readonly name: string
  readonly attributes: Attributes
  readonly content: string
}

export function copyOf(doc: Y.Doc, gc = true): Y.Doc {
  const copy = new Y.Doc({ gc })
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  copy.getXmlFragment('report')
  return copy
}

const keyOf = ({ client, clock }: Y.ID): string => `${client}:${clock}`

export function seen(doc: Y.Doc): Seen[] {
  return doc
    .getXmlFragment('report')
    .toArray()
    .map((child) => {
      const { _item } = child
      const element = child instanceof Y.XmlElement ? child : undefined
      return {
        key: keyOf(must(_item, 'an item').id),
        name: element?.nodeName ?? '#text',
        attributes: element?.getAttributes() ?? {},
        content: element ? JSON.stringify(element.toArray().map(deep)) : '',
      }
    })
}

function deep(node: unknown): unknown {
  if (node instanceof Y.XmlText) return node.toDelta()
  if (!(node instanceof Y.XmlElement)) return 'foreign'
  const attributes = Object.entries(node.getAttributes()).sort(([a], [b]) => (a < b ? -1 : 1))
  return [node.nodeName, attributes, node.toArray().map(deep)]
}

type Touch = { readonly content: boolean; readonly attributes: ReadonlySet<string> }

/** Where an item stands: `key` of its compartment and, of an attribute of the compartment itself, its name. */
function placeOf(item: Y.Item): { key: string; attribute: string | null; chain: Y.Item[] } {
  const chain = [item]
  for (let at = item; ;) {
    const { _item } = at.parent as Y.AbstractType<unknown>
    if (!_item) break
    chain.push(_item)
    at = _item
  }
  const top = must(chain.at(-1), 'an end')
  return { key: keyOf(top.id), attribute: chain.length === 2 ? item.parentSub : null, chain }
}

/** What happened below each compartment, item by item. */
function touches(before: Y.Doc, after: Y.Doc): Map<string, Touch> {
  const all = new Map<string, { content: boolean; attributes: Set<string> }>()
  const wasDeleted = (item: Y.Item) =>
    item.id.clock < Y.getState(before.store, item.id.client) && isDeletedIn(before, item.id)
  for (const structs of after.store.clients.values()) {
    for (const struct of structs) {
      if (!(struct instanceof Y.Item)) continue
      const { key, attribute, chain } = placeOf(struct)
      if (chain.length === 1 || chain.slice(1).some(wasDeleted)) continue
      if (!isNewIn(before, struct) && !(struct.deleted && wasAlive(before, struct))) continue
      const touch = all.get(key) ?? { content: false, attributes: new Set() }
      all.set(key, touch)
      if (attribute === null) touch.content = true
      else touch.attributes.add(attribute)
    }
  }
  return all
}

function isNewIn(before: Y.Doc, { id, length }: Y.Item): boolean {
  return id.clock + length > Y.getState(before.store, id.client)
}

/** Was any of it alive? */
function wasAlive(before: Y.Doc, { id, length }: Y.Item): boolean {
  return (before.store.clients.get(id.client) ?? []).some(
    (struct) =>
      !struct.deleted && struct.id.clock < id.clock + length && struct.id.clock + struct.length > id.clock,
  )
}

function isDeletedIn(doc: Y.Doc, id: Y.ID): boolean {
  const structs = must(doc.store.clients.get(id.client), 'a client')
  return must(structs[Y.findIndexSS(structs, id.clock)], 'a struct').deleted
}

export const idOf = ({ name, attributes }: Seen): string =>
  name === 'section' && typeof attributes.id === 'string' ? attributes.id : ''
/** Levels are 1 to 4, whatever is written. */
function levelOf({ attributes: { level } }: Seen): number {
  if (typeof level !== 'number' || Number.isNaN(level)) return 1
  return Math.round(Math.min(4, Math.max(1, level)))
}

function answers(list: readonly Seen[], writer: Writer, rights: ReportRights) {
  const sections = list.filter(({ name }) => name === 'section')
  const of = responsibilities(
    sections.map((section) => ({ id: idOf(section), level: levelOf(section) })),
    rights,
  )
  const preamble = list.find(({ name }) => name === 'preamble')
  return (one: Seen): ErrorCode | undefined => {
    if (one === preamble) return whyNotIn(writer, rights.stage, preambleResponsibility(rights))
    const index = sections.indexOf(one)
    if (index < 0) return writer.role === 'coordinator' ? 'stage-closed' : 'outline-of-coordinator'
    return whyNotIn(writer, rights.stage, must(of[index], 'an answer'))
  }
}

/** The nearest section before it of a lower level. */
function parentOf(list: readonly Seen[], one: Seen): Seen | undefined {
  return list
    .slice(0, list.indexOf(one))
    .findLast((other) => other.name === 'section' && one.name === 'section' && levelOf(other) < levelOf(one))
}

export function oracle(doc: Y.Doc, update: Uint8Array, writer: Writer, rights: ReportRights): OracleVerdict {
  const before = copyOf(doc, false)
  const after = copyOf(doc, false)
  Y.applyUpdate(after, update)
  const old = seen(before)
  const now = seen(after)
  const touched = touches(before, after)
  const preambles = [old, now].map((list) => list.find(({ name }) => name === 'preamble')?.key)
  const named = (one: Seen) => (preambles.includes(one.key) ? 'preamble' : idOf(one))
  const later = (one: Seen) => now.find(({ key }) => key === one.key)
  const fresh = now.filter((one) => !old.some(({ key }) => key === one.key))

  const changed = old.filter((one) => {
    const then = later(one)
    const differs = !then || then.content !== one.content || !sameAttributes(then.attributes, one.attributes)
    if (differs && then && !touched.has(one.key)) throw new Error(`${named(one)} changed without a trace`)
    return differs || touched.has(one.key)
  })
  const sections = [...new Set([...changed, ...fresh].map(named))].filter((id) => id !== '')

  const isOpen = rights.stage === 'drafting' || rights.stage === 'finalising'
  const leads = writer.role === 'coordinator'
  if (leads && isOpen) return { against: [], sections }
  if (!['drafter', 'coordinator'].includes(writer.role) || rights.stage === 'signed') {
    const code = rights.stage === 'signed' ? 'report-signed' : 'reads-only'
    return { against: [{ section: sections[0] ?? '', code }], sections }
  }

  const against: Against[] = []
  const outline = (one: Seen | undefined) =>
    against.push({
      section: one ? named(one) : '',
      code: leads ? 'stage-closed' : 'outline-of-coordinator',
      outline: true,
    })
  const whyNot = answers(old, writer, rights)
  for (const one of changed) {
    const then = later(one)
    const code = whyNot(one)
    const isOwn = one.name === 'section' && one.attributes.fixed !== true
    if (code) against.push({ section: named(one), code })
    else if (!then) {
      if (!isOwn) outline(one)
    } else {
      const keys = [...(touched.get(one.key)?.attributes ?? [])]
      if (keys.some((key) => key !== 'title' || !isOwn || !isTitle(then.attributes.title))) outline(one)
    }
  }

  // The outline with the old attributes of what stays: whoever changes those is refused already.
  const list = now.map((one) => {
    const then = old.find(({ key }) => key === one.key)
    return then ? { ...then, content: one.content } : one
  })
  const mayNot = answers(list, writer, rights)
  // By the outline to come: whoever may write in it as things stand does not lose what they wrote there.
  const closed = (one: Seen, code: ErrorCode) => against.push({ section: named(one), code, outline: true })
  for (const one of list) {
    const parent = parentOf(list, one)
    const former = old.find(({ key }) => key === one.key)
    if (former) {
      const formerParent = parentOf(old, former)
      if (formerParent?.key === parent?.key) continue
      outline(parent && !old.some(({ key }) => key === parent.key) ? parent : formerParent)
      continue
    }
    const { id, level, title, fixed, guidance, invites, ...others } = one.attributes
    const wellFormed =
      one.name === 'section' &&
      fixed === false &&
      [2, 3, 4].includes(level as number) &&
      isTitle(title) &&
      (guidance === undefined || guidance === '') &&
      invites !== true &&
      typeof id === 'string' &&
      /^[\w-]{4,40}$/.test(id) &&
      id !== 'preamble' &&
      list.filter((other) => idOf(other) === id).length === 1 &&
      Object.keys(others).length === 0
    if (!wellFormed || !parent) outline(one)
    else if (mayNot(parent)) closed(parent, must(mayNot(parent), 'a code'))
    else if (mayNot(one)) closed(one, must(mayNot(one), 'a code'))
    else {
      const after = list.slice(list.indexOf(one) + 1)
      if (after.some((other) => other.attributes.fixed === true && parentOf(list, other) === parent))
        outline(one)
    }
  }
  return { against, sections }
}

function sameAttributes(a: Attributes, b: Attributes): boolean {
  const entries = (attributes: Attributes) =>
    JSON.stringify(Object.entries(attributes).sort(([x], [y]) => (x < y ? -1 : 1)))
  return entries(a) === entries(b)
}

function isTitle(title: unknown): boolean {
  return typeof title === 'string' && title.length <= 500
}
