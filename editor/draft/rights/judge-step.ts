import { Fragment, type Node } from '@tiptap/pm/model'
import type * as Y from 'yjs'
import { mayEverything, PREAMBLE_ID, whyNowhere } from '../../../report/permission/rights.ts'
import { NODE } from '../../../report/schema/names.ts'
import type { Judge, Refused } from './judge.ts'
import { whyNotOutline } from './outline-rules.ts'
import { attributeOf, reachOf, type StepReach, type UndoStep } from './undo-guard.ts'

/** Why an undo or redo step may not be done; undefined when it may. */
export function whyNotStep(
  judge: Judge,
  doc: Node,
  fragment: Y.XmlFragment,
  step: UndoStep,
): Refused | undefined {
  const open = judge.open.get()
  const nowhere = whyNowhere(open.writer, open.rights.stage)
  if (nowhere !== undefined) return { code: nowhere, standing: undefined }
  if (mayEverything(open.writer, open.rights.stage)) return undefined
  const reach = reachOf(step, fragment)
  for (const id of reach.inside) {
    const standing = judge.standings(doc).find((one) => one.id === (id ?? PREAMBLE_ID))
    if (standing?.refusal !== undefined) return { code: standing.refusal, standing }
  }
  if (reach.removes.length === 0 && reach.restores.length === 0) return undefined
  const code = whyNotOutline(doc, outlineAfter(doc, reach), open)
  return code && { code, standing: undefined }
}

/** The document's headings as the step would leave them. */
function outlineAfter(doc: Node, { removes, restores }: StepReach): Node {
  const left = doc.children.filter((node) => !removes.includes(String(node.attrs.id)))
  for (const { section, behind } of restores) {
    const place = left.findIndex((node) => (node.attrs.id as string | undefined) === behind)
    left.splice(place + 1, 0, emptySection(doc, section))
  }
  return doc.copy(Fragment.from(left))
}

function emptySection(doc: Node, section: Y.XmlElement): Node {
  const type = doc.type.schema.nodes[NODE.section]
  if (!type) throw new Error('the schema has no sections')
  const names = Object.keys(type.spec.attrs ?? {})
  const known = names.map((name) => [name, attributeOf(section, name)] as const)
  return type.create(Object.fromEntries(known.filter(([, value]) => value !== undefined)))
}
