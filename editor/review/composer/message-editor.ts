import { Editor, Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'

import { parseMessage, printMessage } from '../../../report/review/message-text.ts'
import { type Observable, createCell } from '../../draft/connection/cell.ts'
import { findMentionables, type Mentionable, mentionQuery } from './mention-find.ts'
import { blocksOfDoc, docOfBlocks, messageExtensions } from './message-doc.ts'

/** A name is being typed after an @: who may be meant, and who would be taken. */
export type Naming = {
  readonly query: string
  readonly found: readonly Mentionable[]
  readonly at: number
}

export type MessageEditor = {
  readonly editor: Editor
  readonly naming: Observable<Naming | undefined>
  readonly pick: (one: Mentionable | undefined) => void
  readonly point: (at: number) => void
  /** The caret behind the last word. */
  readonly focus: () => void
  readonly stop: () => void
}

export type MessageEditorOptions = {
  readonly id: string
  /** A message's text. */
  readonly initial: string
  readonly mentionables: () => readonly Mentionable[]
  readonly onChange: (text: string) => void
  readonly onSend: () => void
  readonly onLeave: () => void
}

/** The text field of one message, apart from its picture. What stands in it is told as a message's text. */
export function openMessageEditor(options: MessageEditorOptions): MessageEditor {
  const naming = createCell<Naming | undefined>(undefined)
  /** Where the name begins whose list was put away with Escape: it stays away. */
  let putAway: number | undefined
  const editor = new Editor({
    extensions: [...messageExtensions(), keyExtension(takeKey)],
    content: docOfBlocks(parseMessage(options.initial)),
    // As in the report: what is typed is what stands there.
    enableInputRules: false,
    enablePasteRules: false,
    editorProps: {
      attributes: {
        id: options.id,
        role: 'textbox',
        'aria-multiline': 'true',
        lang: 'vi',
        spellcheck: 'false',
        translate: 'no',
      },
    },
  })

  function pick(one: Mentionable | undefined): void {
    const now = naming.get()
    if (!now || !one) return
    const to = editor.state.selection.from
    const { of, id, name } = one
    editor
      .chain()
      .focus()
      .insertContentAt({ from: to - now.query.length - 1, to }, [
        { type: 'mention', attrs: { of, id, name } },
        { type: 'text', text: ' ' },
      ])
      .run()
  }

  function takeKey(event: KeyboardEvent): boolean {
    // An input method is at work: its Enter and Escape are its own.
    if (event.isComposing || event.keyCode === 229) return false
    const now = naming.get()
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) options.onSend()
    else if (now && takeNamingKey(event, now)) return true
    else if (event.key === 'Escape') options.onLeave()
    else return false
    return true
  }

  function takeNamingKey(event: KeyboardEvent, now: Naming): boolean {
    if (event.ctrlKey || event.altKey || event.shiftKey) return false
    const { found, at, query } = now
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) naming.set({ ...now, at: (at + step + found.length) % found.length })
    else if (event.key === 'Enter' || event.key === 'Tab') pick(found[at])
    else if (event.key === 'Escape') {
      putAway = editor.state.selection.from - query.length
      naming.set(undefined)
    } else return false
    return true
  }

  function lookForName(): void {
    const query = queryAt(editor)
    const begun = query === undefined ? undefined : editor.state.selection.from - query.length
    if (begun !== putAway) putAway = undefined
    const wanted = begun === putAway ? undefined : query
    if (wanted === naming.get()?.query) return
    const found = wanted === undefined ? [] : findMentionables(options.mentionables(), wanted)
    naming.set(wanted !== undefined && found.length > 0 ? { query: wanted, found, at: 0 } : undefined)
  }

  editor.on('transaction', ({ transaction }) => {
    if (transaction.docChanged) options.onChange(printMessage(blocksOfDoc(editor.getJSON())))
    lookForName()
  })
  editor.on('blur', () => naming.set(undefined))

  return {
    editor,
    naming,
    pick,
    point: (at) => {
      const now = naming.get()
      if (now && now.at !== at) naming.set({ ...now, at })
    },
    focus: () => {
      editor.commands.setTextSelection(editor.state.doc.content.size)
      editor.view.focus()
    },
    stop: () => editor.destroy(),
  }
}

function keyExtension(take: (event: KeyboardEvent) => boolean): Extension {
  return Extension.create({
    name: 'messageKeys',
    // Before the lists' own Enter and Tab.
    priority: 1000,
    addProseMirrorPlugins: () => [new Plugin({ props: { handleKeyDown: (_view, event) => take(event) } })],
  })
}

function queryAt({ state, isFocused }: Editor): string | undefined {
  const { $from, empty } = state.selection
  if (!empty || !isFocused || !$from.parent.isTextblock) return undefined
  return mentionQuery($from.parent.textBetween(0, $from.parentOffset, undefined, '\uFFFC'))
}
