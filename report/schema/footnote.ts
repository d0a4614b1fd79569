import { Node } from '@tiptap/core'
import { NODE } from './names.ts'

/**
 * A footnote stands where its mark stands and holds its own text, so that it moves, copies and dies with the sentence it
 * belongs to. Its number is counted when shown, never stored.
 */
export const Footnote = Node.create({
  name: NODE.footnote,
  group: 'inline',
  inline: true,
  content: 'text*',
  isolating: true,
  defining: true,
  selectable: true,
  draggable: false,

  parseHTML() {
    return [{ tag: 'span[data-footnote]' }]
  },

  renderHTML() {
    return ['span', { 'data-footnote': '' }, 0]
  },

  renderText({ node }) {
    return ` (${node.textContent})`
  },
})
