import { Extension } from '@tiptap/core'
import { type EditorState, Plugin, PluginKey, Selection, TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { isCompartment, NODE } from '../../../report/schema/names.ts'
import { mayWriteIn } from '../rights/judge.ts'
import { crossesSections, deletePerSection } from './delete-per-section.ts'

const COMPOSING = 229

function isCrossing(state: EditorState): boolean {
  return crossesSections(state.doc, state.selection)
}

function emptyEachSection(view: EditorView): void {
  const { state } = view
  view.dispatch(deletePerSection(state.tr, state.selection, mayWriteIn(state)).scrollIntoView())
}

/** Where the caret is in a section: at its first or last place for text. */
function atSectionEdge({ selection, doc }: EditorState, direction: 1 | -1): boolean {
  if (!(selection instanceof TextSelection) || !selection.empty || selection.$head.depth === 0) return false
  const { $head } = selection
  const edge = direction < 0 ? $head.start(1) : $head.end(1)
  return Selection.findFrom(doc.resolve(edge), direction < 0 ? 1 : -1, true)?.head === $head.pos
}

/** Enter in a caption goes on below the picture; in a footnote, behind its mark. */
function leaveOnEnter({ state, dispatch }: EditorView): boolean {
  const { $head } = state.selection
  const { tr } = state
  if ($head.parent.type.name === NODE.footnote) {
    dispatch(tr.setSelection(TextSelection.create(tr.doc, $head.after())))
    return true
  }
  const paragraph = state.schema.nodes[NODE.paragraph]
  if ($head.parent.type.name !== NODE.figure || !paragraph) return false
  const after = $head.after()
  const next = tr.doc.resolve(after).nodeAfter
  const isBlankLine = next?.type === paragraph && next.content.size === 0
  if (!isBlankLine) tr.insert(after, paragraph.create())
  dispatch(tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView())
  return true
}

/** The cell, where `$head` is in a table of a section: document, section, table, row, cell. */
const CELL_DEPTH = 4

/** Whether the caret is on the last line of the last row of a table behind which its section has nothing more. */
function isAtFootOfLastTable(view: EditorView): boolean {
  const { selection, doc } = view.state
  if (!(selection instanceof TextSelection) || !selection.empty) return false
  const { $head } = selection
  if ($head.depth <= CELL_DEPTH || $head.node(2).type.name !== NODE.table) return false
  const cell = $head.node(CELL_DEPTH)
  const rowBelow = $head.index(2) + Number(cell.attrs.rowspan ?? 1)
  if ($head.indexAfter(1) < $head.node(1).childCount || rowBelow < $head.node(2).childCount) return false
  const last = Selection.findFrom(doc.resolve($head.end(CELL_DEPTH)), -1, true)
  return last?.$head.parent === $head.parent && view.endOfTextblock('down')
}

/** Down from a table at the end of its section goes to a new line below it, not past the next heading. */
function leaveTableOnDown(view: EditorView): boolean {
  if (!view.editable || !isAtFootOfLastTable(view)) return false
  const paragraph = view.state.schema.nodes[NODE.paragraph]
  if (!paragraph || !mayWriteIn(view.state)(view.state.selection.$head.index(0))) return false
  const { tr } = view.state
  const after = view.state.selection.$head.after(2)
  tr.insert(after, paragraph.create())
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView())
  return true
}

function hasModifier({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return altKey || ctrlKey || metaKey || shiftKey
}

function handleKeyDown(view: EditorView, event: KeyboardEvent): boolean {
  if (isCrossing(view.state)) {
    // The input method is about to replace the selection in the page by itself: it must find the caret in one section.
    if (event.keyCode === COMPOSING) {
      emptyEachSection(view)
      return false
    }
    if (['Backspace', 'Delete', 'Enter'].includes(event.key)) {
      emptyEachSection(view)
      return true
    }
  }
  if (event.isComposing) return false
  if (event.key === 'ArrowDown' && !hasModifier(event)) return leaveTableOnDown(view)
  return event.key === 'Enter' && leaveOnEnter(view)
}

function crossingPlugin(): Plugin {
  let escaped = false
  return new Plugin({
    key: new PluginKey('crossingSelection'),
    props: {
      handleKeyDown,
      handleDOMEvents: {
        // Escape, then Tab: the documented way out of lists and tables, where Tab itself has work to do (WCAG 2.1.2).
        // True keeps ProseMirror from the event and leaves it to the browser.
        keydown: (_view, event) => {
          const leaving = escaped && event.key === 'Tab'
          if (event.key !== 'Shift') escaped = event.key === 'Escape'
          return leaving
        },
        compositionstart: (view) => {
          if (isCrossing(view.state)) emptyEachSection(view)
          return false
        },
      },
    },
  })
}

function inList({ selection: { $head } }: EditorState): boolean {
  for (let depth = $head.depth; depth > 0; depth -= 1) {
    if ($head.node(depth).type.name === NODE.listItem) return true
    if (isCompartment($head.node(depth).type.name)) return false
  }
  return false
}

/**
 * Keys over a selection that crosses sections. Runs before everything else, so that no default sees such a selection.
 */
export const CrossingKeys = Extension.create({
  name: 'crossingKeys',
  priority: 2000,
  addProseMirrorPlugins: () => [crossingPlugin()],
})

/**
 * What is left to the very end: at a section's edge Backspace and Delete do nothing (left to the browser they would pull
 * the page's sections together); Tab that no list level takes stays in the list; anywhere else it leaves the text (WCAG 2.1.2).
 */
export const LastKeys = Extension.create({
  name: 'lastKeys',
  priority: 1,
  addKeyboardShortcuts() {
    const before = () => atSectionEdge(this.editor.state, -1)
    const after = () => atSectionEdge(this.editor.state, 1)
    return {
      Backspace: before,
      'Mod-Backspace': before,
      'Alt-Backspace': before,
      Delete: after,
      'Mod-Delete': after,
      'Alt-Delete': after,
      Tab: () => inList(this.editor.state),
      'Shift-Tab': () => inList(this.editor.state),
    }
  },
})
