import type * as Y from 'yjs'

export type Child = Y.XmlElement | Y.XmlText

/** What is to stand at a place: what stands in the parent already, or something that is yet to be made. */
export type Wanted = { readonly kept: Child } | { readonly make: () => Child }

/**
 * Brings children into the wanted order: of `candidates`, those that are not kept are removed; what is kept is in this order
 * already and is not touched, nor is what is no candidate. What comes before all that is kept stands at `start`, counted as
 * children stand now. Answers what was made.
 */
export function arrange(
  parent: Y.XmlFragment,
  candidates: ReadonlySet<unknown>,
  wanted: readonly Wanted[],
  start = 0,
): Child[] {
  const kept = new Set<unknown>(wanted.flatMap((one) => ('kept' in one ? [one.kept] : [])))
  const children = parent.toArray() as Child[]
  let at = start
  for (let to = children.length; to > 0; to -= 1) {
    let from = to
    while (from > 0 && candidates.has(children[from - 1]) && !kept.has(children[from - 1])) from -= 1
    if (from === to) continue
    parent.delete(from, to - from)
    children.splice(from, to - from)
    if (from < at) at -= Math.min(to, at) - from
    to = from + 1
  }
  const made: Child[] = []
  let fresh: Child[] = []
  const insert = () => {
    if (fresh.length === 0) return
    parent.insert(at, fresh)
    children.splice(at, 0, ...fresh)
    made.push(...fresh)
    at += fresh.length
    fresh = []
  }
  for (const one of wanted) {
    if ('make' in one) {
      fresh.push(one.make())
      continue
    }
    insert()
    at = children.indexOf(one.kept, at) + 1
  }
  insert()
  return made
}
