import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey, TextSelection } from '@tiptap/pm/state'
import {
  Decoration,
  DecorationSet,
  type EditorView,
  type NodeView,
  type ViewMutationRecord,
} from '@tiptap/pm/view'
import { NODE } from '../../../report/schema/names.ts'
import { element, setText } from './dom.ts'
import type { ViewTexts } from './texts.ts'

/** A footnote: its number in the sentence, its text beside it while the caret is inside. */
export class FootnoteView implements NodeView {
  readonly dom = element('span', { class: 'cs-footnote' })
  readonly contentDOM = element('span', { class: 'cs-footnote-text', role: 'note' })
  private readonly mark = element('sup', {
    class: 'cs-footnote-mark',
    contenteditable: 'false',
    role: 'button',
  })
  private readonly texts: ViewTexts
  private node: Node

  constructor(node: Node, view: EditorView, getPos: () => number | undefined, texts: ViewTexts) {
    this.node = node
    this.texts = texts
    this.dom.append(this.mark, this.contentDOM)
    this.mark.addEventListener('mousedown', (event) => {
      event.preventDefault()
      const pos = getPos()
      if (pos === undefined) return
      view.dispatch(
        view.state.tr.setSelection(TextSelection.create(view.state.doc, pos + 1 + this.node.content.size)),
      )
      view.focus()
    })
    this.drawHint()
  }

  showNumber(number: number): void {
    setText(this.mark, String(number))
    this.mark.setAttribute('aria-label', this.texts.footnote(number))
  }

  update(node: Node, decorations: readonly Decoration[]): boolean {
    if (node.type !== this.node.type) return false
    this.node = node
    this.drawHint()
    this.mark.setAttribute('aria-expanded', String(decorations.some(({ spec }) => spec.open === true)))
    return true
  }

  private drawHint(): void {
    this.mark.title = this.node.textContent
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type !== 'selection' && !this.contentDOM.contains(mutation.target)
  }
}

function footnoteBeside(
  { selection }: EditorState,
  side: 'before' | 'after',
): { node: Node; pos: number } | undefined {
  const { $head, empty } = selection
  const node = side === 'before' ? $head.nodeBefore : $head.nodeAfter
  if (!empty || node?.type.name !== NODE.footnote) return undefined
  return { node, pos: side === 'before' ? $head.pos - node.nodeSize : $head.pos }
}

function putCaret(view: EditorView, pos: number): true {
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, pos)).scrollIntoView())
  return true
}

function handleInside(view: EditorView, key: string): boolean {
  const { $head, empty } = view.state.selection
  const atStart = empty && $head.parentOffset === 0
  const atEnd = empty && $head.parentOffset === $head.parent.content.size
  if (key === 'Escape' || (key === 'ArrowRight' && atEnd)) return putCaret(view, $head.after())
  if (key === 'ArrowLeft' && atStart) return putCaret(view, $head.before())
  if ((key === 'Backspace' && atStart) || (key === 'Delete' && atEnd)) {
    if ($head.parent.content.size === 0) view.dispatch(view.state.tr.delete($head.before(), $head.after()))
    return true
  }
  return false
}

/** From outside, keys enter a footnote before they could delete it: its text is not on the page to be missed. */
function handleBeside(view: EditorView, key: string): boolean {
  const back = key === 'ArrowLeft' || key === 'Backspace'
  if (!back && key !== 'ArrowRight' && key !== 'Delete') return false
  const beside = footnoteBeside(view.state, back ? 'before' : 'after')
  return beside !== undefined && putCaret(view, beside.pos + 1 + (back ? beside.node.content.size : 0))
}

/** Opens the footnote the caret is in, and moves the caret in and out with the arrow keys. */
export function footnoteCaret(): Plugin {
  return new Plugin({
    key: new PluginKey('footnoteCaret'),
    props: {
      handleKeyDown: (view, event) => {
        if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
          return false
        const inside = view.state.selection.$head.parent.type.name === NODE.footnote
        return inside ? handleInside(view, event.key) : handleBeside(view, event.key)
      },
      decorations: ({ doc, selection: { $head } }) => {
        if ($head.parent.type.name !== NODE.footnote) return null
        const open = Decoration.node(
          $head.before(),
          $head.after(),
          { class: 'cs-footnote--open' },
          { open: true },
        )
        return DecorationSet.create(doc, [open])
      },
    },
  })
}
