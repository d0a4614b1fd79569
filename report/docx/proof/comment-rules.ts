import type { Rule } from './check-package.ts'
import type { PackageParts } from './package-parts.ts'
import { storiesOf } from './packaging-rules.ts'
import { allOf, childrenOf, everyElement, type XmlElement } from './read-xml.ts'

const COMMENTS = 'word/comments.xml'
const EXTENDED = 'word/commentsExtended.xml'

/** Where a comment is: how many runs stand before its start, before its end, before its mark. */
type Range = { starts: number[]; ends: number[]; references: number[] }

const LISTS = {
  'w:commentRangeStart': 'starts',
  'w:commentRangeEnd': 'ends',
  'w:commentReference': 'references',
} as const

function rangesOf(parts: PackageParts): Map<string, Range> {
  const ranges = new Map<string, Range>()
  for (const { name: story, xml } of storiesOf(parts)) {
    if (story === COMMENTS) continue
    let at = 0
    for (const { name, attributes } of everyElement(xml)) {
      if (name === 'w:t' || name === 'w:p' || name === 'w:br' || name === 'w:footnoteReference') at += 1
      const list = LISTS[name as keyof typeof LISTS]
      if (list === undefined) continue
      const id = attributes['w:id'] ?? ''
      const range = ranges.get(id) ?? { starts: [], ends: [], references: [] }
      range[list].push(at)
      ranges.set(id, range)
    }
  }
  return ranges
}

function commentsOf(parts: PackageParts): XmlElement[] {
  return parts.has(COMMENTS) ? childrenOf(parts.xml(COMMENTS), 'w:comment') : []
}

function* ranges(parts: PackageParts): Iterable<string> {
  const found = rangesOf(parts)
  const ids = commentsOf(parts).map(({ attributes }) => attributes['w:id'] ?? '')
  for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index)))
    yield `comment id twice: ${id}`
  for (const id of new Set(ids)) {
    const { starts = [], ends = [], references = [] } = found.get(id) ?? {}
    if (starts.length === 0) yield `comment without a start of its range: ${id}`
    if (ends.length === 0) yield `comment without an end of its range: ${id}`
    if (references.length === 0) yield `comment without a reference: ${id}`
  }
  for (const [id, { starts, ends, references }] of found) {
    if (!ids.includes(id)) yield `reference to no comment: ${id}`
    if (starts.length > 1) yield `two starts of the comment ${id}`
    if (ends.length > 1) yield `two ends of the comment ${id}`
    if (references.length > 1) yield `two references of the comment ${id}`
    const [start = 0] = starts
    const [end = start] = ends
    const [reference = end] = references
    if (start > end || end > reference) yield `start, end and reference of the comment ${id} are out of order`
  }
}

function* paragraphIds(parts: PackageParts): Iterable<string> {
  const seen = new Set<string>()
  for (const { name, xml } of storiesOf(parts)) {
    for (const { attributes } of allOf(xml, 'w:p', 'w:tr')) {
      const id = attributes['w14:paraId']
      if (id === undefined) continue
      const number = parseInt(id, 16)
      if (!/^[\dA-F]{8}$/i.test(id) || number === 0 || number >= 0x80000000)
        yield `${name}: paraId out of range: ${id}`
      if (seen.has(id.toUpperCase())) yield `${name}: paraId twice: ${id}`
      seen.add(id.toUpperCase())
    }
  }
}

/** Threads are of one level, each reply stands where the comment stands that it replies to. */
function* threads(parts: PackageParts): Iterable<string> {
  if (!parts.has(EXTENDED)) {
    if (commentsOf(parts).length > 0)
      yield 'comments without their threads: all would be open and none a reply'
    return
  }
  const extended = childrenOf(parts.xml(EXTENDED), 'w15:commentEx')
  const comments = new Map(
    commentsOf(parts).map((comment) => [paragraphIdOf(comment), comment.attributes['w:id'] ?? '']),
  )
  const parents = new Map(
    extended.map(({ attributes }) => [attributes['w15:paraId'], attributes['w15:paraIdParent']]),
  )
  if (parents.size < extended.length) yield 'a comment twice in the threads'
  for (const [paraId, id] of comments) if (!parents.has(paraId)) yield `comment without a thread: ${id}`
  const places = rangesOf(parts)
  for (const [paraId, parent] of parents) {
    const id = comments.get(paraId)
    if (id === undefined) yield `thread of no comment: ${paraId}`
    if (parent === undefined) continue
    const parentId = comments.get(parent)
    if (parentId === undefined) yield `reply to no comment: ${paraId} to ${parent}`
    else if (parents.get(parent) !== undefined) yield `reply to a reply: ${paraId} to ${parent}`
    else if (id !== undefined && !stand(places.get(id), places.get(parentId)))
      yield `reply ${id} stands elsewhere than the comment ${parentId}`
  }
}

/** Of the last paragraph: that is the one by which Word knows a comment. */
function paragraphIdOf(comment: XmlElement): string | undefined {
  return childrenOf(comment, 'w:p').at(-1)?.attributes['w14:paraId']
}

function stand(reply: Range | undefined, parent: Range | undefined): boolean {
  return reply?.starts[0] === parent?.starts[0] && reply?.ends[0] === parent?.ends[0]
}

const IDS = 'word/commentsIds.xml'

function* durableIds(parts: PackageParts): Iterable<string> {
  if (!parts.has(IDS)) return
  const known = new Set(commentsOf(parts).map(paragraphIdOf))
  const seen = new Set<string>()
  for (const { attributes } of childrenOf(parts.xml(IDS), 'w16cid:commentId')) {
    const paraId = attributes['w16cid:paraId']
    const id = attributes['w16cid:durableId'] ?? ''
    if (!known.has(paraId)) yield `durable id of no comment: ${paraId}`
    if (seen.has(id)) yield `durable id twice: ${id}`
    if (!(parseInt(id, 16) > 0 && parseInt(id, 16) < 0x7fffffff)) yield `durable id out of range: ${id}`
    seen.add(id)
  }
}

function* authors(parts: PackageParts): Iterable<string> {
  for (const { attributes } of commentsOf(parts)) {
    const id = attributes['w:id']
    if (!attributes['w:author']) yield `comment of nobody: ${id}`
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(attributes['w:date'] ?? '')) yield `comment of no time: ${id}`
  }
}

export const CHECK_COMMENTS: readonly Rule[] = [ranges, paragraphIds, threads, durableIds, authors]
