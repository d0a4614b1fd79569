import { DOMSerializer } from '@tiptap/pm/model'
import type { NodeJson } from '../../report/content/content-json.ts'
import { reportSchema } from '../../report/schema/schema.ts'
import { makeNodes } from './insert-blocks.ts'

/**
 * Blocks as they will stand in the report, to be looked at: footnotes by their number, their texts in a list below. Undefined
 * when they do not fit the report's schema.
 */
export function drawBlocks(blocks: readonly NodeJson[]): HTMLElement | undefined {
  const nodes = makeNodes(reportSchema, blocks)
  if (!nodes) return undefined
  const serializer = DOMSerializer.fromSchema(reportSchema)
  const drawn = document.createElement('div')
  drawn.append(...nodes.map((node) => serializer.serializeNode(node)))
  setNotesBelow(drawn)
  for (const image of drawn.querySelectorAll('img')) image.loading = 'lazy'
  return drawn
}

function setNotesBelow(drawn: HTMLElement): void {
  const list = document.createElement('ol')
  list.className = 'import-notes'
  for (const [index, note] of drawn.querySelectorAll('[data-footnote]').entries()) {
    const mark = document.createElement('sup')
    mark.textContent = String(index + 1)
    const text = document.createElement('li')
    text.textContent = note.textContent
    list.append(text)
    note.replaceWith(mark)
  }
  if (list.childElementCount > 0) drawn.append(list)
}
