import { yXmlFragmentToProsemirrorJSON } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { must } from './must.ts'
import { BLOCKS_WITH_ID, FRAGMENT, NODE } from './schema/names.ts'
import { reportSchema } from './schema/schema.ts'

const NEEDS_ID = new Set<string>([NODE.section, ...BLOCKS_WITH_ID])

/** The id that Yjs gave to an element of the report. (The position after its last child is known by the element itself.) */
function itemOf(element: Y.XmlElement): Y.ID {
  return must(
    Y.createRelativePositionFromTypeIndex(element, element.length).type,
    'an element inside the report',
  )
}

function byAge(a: Y.XmlElement, b: Y.XmlElement): number {
  const left = itemOf(a)
  const right = itemOf(b)
  return left.clock - right.clock || left.client - right.client
}

/** The order in which they may keep an id that several have. */
function byRight(holder: Y.XmlElement | undefined): (a: Y.XmlElement, b: Y.XmlElement) => number {
  return (a, b) =>
    Number(isOutlined(b)) - Number(isOutlined(a)) ||
    Number(b === holder) - Number(a === holder) ||
    byAge(a, b)
}

function* elementsBelow(parent: Y.XmlFragment): Generator<Y.XmlElement> {
  for (const child of parent.toArray()) {
    if (!(child instanceof Y.XmlElement)) continue
    yield child
    yield* elementsBelow(child)
  }
}

function hasId(id: unknown): id is string {
  return typeof id === 'string' && id !== ''
}

/** Per document: which element had which id when it was last looked at. */
const noted = new WeakMap<Y.Doc, ReadonlyMap<string, Y.XmlElement>>()

/**
 * Notes who has which id, before an edit brings elements for the first time. Without that, whoever makes a block that looks
 * older takes the id of one in a section that is not theirs, and the repair would write there on their behalf.
 */
export function noteIds(doc: Y.Doc): void {
  if (!noted.has(doc)) noteHolders(doc)
}

function noteHolders(doc: Y.Doc): void {
  const holders = new Map<string, Y.XmlElement>()
  for (const element of elementsBelow(doc.getXmlFragment(FRAGMENT))) {
    const id: unknown = element.getAttribute('id')
    if (hasId(id) && !holders.has(id)) holders.set(id, element)
  }
  noted.set(doc, holders)
}

/** A section of the outline; what a foreign client calls a section inside of one is none. */
function isOutlined({ nodeName, parent }: Y.XmlElement): boolean {
  return nodeName === NODE.section && parent?.parent === null
}

/**
 * Who must give up its id (or never had one): a section keeps it before anything inside of one, since whose a section is
 * hangs on its id and anybody can make something that looks older; then who had it when ids were last noted; of several
 * alike the oldest keeps it, on every machine the same.
 */
function elementsToRename(doc: Y.Doc): Y.XmlElement[] {
  const holders = new Map<string, Y.XmlElement[]>()
  const nameless: Y.XmlElement[] = []
  for (const element of elementsBelow(doc.getXmlFragment(FRAGMENT))) {
    if (!NEEDS_ID.has(element.nodeName)) continue
    const id: unknown = element.getAttribute('id')
    if (hasId(id)) holders.set(id, [...(holders.get(id) ?? []), element])
    else nameless.push(element)
  }
  const before = noted.get(doc)
  const doubled = [...holders].flatMap(([id, same]) => same.toSorted(byRight(before?.get(id))).slice(1))
  return [...nameless, ...doubled]
}

/**
 * Gives fresh ids to sections and blocks that have none or share one (concurrent splits, undo, foreign clients). Answers
 * whether anything had to change. One writer must do it, or two machines would each give their own: the server, at idle.
 */
export function repairIds(doc: Y.Doc, newId: () => string): boolean {
  const elements = elementsToRename(doc)
  if (elements.length === 0) return false
  doc.transact(() => {
    for (const element of elements) element.setAttribute('id', newId())
  })
  return true
}

/**
 * Brings what stands outside every compartment back into one: an editor that binds a report with a stray paragraph or a
 * second preamble drops it for everybody. Only a foreign client writes such a thing, and its words are kept all the same:
 * at the end of the compartment before it. (Yjs cannot move, so they are copied and the stray is deleted.)
 */
function bringHome(doc: Y.Doc): boolean {
  // The server lets nothing but elements stand at the root.
  const [preamble, ...others] = doc
    .getXmlFragment(FRAGMENT)
    .toArray()
    .filter((child) => child instanceof Y.XmlElement)
  if (!isNamed(preamble, NODE.preamble)) return false
  const strays = others.filter((child) => !isNamed(child, NODE.section))
  if (strays.length === 0) return false
  doc.transact(() => {
    let home = preamble
    for (const child of others) {
      if (isNamed(child, NODE.section)) home = child
      else home.push(blocksOf(child).map((block) => block.clone()))
    }
    for (const stray of strays) deleteFrom(doc.getXmlFragment(FRAGMENT), stray)
  })
  return true
}

function isNamed(child: unknown, name: string): child is Y.XmlElement {
  return child instanceof Y.XmlElement && child.nodeName === name
}

/** What of a stray can stand inside a compartment: a second preamble's blocks, or the block itself. */
function blocksOf(stray: Y.XmlElement): Y.XmlElement[] {
  if (!isNamed(stray, NODE.preamble)) return [stray]
  return stray.toArray().filter((child) => child instanceof Y.XmlElement)
}

function deleteFrom(root: Y.XmlFragment, child: Y.XmlElement): void {
  root.delete(root.toArray().indexOf(child), 1)
}

/** Everything that only one writer may mend: strays first, since their copies repeat ids. */
export function repairDocument(doc: Y.Doc, newId: () => string): boolean {
  const moved = bringHome(doc)
  const renamed = repairIds(doc, newId)
  if (noted.has(doc)) noteHolders(doc)
  return moved || renamed
}

/** Something in a report's document that its schema does not allow. */
export type Problem = { readonly where: string; readonly message: string }

type NodeJson = { type: string; attrs?: Record<string, unknown>; content?: NodeJson[] }

function problemOf(where: string, check: () => void): Problem[] {
  try {
    check()
    return []
  } catch (error) {
    return [{ where, message: error instanceof Error ? error.message : String(error) }]
  }
}

/**
 * What keeps the document from being a report: unknown nodes, content in the wrong place, a missing or second preamble.
 * Unlike binding an editor to it, looking changes nothing.
 */
export function checkDocument(doc: Y.Doc): Problem[] {
  const root = yXmlFragmentToProsemirrorJSON(doc.getXmlFragment(FRAGMENT)) as NodeJson
  const compartments = root.content ?? []
  const inside = compartments.flatMap((json, index) =>
    problemOf(`${json.type} ${index}`, () => reportSchema.nodeFromJSON(json).check()),
  )
  const shallow = { type: NODE.doc, content: compartments.map((json) => ({ ...json, content: [] })) }
  return [...inside, ...problemOf(NODE.doc, () => reportSchema.nodeFromJSON(shallow).check())]
}
