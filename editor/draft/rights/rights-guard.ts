import { ySyncPluginKey, yUndoPluginKey } from '@tiptap/y-tiptap'
import { Extension } from '@tiptap/core'
import { type EditorState, Plugin, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import type { Observable } from '../connection/cell.ts'
import { isLocalEdit } from '../editing/local-edit.ts'
import { createJudge, judgeKey, type Judge, type Refused, whyNotHere, whyRefused } from './judge.ts'
import { whyNotStep } from './judge-step.ts'
import { createStillSection, type StillSection } from './hold-still.ts'
import type { OpenRights } from './open-rights.ts'
import { RightsNotice } from './rights-notice.ts'
import type { RightsTexts } from './rights-texts.ts'
import { askBeforeUndo, type UndoStep } from './undo-guard.ts'

/** What an input method's keys are called before it has composed anything. */
const COMPOSING = 229

export type RightsOptions = {
  /** Follows the server; the editor stays what it is when it changes. */
  readonly rights: Observable<OpenRights>
  readonly texts: RightsTexts
}

/**
 * Keeps a person's hands off what the server would refuse: the text of sections that are not theirs, and the headings.
 * Whatever they try says quietly why, and changes nothing: not even for a moment, so that nothing is taken back later.
 */
export function rightsGuard({ rights, texts }: RightsOptions): Extension {
  const judge = createJudge(rights)
  const still = createStillSection()
  let notice: RightsNotice | undefined
  const explain = (view: EditorView, refused: Refused) => notice?.show(view, refused, judge.open.get())
  return Extension.create({
    name: 'rights',
    // Before everything that edits, keys of selections across sections among them.
    priority: 2100,
    dispatchTransaction({ transaction, next }) {
      const { state } = this.editor
      next(transaction)
      const refused = wasRefused(judge, state, transaction, this.editor.state)
      if (refused) explain(this.editor.view, refused)
    },
    addProseMirrorPlugins: () => [
      new Plugin({
        key: judgeKey,
        state: { init: () => judge, apply: (_tr, same) => same },
        filterTransaction: (tr) => !isLocalEdit(tr) || whyRefused(judge, tr.before, tr.doc) === undefined,
        props: preventions(explain, still),
        view: (view) => {
          notice = new RightsNotice(texts)
          const releaseUndo = guardUndo(view, judge, explain)
          const unsubscribe = rights.subscribe(() => follow(view, still, explain))
          return {
            update: (_view, before) => {
              if (isSamePlace(before, view.state)) return
              notice?.hide()
              still.release()
            },
            destroy: () => {
              unsubscribe()
              releaseUndo()
              still.release()
              notice?.destroy()
              notice = undefined
            },
          }
        },
      }),
    ],
  })
}

/** Whether the caret is where it was, also when others' edits have moved all of its paragraph. */
function isSamePlace(
  { selection: { $head: before } }: EditorState,
  { selection: { $head } }: EditorState,
): boolean {
  return before.parentOffset === $head.parentOffset && before.parent.attrs.id === $head.parent.attrs.id
}

/** An edit of one's own of which nothing was done. */
function wasRefused(
  judge: Judge,
  before: EditorState,
  tr: Transaction,
  now: EditorState,
): Refused | undefined {
  if (!isLocalEdit(tr) || now.doc !== before.doc || tr.before !== before.doc) return undefined
  return whyNotHere(before) ?? whyRefused(judge, tr.before, tr.doc)
}

/**
 * Everything on the page looks at the rights again. An input method elsewhere does not notice; one that is composing in a
 * section that has just been closed ends with the letters that it has, and its person is told why.
 */
function follow(view: EditorView, still: StillSection, explain: Explain): void {
  if (view.isDestroyed) return
  const refused = whyNotHere(view.state)
  if (refused && view.composing) {
    still.hold(view)
    // Chromium ends the composition without a word, and others' edits would wait for its end.
    view.dom.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }))
  }
  view.dispatch(view.state.tr.setMeta(judgeKey, true))
  if (refused && view.hasFocus()) explain(view, refused)
}

type Explain = (view: EditorView, refused: Refused) => void

/** What is kept from happening at all: typing and its like do not begin, so the page has nothing to take back. */
function preventions(explain: Explain, still: StillSection) {
  const prevents = (view: EditorView, event?: Event): boolean => {
    const refused = whyNotHere(view.state)
    if (!refused) return false
    event?.preventDefault()
    explain(view, refused)
    return true
  }
  const composes = (view: EditorView): boolean => {
    if (!prevents(view)) return false
    still.hold(view)
    return true
  }
  return {
    handleKeyDown: (view: EditorView, event: KeyboardEvent) => writes(event) && prevents(view),
    handleTextInput: (view: EditorView) => prevents(view),
    handlePaste: (view: EditorView) => prevents(view),
    handleDrop: (view: EditorView, event: DragEvent) => preventsDrop(view, event, explain),
    handleDOMEvents: {
      keydown: (view: EditorView, event: KeyboardEvent) => {
        if (event.keyCode === COMPOSING) return composes(view) && false
        if (!writes(event)) still.release()
        return false
      },
      mousedown: () => {
        still.release()
        return false
      },
      // True keeps ProseMirror from them: for the editor nothing is being composed.
      compositionstart: composes,
      compositionupdate: composes,
      beforeinput: (view: EditorView, event: InputEvent) =>
        !event.inputType.startsWith('history') && prevents(view, event),
    },
  }
}

/** Keys that write, delete or break a line. Shortcuts are commands: what they would do is refused when they do it. */
function writes({ key, ctrlKey, metaKey, altKey, keyCode }: KeyboardEvent): boolean {
  if (keyCode === COMPOSING) return false
  if (['Backspace', 'Delete', 'Enter'].includes(key)) return true
  return [...key].length === 1 && !ctrlKey && !metaKey && !altKey
}

function preventsDrop(view: EditorView, event: DragEvent, explain: Explain): boolean {
  const judge = judgeKey.getState(view.state)
  const at = view.posAtCoords({ left: event.clientX, top: event.clientY })
  if (!judge || !at) return false
  const standing = judge.standings(view.state.doc)[view.state.doc.resolve(at.pos).index(0)]
  if (standing?.refusal === undefined) return false
  event.preventDefault()
  explain(view, { code: standing.refusal, standing })
  return true
}

/** Answers how to stop. */
function guardUndo(view: EditorView, judge: Judge, explain: Explain): () => void {
  const undo = yUndoPluginKey.getState(view.state) as { undoManager?: Y.UndoManager } | undefined
  const sync = ySyncPluginKey.getState(view.state) as { type?: Y.XmlFragment } | undefined
  if (!undo?.undoManager || !sync?.type) return () => {}
  const fragment = sync.type
  const mayDo = (step: UndoStep) => {
    const refused = whyNotStep(judge, view.state.doc, fragment, step)
    if (refused) explain(view, refused)
    return refused === undefined
  }
  // The toolbar asks the stacks after every transaction, and within the step they were not whole.
  return askBeforeUndo(undo.undoManager, mayDo, () => {
    if (!view.isDestroyed) view.dispatch(view.state.tr.setMeta(judgeKey, true))
  })
}
