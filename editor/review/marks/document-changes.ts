import type { Fragment, Node } from '@tiptap/pm/model'
import { StepMap } from '@tiptap/pm/transform'

/** So many positions from `start` on became so many. */
export type Change = { readonly start: number; readonly old: number; readonly now: number }

/**
 * What differs between two states of a document, as a stretch for each place, in order: ten people who write in ten sections
 * change ten paragraphs, and not all that stands between them. Cheap, for what did not change is the same object in both.
 */
export function changesBetween(before: Node, after: Node): readonly Change[] {
  return changesIn(before.content, after.content, 0)
}

export function mapOfChanges(changes: readonly Change[]): StepMap {
  return new StepMap(changes.flatMap(({ start, old, now }) => [start, old, now]))
}

function changesIn(before: Fragment, after: Fragment, start: number): Change[] {
  // Where children came or went, which of them are the same ones is a guess.
  const isParted = before.childCount === after.childCount && before.firstChild?.isInline !== true
  if (!isParted) return stretch(before, after, start)
  const changes: Change[] = []
  let pos = start
  for (let index = 0; index < before.childCount; index++) {
    const [old, now] = [before.child(index), after.child(index)]
    if (old !== now) changes.push(...changesOf(old, now, pos))
    pos += old.nodeSize
  }
  return changes
}

function changesOf(old: Node, now: Node, pos: number): Change[] {
  if (old.type === now.type && !old.isLeaf) return changesIn(old.content, now.content, pos + 1)
  return old.eq(now) ? [] : [{ start: pos, old: old.nodeSize, now: now.nodeSize }]
}

function stretch(before: Fragment, after: Fragment, at: number): Change[] {
  const start = before.findDiffStart(after)
  const end = before.findDiffEnd(after)
  if (start === null || end === null) return []
  const overlap = Math.max(0, start - Math.min(end.a, end.b))
  return [{ start: at + start, old: end.a + overlap - start, now: end.b + overlap - start }]
}
