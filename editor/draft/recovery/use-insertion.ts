import type { Editor } from '@tiptap/core'
import { useRef, useState } from 'react'

import { useText } from '../../i18n/text.tsx'
import { useToast } from '../../ui/toast.tsx'
import { insertAtEnd } from './insert-text.ts'

export type Insertion = {
  /** Of the passage, for {@link Inserting.inserted}. */
  readonly id: string
  readonly sectionId: string
  /** What people call the section. */
  readonly name: string
  readonly text: string
}

export type Inserting = {
  readonly insert: (insertion: Insertion) => boolean
  /** The passages that this visit has put into the report. */
  readonly inserted: ReadonlySet<string>
  /** For the dialog that closes after it. */
  readonly onCloseAutoFocus: (event: Event) => void
}

/** Puts words into the report from a dialog, and afterwards the person behind them in the text. */
export function useInsertion(editor: Editor | undefined): Inserting {
  const { recovery } = useText()
  const toast = useToast()
  const done = useRef(false)
  const [inserted, setInserted] = useState<ReadonlySet<string>>(new Set())
  return {
    inserted,
    insert: ({ id, sectionId, name, text }) => {
      if (!editor) return false
      const worked = insertAtEnd(sectionId, text)(editor.state, editor.view.dispatch.bind(editor.view))
      done.current = worked
      if (worked) {
        setInserted((before) => new Set(before).add(id))
        toast(recovery.inserted(name), 'good')
      } else toast(recovery.insertFailed, 'danger')
      return worked
    },
    onCloseAutoFocus: (event) => {
      if (!done.current || !editor) return
      done.current = false
      event.preventDefault()
      editor.view.focus()
      // The edit itself could not scroll there: the caret was not on the page while the dialog had the focus.
      const { node } = editor.view.domAtPos(editor.state.selection.head)
      const element = node instanceof Element ? node : node.parentElement
      element?.scrollIntoView({ block: 'center' })
    },
  }
}
