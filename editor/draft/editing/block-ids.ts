import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Mapping } from '@tiptap/pm/transform'
import type { EditorView } from '@tiptap/pm/view'
import { BLOCKS_WITH_ID } from '../../../report/schema/names.ts'
import { mayWriteIn } from '../rights/judge.ts'
import { placeOf } from './fill-blanks.ts'
import { changesBlocks, isLocalEdit, withoutReset } from './local-edit.ts'

const WITH_ID = new Set(BLOCKS_WITH_ID)

type Block = { readonly node: Node; readonly pos: number }
type Range = { from: number; to: number }

function blockId(node: Node): string | undefined {
  return WITH_ID.has(node.type.name) && typeof node.attrs.id === 'string' ? node.attrs.id : undefined
}

/** The span of the new document that the transactions touched, and the span of the old one that it replaced. */
function changedSpan(transactions: readonly Transaction[]): { now: Range; before: Range } | undefined {
  const whole = new Mapping(transactions.flatMap((tr) => tr.mapping.maps))
  const now: Range = { from: Infinity, to: -1 }
  whole.maps.forEach((map, index) => {
    const later = whole.slice(index + 1)
    map.forEach((_from, _to, newFrom, newTo) => {
      now.from = Math.min(now.from, later.map(newFrom, -1))
      now.to = Math.max(now.to, later.map(newTo, 1))
    })
  })
  if (now.to < 0) return undefined
  const back = whole.invert()
  return { now, before: { from: back.map(now.from, -1), to: back.map(now.to, 1) } }
}

function blocksIn(doc: Node, { from, to }: Range): Block[] {
  const blocks: Block[] = []
  doc.nodesBetween(Math.max(0, from - 1), Math.min(doc.content.size, to + 1), (node, pos) => {
    if (WITH_ID.has(node.type.name)) blocks.push({ node, pos })
    return !node.inlineContent
  })
  return blocks
}

/** Which of these ids some block outside the given ones holds too. Looks through the whole report: for pastes only. */
function heldElsewhere(doc: Node, ids: ReadonlySet<string>, own: readonly Block[]): Set<string> {
  const ownPositions = new Set(own.map((block) => block.pos))
  const held = new Set<string>()
  doc.descendants((node, pos) => {
    const id = blockId(node)
    if (id !== undefined && ids.has(id) && !ownPositions.has(pos)) held.add(id)
    return !node.inlineContent
  })
  return held
}

/** After a split at the very start the words, not the empty line above them, keep the id: comments hang on the words. */
function prefersLater(first: Block, later: Block): boolean {
  return first.node.content.size === 0 && later.node.content.size > 0
}

function doubled(blocks: readonly Block[], taken: ReadonlySet<string>): Block[] {
  const keepers = new Map<string, Block>()
  const losers: Block[] = []
  for (const block of blocks) {
    const id = blockId(block.node)
    if (id === undefined) continue
    const keeper = keepers.get(id)
    if (taken.has(id)) losers.push(block)
    else if (!keeper) keepers.set(id, block)
    else if (prefersLater(keeper, block)) {
      losers.push(keeper)
      keepers.set(id, block)
    } else losers.push(block)
  }
  return losers
}

function blocksToName(transactions: readonly Transaction[], oldDoc: Node, newDoc: Node): Block[] {
  const span = changedSpan(transactions)
  if (!span) return []
  const blocks = blocksIn(newDoc, span.now)
  const known = new Set(blocksIn(oldDoc, span.before).map((block) => blockId(block.node)))
  const arrived = new Set(blocks.flatMap((block) => blockId(block.node) ?? []).filter((id) => !known.has(id)))
  const taken = arrived.size > 0 ? heldElsewhere(newDoc, arrived, blocks) : new Set<string>()
  return [...blocks.filter((block) => blockId(block.node) === undefined), ...doubled(blocks, taken)]
}

const key = new PluginKey('blockIds')

/**
 * Gives an id of its own to every block that an edit at this screen made, split off or pasted. Blocks of others are left to
 * their screens and to the server's repair. While an input method composes, the block under the caret is left alone until
 * it is done: touching it would end the composition in the middle of a word.
 */
export function blockIds(newId: () => string): Plugin {
  let view: EditorView | undefined
  let waiting = false

  const isComposed = (state: EditorState, { node, pos }: Block) => {
    const { head } = state.selection
    return view?.composing === true && head > pos && head < pos + node.nodeSize
  }

  const name = (state: EditorState, blocks: readonly Block[]): Transaction | undefined => {
    const mayWrite = mayWriteIn(state)
    const own = blocks.filter(({ pos }) => mayWrite(placeOf(state.doc, pos)))
    const free = own.filter((block) => !isComposed(state, block))
    if (free.length < own.length) waiting = true
    if (free.length === 0) return undefined
    const { tr } = state
    for (const { pos } of free) tr.setNodeAttribute(pos, 'id', newId())
    return withoutReset(tr.setStoredMarks(state.storedMarks))
  }

  const nameWhatWaited = () => {
    if (!view || view.isDestroyed || !waiting || view.composing) return
    waiting = false
    const blocks = blocksIn(view.state.doc, { from: 0, to: view.state.doc.content.size })
    const nameless = blocks.filter((block) => blockId(block.node) === undefined)
    const tr = name(view.state, [...nameless, ...doubled(blocks, new Set())])
    if (tr) view.dispatch(tr)
  }

  return new Plugin({
    key,
    appendTransaction: (transactions, oldState, newState) => {
      const local = transactions.filter((tr) => isLocalEdit(tr))
      if (!local.some((tr) => changesBlocks(tr))) return null
      return name(newState, blocksToName(transactions, oldState.doc, newState.doc)) ?? null
    },
    props: {
      handleDOMEvents: {
        // ProseMirror reads the composed text a moment after the event.
        compositionend: () => {
          setTimeout(nameWhatWaited, 50)
          return false
        },
      },
    },
    view: (mounted) => {
      view = mounted
      return { update: nameWhatWaited, destroy: () => (view = undefined) }
    },
  })
}
