import type { Node } from '@tiptap/pm/model'
import { type EditorState, PluginKey } from '@tiptap/pm/state'
import { mayEverything, whyNowhere } from '../../../report/permission/rights.ts'
import type { ErrorCode } from '../../../report/wire/errors.ts'
import type { Observable } from '../connection/cell.ts'
import { sameSkeleton } from '../editing/skeleton.ts'
import type { OpenRights } from './open-rights.ts'
import { whyNotOutline } from './outline-rules.ts'
import { type Standing, standingsReader } from './standing.ts'

/** Why an edit is not made; `standing` is the first compartment that stands against it, where it is one. */
export type Refused = { readonly code: ErrorCode; readonly standing: Standing | undefined }

/** Knows in an editor who may write where. */
export type Judge = {
  readonly open: Observable<OpenRights>
  readonly standings: (doc: Node) => readonly Standing[]
}

export function createJudge(open: Observable<OpenRights>): Judge {
  return { open, standings: standingsReader(open) }
}

/** Where the editor keeps its judge; an editor without one lets its person write everywhere. */
export const judgeKey = new PluginKey<Judge>('rights')

/** Why this step from one document to the next is none that one may make; undefined when one may. */
export function whyRefused({ open, standings }: Judge, before: Node, after: Node): Refused | undefined {
  if (before === after) return undefined
  const { writer, rights } = open.get()
  const nowhere = whyNowhere(writer, rights.stage)
  if (nowhere !== undefined) return { code: nowhere, standing: undefined }
  if (mayEverything(writer, rights.stage)) return undefined
  if (sameSkeleton(before, after)) return refusedAmong(changedCompartments(before, after), standings(before))
  const code = whyNotOutline(before, after, open.get())
  if (code !== undefined) return { code, standing: undefined }
  return refusedAmong(changedAmongKept(before, after), standings(before))
}

function refusedAmong(changed: readonly number[], standings: readonly Standing[]): Refused | undefined {
  for (const index of changed) {
    const standing = standings[index]
    if (standing?.refusal !== undefined) return { code: standing.refusal, standing }
  }
  return undefined
}

/** The compartments whose contents differ, by index, of two documents with the same headings. */
export function changedCompartments(before: Node, after: Node): number[] {
  return before.children.flatMap((node, index) => (sameContent(node, after.child(index)) ? [] : index))
}

function changedAmongKept(before: Node, after: Node): number[] {
  const there = new Map(after.children.map((node) => [node.attrs.id as unknown, node]))
  return before.children.flatMap((node, index) => {
    const kept = there.get(node.attrs.id)
    return kept && !sameContent(node, kept) ? index : []
  })
}

function sameContent(a: Node, b: Node): boolean {
  return a === b || a.content === b.content || a.content.eq(b.content)
}

/** Whether one may write in the compartment of an index. */
export type MayWrite = (index: number) => boolean

export const EVERYWHERE: MayWrite = () => true

export function mayWriteIn(state: EditorState): MayWrite {
  const judge = judgeKey.getState(state)
  return judge ? (index) => judge.standings(state.doc)[index]?.refusal === undefined : EVERYWHERE
}

/** Why nothing can be written at the caret or over the selection: no compartment that it touches is open to one. */
export function whyNotHere(state: EditorState): Refused | undefined {
  const judge = judgeKey.getState(state)
  if (!judge) return undefined
  const { $from, $to } = state.selection
  const touched = judge
    .standings(state.doc)
    .slice($from.index(0), lastTouched($to.index(0), $from.index(0), $to.depth) + 1)
  const [first] = touched
  if (first?.refusal === undefined || touched.some(({ refusal }) => refusal === undefined)) return undefined
  return { code: first.refusal, standing: first }
}

/** A selection that ends between two compartments touches the one before its end. */
function lastTouched(index: number, first: number, depth: number): number {
  return depth === 0 ? Math.max(first, index - 1) : index
}
