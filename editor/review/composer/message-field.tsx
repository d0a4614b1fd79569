import type { Editor } from '@tiptap/core'
import { EditorContent, useEditorState } from '@tiptap/react'
import { AtSign, Bold, List, ListOrdered } from 'lucide-react'
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'

import { useObservable } from '../../draft/use-observable.ts'
import { useText } from '../../i18n/text.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import type { Mentionable } from './mention-find.ts'
import { MentionList } from './mention-list.tsx'
import { type MessageEditor, openMessageEditor } from './message-editor.ts'

type MessageFieldProps = {
  readonly label: string
  readonly placeholder: string
  /** What it holds at first; afterwards it keeps its own. */
  readonly initial: string
  readonly mentionables: readonly Mentionable[]
  /** Takes the focus when it appears. */
  readonly focused: boolean
  readonly problem?: string | undefined
  readonly onChange: (text: string) => void
  readonly onSend: () => void
  readonly onLeave: () => void
  /** Beside the buttons for bold and lists. */
  readonly children?: ReactNode
}

/** A small text field: bold, lists, mentions. What stands in it is what is sent. */
export function MessageField(props: MessageFieldProps) {
  const id = useId()
  const field = useMessageEditor(props, id)
  const problemId = props.problem ? `${id}-problem` : undefined
  return (
    <div className="message-field" data-problem={props.problem ? true : undefined}>
      {field && <FieldBody {...props} id={id} field={field} problemId={problemId} />}
      {problemId && (
        <p id={problemId} className="field-error" role="alert">
          {props.problem}
        </p>
      )}
    </div>
  )
}

type FieldBodyProps = MessageFieldProps & {
  readonly id: string
  readonly field: MessageEditor
  readonly problemId: string | undefined
}

function FieldBody({ id, field, problemId, label, placeholder, focused, children }: FieldBodyProps) {
  const { editor } = field
  const naming = useObservable(field.naming)
  const empty = useEditorState({ editor, selector: () => editor.isEmpty })

  // At once, and not as autofocus does in a later frame: the next key would go into the report.
  useLayoutEffect(() => {
    if (focused) field.focus()
  }, [field, focused])

  useEffect(() => {
    const { dom } = editor.view
    setOrRemove(dom, 'aria-label', label)
    setOrRemove(dom, 'aria-placeholder', placeholder)
    setOrRemove(dom, 'aria-describedby', problemId)
    setOrRemove(dom, 'aria-controls', naming && `${id}-names`)
    setOrRemove(dom, 'aria-activedescendant', naming && `${id}-name-${naming.at}`)
  })
  return (
    <>
      <div className="message-frame">
        {empty && (
          <p className="message-placeholder" aria-hidden="true">
            {placeholder}
          </p>
        )}
        <EditorContent editor={editor} className="message-input message-body" />
      </div>
      {naming && (
        <MentionList id={id} found={naming.found} at={naming.at} onPick={field.pick} onPoint={field.point} />
      )}
      <div className="message-tools">
        <MessageTools editor={editor} />
        {children}
      </div>
    </>
  )
}

function useMessageEditor(props: MessageFieldProps, id: string): MessageEditor | undefined {
  const [field, setField] = useState<MessageEditor>()
  const latest = useRef(props)
  useLayoutEffect(() => {
    latest.current = props
  })
  useLayoutEffect(() => {
    const { initial } = latest.current
    const made = openMessageEditor({
      id,
      initial,
      mentionables: () => latest.current.mentionables,
      onChange: (text) => latest.current.onChange(text),
      onSend: () => latest.current.onSend(),
      onLeave: () => latest.current.onLeave(),
    })
    setField(made)
    return () => made.stop()
  }, [id])
  useFocusOnProblem(field, props.problem)
  return field
}

/** What is typed next mends it. */
function useFocusOnProblem(field: MessageEditor | undefined, problem: string | undefined): void {
  useEffect(() => {
    if (problem !== undefined) field?.editor.commands.focus()
  }, [field, problem])
}

function setOrRemove(element: Element, name: string, value: string | undefined): void {
  if (value) element.setAttribute(name, value)
  else element.removeAttribute(name)
}

function MessageTools({ editor }: { editor: Editor }) {
  const { review } = useText()
  const on = useEditorState({
    editor,
    selector: () => ({
      bold: editor.isActive('bold'),
      bulletList: editor.isActive('bulletList'),
      orderedList: editor.isActive('orderedList'),
    }),
  })
  const tools = [
    { name: 'bold', icon: Bold, keys: 'Ctrl+B', run: () => editor.chain().focus().toggleBold().run() },
    { name: 'bulletList', icon: List, run: () => editor.chain().focus().toggleBulletList().run() },
    { name: 'orderedList', icon: ListOrdered, run: () => editor.chain().focus().toggleOrderedList().run() },
  ] as const
  return (
    <>
      {tools.map(({ name, icon: Icon, run, ...rest }) => (
        <Tooltip key={name} text={review[name]} shortcut={'keys' in rest ? rest.keys : undefined}>
          <IconButton label={review[name]} aria-pressed={on[name]} onMouseDown={keepFocus} onClick={run}>
            <Icon size={15} aria-hidden="true" />
          </IconButton>
        </Tooltip>
      ))}
      <Tooltip text={review.mention}>
        <IconButton label={review.mention} onMouseDown={keepFocus} onClick={() => startMention(editor)}>
          <AtSign size={15} aria-hidden="true" />
        </IconButton>
      </Tooltip>
    </>
  )
}

function keepFocus(event: { readonly preventDefault: () => void }): void {
  event.preventDefault()
}

function startMention(editor: Editor): void {
  const { $from } = editor.state.selection
  const before = $from.parent.textBetween(0, $from.parentOffset, undefined, '\uFFFC')
  editor
    .chain()
    .focus()
    .insertContent(before === '' || /\s$/u.test(before) ? '@' : ' @')
    .run()
}
