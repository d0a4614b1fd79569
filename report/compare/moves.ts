import { blockLines } from '../content/content-text.ts'
import { NODE } from '../schema/names.ts'
import type { BlockChange, Comparison } from './comparison.ts'
import { blockKey } from './same.ts'

type Moved = { readonly change: Extract<BlockChange, { kind: 'added' | 'removed' }>; readonly home: string }

/**
 * The same comparison, in which what was removed at one place and added at another says so of itself. Only what stands directly
 * in a section, says something, and says it unchanged, is looked for.
 */
export function markMoves(comparison: Comparison): Comparison {
  const { removed, added } = gatherLoose(comparison)
  if (removed.length === 0 || added.length === 0) return comparison
  const gone = new Map<string, Moved[]>()
  for (const one of removed) {
    const key = blockKey(one.change.block)
    const known = gone.get(key)
    if (known) known.push(one)
    else gone.set(key, [one])
  }
  const homes = new Map<BlockChange, string>()
  for (const { change, home } of added) {
    const candidates = gone.get(blockKey(change.block)) ?? []
    const byId = candidates.slice(0, 50).findIndex((one) => one.change.block.id === change.block.id)
    const from = byId > 0 ? candidates.splice(byId, 1)[0] : candidates.pop()
    if (!from) continue
    homes.set(from.change, home)
    homes.set(change, from.home)
  }
  if (homes.size === 0) return comparison
  const marked = (changes: readonly BlockChange[]) =>
    changes.map((change) => markedAs(change, homes.get(change)))
  return {
    preamble: marked(comparison.preamble),
    sections: comparison.sections.map((section) => ({ ...section, blocks: marked(section.blocks) })),
  }
}

function markedAs(change: BlockChange, home: string | undefined): BlockChange {
  if (home === undefined) return change
  if (change.kind === 'added') return { ...change, movedFrom: home }
  return change.kind === 'removed' ? { ...change, movedTo: home } : change
}

function gatherLoose({ preamble, sections }: Comparison) {
  const removed: Moved[] = []
  const added: Moved[] = []
  const gather = (changes: readonly BlockChange[], home: string) => {
    for (const change of changes) {
      if (change.kind !== 'added' && change.kind !== 'removed') continue
      if (blockLines([change.block]).every((line) => line.trim() === '')) continue
      ;(change.kind === 'added' ? added : removed).push({ change, home })
    }
  }
  gather(preamble, NODE.preamble)
  for (const { id, blocks } of sections) gather(blocks, id)
  return { removed, added }
}
