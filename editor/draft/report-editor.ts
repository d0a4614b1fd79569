import { Editor, Extension, type Extensions } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { type EditorState, Plugin } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { reportExtensions } from '../../report/schema/extensions.ts'
import { NODE } from '../../report/schema/names.ts'
import type { ReportConnection } from './connection/connection.ts'
import { readCaret } from './connection/read-caret.ts'
import './presence/carets.css'
import { peerCarets } from './presence/carets.ts'

export type ReportEditorOptions = {
  readonly connection: ReportConnection
  readonly editable: boolean
  /** What a screen reader calls the text field. */
  readonly label: string
  /** Further extensions: the guard of the outline, views, commands. */
  readonly extensions?: Extensions
  readonly element?: HTMLElement
}

/**
 * What the field holds until the collaboration plugin has put the report in its place, keeping the selection's numbers: with
 * no paragraph at the start, that selection would reach from the report's outside into its first words.
 */
const PLACE_FOR_THE_CARET = {
  type: NODE.doc,
  content: [{ type: NODE.preamble, content: [{ type: NODE.paragraph }] }],
}

/**
 * The text field of a report. To be made when the connection is `ready`: an editor mounted before the first sync would
 * write its own empty document into everybody's. Nothing of its own ever gets into the report.
 */
export function createReportEditor(options: ReportEditorOptions): Editor {
  const { connection, label } = options
  if (connection.ready.get() !== 'ready') throw new Error('the report has not been received yet')
  const editor = new Editor({
    ...(options.element ? { element: options.element } : {}),
    editable: options.editable,
    content: PLACE_FOR_THE_CARET,
    extensions: [
      ...reportExtensions(),
      ...(options.extensions ?? []),
      Collaboration.configure({ fragment: connection.doc.getXmlFragment('report') }),
      peerCarets(connection.awareness),
      connected(connection),
    ],
    // What is typed is what stands in the report: nothing turns into something else.
    enableInputRules: false,
    enablePasteRules: false,
    // It looks after each key for what was deleted, to tell nobody.
    enableCoreExtensions: { delete: false },
    editorProps: {
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': label,
        lang: 'vi',
        spellcheck: 'false',
        autocorrect: 'off',
        autocapitalize: 'off',
        translate: 'no',
      },
    },
  })
  const lockWhenRefused = () => {
    // Nothing typed from now on could be saved; what was typed is kept by the connection.
    if (typeof connection.ready.get() === 'object') editor.setEditable(false)
  }
  editor.on('destroy', connection.ready.subscribe(lockWhenRefused))
  return editor
}

/** The view's side of the connection: others' edits wait for its input method, and it says where the caret is. */
function connected(connection: ReportConnection): Extension {
  return Extension.create({
    name: 'connected',
    addProseMirrorPlugins: () => [
      new Plugin({
        props: {
          handleDOMEvents: {
            // Home and Backspace in quick succession: a key acts where the caret is, not where it was.
            keydown: (view) => {
              if (!view.composing) readCaret()
              return false
            },
          },
        },
        view: (view) => {
          const unbind = connection.bindView(view)
          const tellSection = () => publishSection(connection, view)
          view.dom.addEventListener('focusin', tellSection)
          return {
            update: tellSection,
            destroy: () => {
              view.dom.removeEventListener('focusin', tellSection)
              unbind()
            },
          }
        },
      }),
    ],
  })
}

function publishSection({ awareness }: ReportConnection, view: EditorView): void {
  if (!view.hasFocus()) return
  const section = caretSection(view.state) ?? null
  const known: unknown = awareness.getLocalState()?.section
  if (known !== section) awareness.setLocalStateField('section', section)
}

/** Id of the section the caret is in; undefined in the preamble. */
export function caretSection(state: EditorState): string | undefined {
  const { $head } = state.selection
  const top = $head.depth > 0 ? $head.node(1) : undefined
  const id: unknown = top?.type.name === 'section' ? top.attrs.id : undefined
  return typeof id === 'string' ? id : undefined
}
