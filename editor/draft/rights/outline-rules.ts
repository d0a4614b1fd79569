import type { Node } from '@tiptap/pm/model'
import { PREAMBLE_ID } from '../../../report/permission/rights.ts'
import { MAX_LEVEL } from '../../../report/schema/names.ts'
import type { ErrorCode } from '../../../report/wire/errors.ts'
import type { OpenRights } from './open-rights.ts'
import { headingsIn, readStandings, type Standing } from './standing.ts'

type Refusals = ReadonlyMap<string, ErrorCode | undefined>

/**
 * Why somebody who may not change everything may not change the headings so; undefined when they may. The server has the
 * same rule: sections of the plan stay as they are, no section changes its place, and what is added, renamed or removed is of one's own part and
 * never stands before a sibling that the plan asks for.
 */
export function whyNotOutline(before: Node, after: Node, open: OpenRights): ErrorCode | undefined {
  const why = whyNotByRules(before, after, open)
  // Who leads is not told that it is the leader's: the outline is closed with the text.
  return why === 'outline-of-coordinator' && open.writer.role === 'coordinator' ? 'stage-closed' : why
}

function whyNotByRules(before: Node, after: Node, open: OpenRights): ErrorCode | undefined {
  const now = refusalsIn(before, open)
  const then = refusalsIn(after, open)
  const old = new Map(sectionsOf(before).map((node) => [idOf(node), node]))
  const left = new Map(sectionsOf(after).map((node) => [idOf(node), node]))
  if (left.size < after.childCount - 1 || !sameOrder(before, after)) return 'outline-of-coordinator'
  const parents = parentsIn(before)
  const parentsThen = parentsIn(after)
  for (const [id, node] of old) {
    const kept = left.get(id)
    const why = kept
      ? whyNotKept(node, kept, parents.get(id) === parentsThen.get(id), then)
      : whyNotRemoved(node, now)
    if (why !== undefined) return why
  }
  for (const [index, node] of sectionsOf(after).entries()) {
    const why = old.has(idOf(node)) ? undefined : whyNotNew(after, index, parentsThen.get(idOf(node)), then)
    if (why !== undefined) return why
  }
  return undefined
}

function whyNotKept(node: Node, kept: Node, sameParent: boolean, then: Refusals): ErrorCode | undefined {
  if (!sameParent) return 'outline-of-coordinator'
  if (node.attrs === kept.attrs || kept.hasMarkup(node.type, node.attrs)) return undefined
  const retitled = { ...node.attrs, title: kept.attrs.title as unknown }
  if (node.attrs.fixed !== false || !kept.hasMarkup(node.type, retitled)) return 'outline-of-coordinator'
  return then.get(idOf(kept))
}

function whyNotRemoved(node: Node, now: Refusals): ErrorCode | undefined {
  return node.attrs.fixed === false ? now.get(idOf(node)) : 'outline-of-coordinator'
}

function whyNotNew(
  doc: Node,
  index: number,
  parent: string | undefined,
  then: Refusals,
): ErrorCode | undefined {
  const sections = sectionsOf(doc)
  const node = sections[index]
  if (!node || parent === undefined) return 'outline-of-coordinator'
  const { id, level, fixed, guidance, invites } = node.attrs
  const isOwn = fixed === false && guidance === '' && invites === false
  const isPlaced = level > 1 && level <= MAX_LEVEL && !isFollowedByFixed(sections, index)
  if (!isOwn || !isPlaced || id === PREAMBLE_ID) return 'outline-of-coordinator'
  return then.get(parent) ?? then.get(idOf(node))
}

/** Whether a section of the plan follows under the same parent. */
function isFollowedByFixed(sections: readonly Node[], index: number): boolean {
  const parents = parentsOf(sections)
  return sections.slice(index + 1).some((node, offset) => {
    return node.attrs.fixed !== false && parents[index + 1 + offset] === parents[index]
  })
}

function sameOrder(before: Node, after: Node): boolean {
  const olds = new Set(sectionsOf(before).map(idOf))
  const news = new Set(sectionsOf(after).map(idOf))
  const kept = sectionsOf(before)
    .map(idOf)
    .filter((id) => news.has(id))
  const there = sectionsOf(after)
    .map(idOf)
    .filter((id) => olds.has(id))
  return kept.length === there.length && kept.every((id, index) => id === there[index])
}

function sectionsOf(doc: Node): Node[] {
  return doc.children.slice(1)
}

function idOf({ attrs }: Node): string {
  return String(attrs.id)
}

/** The section that each one stands under: the nearest before it on a higher level. */
function parentsOf(sections: readonly Node[]): (string | undefined)[] {
  const above: Node[] = []
  return sections.map((node) => {
    while (Number(above.at(-1)?.attrs.level ?? 0) >= Number(node.attrs.level)) above.pop()
    const parent = above.at(-1)
    above.push(node)
    return parent && idOf(parent)
  })
}

function parentsIn(doc: Node): Map<string, string | undefined> {
  const sections = sectionsOf(doc)
  const parents = parentsOf(sections)
  return new Map(sections.map((node, index) => [idOf(node), parents[index]]))
}

function refusalsIn(doc: Node, open: OpenRights): Refusals {
  const standings: readonly Standing[] = readStandings(headingsIn(doc), open)
  return new Map(standings.map(({ id, refusal }) => [id, refusal]))
}
