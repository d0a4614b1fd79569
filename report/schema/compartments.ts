import { Node } from '@tiptap/core'
import { NODE } from './names.ts'

/** Exactly one preamble, then a flat list of sections: depth is `level` only, so a section can be moved or locked alone. */
export const ReportDocument = Node.create({
  name: NODE.doc,
  topNode: true,
  content: `${NODE.preamble} ${NODE.section}*`,
})

/** The opening paragraphs. Has no parse rule: pasted HTML can bring blocks, never a second preamble. */
export const Preamble = Node.create({
  name: NODE.preamble,
  content: 'block*',
  isolating: true,
  defining: true,
  selectable: false,

  addAttributes() {
    return { guidance: { default: '', rendered: false } }
  },

  renderHTML() {
    return ['div', { 'data-preamble': '' }, 0]
  },
})

/**
 * A heading of the plan (or one that people added: `fixed` false) with the text under it. `block*`, never `block+`: two
 * people who delete the last two paragraphs at once would make the section invalid, and Yjs bindings delete invalid nodes.
 * The title is an attribute, out of reach of typing. Has no parse rule: pasting never creates sections.
 */
export const Section = Node.create({
  name: NODE.section,
  content: 'block*',
  isolating: true,
  defining: true,
  selectable: false,

  addAttributes() {
    return {
      id: { default: null, rendered: false },
      level: { default: 1, rendered: false },
      title: { default: '', rendered: false },
      fixed: { default: false, rendered: false },
      guidance: { default: '', rendered: false },
      invites: { default: false, rendered: false },
      /** `portrait` or `landscape`: a *phụ lục* behind the signature, on pages of its own. Level 1 only. */
      appendix: { default: null, rendered: false },
    }
  },

  renderHTML({ node }) {
    return ['section', { 'data-section': String(node.attrs.id), 'data-level': String(node.attrs.level) }, 0]
  },
})
