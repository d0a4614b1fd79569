import type { NodeType } from '@tiptap/pm/model'
import { reportSchema } from './schema.ts'

const CHILDREN = new Map(Object.values(reportSchema.nodes).map((type) => [type.name, childrenOf(type)]))

/**
 * May an element of the one name stand in one of the other? A binding deletes what its schema refuses, and the parent with
 * it, in the name of whoever looks at it. What the schema does not know at all goes alone, so that may stand anywhere.
 */
export function mayStandIn(parent: string, child: string): boolean {
  return !CHILDREN.has(child) || (CHILDREN.get(parent)?.has(child) ?? true)
}

/** Contents are repetitions of alternatives: what may stand first may stand anywhere. */
function childrenOf({ contentMatch }: NodeType): ReadonlySet<string> {
  const children = Object.values(reportSchema.nodes).filter((type) => contentMatch.matchType(type) !== null)
  return new Set(children.map(({ name }) => name))
}
