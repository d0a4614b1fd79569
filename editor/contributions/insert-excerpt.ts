import type { Node } from '@tiptap/pm/model'
import type { EditorView } from '@tiptap/pm/view'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { NODE } from '../../report/schema/names.ts'
import type { Excerpt } from '../../report/wire/contributions.ts'
import { gather } from '../import/destinations.ts'
import { insertBlocks } from '../import/insert-blocks.ts'
import { readOutline } from '../sections/outline.ts'

/** What became of it; `blockIds`: the blocks of the section that came out of the excerpt. */
export type InsertedExcerpt =
  | { readonly state: 'done'; readonly blockIds: readonly string[] }
  | { readonly state: 'refused' | 'unfit' }

/** Puts what an office says at the end of a section, as one edit that can be undone as one. */
export function insertExcerpt(view: EditorView, excerpt: Excerpt, sectionId: string): InsertedExcerpt {
  const { sections } = readOutline(view.state.doc)
  const titles = new Map(sections.map(({ id, title }) => [id, title]))
  const part = { ...excerpt, level: 1, number: '', sectionId: excerpt.placedByHand ? null : sectionId }
  const gathered = gather([part], [sectionId], titles)
  if (gathered.length === 0) return { state: 'unfit' }
  const { state } = insertBlocks(view, gathered)
  if (state !== 'done') return { state }
  const count = gathered.reduce((sum, { blocks }) => sum + blocks.length, 0)
  return { state, blockIds: lastBlocks(view.state.doc, sectionId, count) }
}

function lastBlocks(doc: Node, sectionId: string, count: number): string[] {
  const home = doc.children.find(
    (node) => (node.type.name === NODE.preamble ? PREAMBLE_ID : node.attrs.id) === sectionId,
  )
  return (home?.children.slice(-count) ?? []).flatMap((block) => {
    const id: unknown = block.attrs.id
    return typeof id === 'string' && id !== '' ? [id] : []
  })
}
