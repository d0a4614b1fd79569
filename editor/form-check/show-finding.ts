import type { Editor } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'
import type { Finding } from '../../report/form-check/finding.ts'
import { showWords } from '../review/marks/go-to-words.ts'
import { noteAt, spanOf } from './finding-place.ts'

/** Selects the words that a finding is about, in the middle of the page; false when they are no longer there. */
export function selectFinding(editor: Editor, { place, quote }: Finding): boolean {
  if (place.type !== 'text' || editor.isDestroyed) return false
  const { state, view } = editor
  const span = spanOf(state.doc, place)
  if (!span) return false
  const note = noteAt(state.doc, span)
  const at = note ? Math.max(0, note.textContent.indexOf(quote)) : 0
  const length = note ? Math.min(quote.length, note.content.size - at) : span.to - span.from
  const from = note ? span.from + 1 + at : span.from
  view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, from, from + length)))
  view.focus()
  showWords(editor, span)
  return true
}
