import type { Editor } from '@tiptap/core'
import type { Command } from '@tiptap/pm/state'
import { useRef, useState } from 'react'
import type { FormEvent } from 'react'

import { newId } from '../../report/id.ts'
import type { SectionState } from '../../report/sections.ts'
import { addSection, removeSection, renameSection } from '../draft/editing/section-commands.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Confirm, Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { useToast } from '../ui/toast.tsx'
import { placeForNew, readOutline } from './outline.ts'

/** What a person wants to do with a section; adding without a parent means at the end of the report. */
export type SectionAction =
  | { readonly type: 'add'; readonly parent: SectionState | undefined }
  | { readonly type: 'rename'; readonly section: SectionState }
  | { readonly type: 'remove'; readonly section: SectionState }

type SectionDialogsProps = {
  readonly editor: Editor
  readonly action: SectionAction | undefined
  readonly onDone: () => void
}

/** The question that belongs to an action, and the edit that follows from the answer. */
export function SectionDialogs({ editor, action, onDone }: SectionDialogsProps) {
  const { app, drafting } = useText()
  const { language } = useLanguage()
  const toast = useToast()
  const done = useRef(false)
  if (!action) return null

  const run = (command: Command, said?: string, refused = drafting.sectionFailed) => {
    const worked = command(editor.state, editor.view.dispatch.bind(editor.view))
    done.current = worked
    if (!worked) toast(refused, 'danger')
    else if (said) toast(said, 'good')
    onDone()
  }
  /** After an edit the caret is in the text; after a retreat the focus returns to where it was. */
  const handleCloseFocus = (event: Event) => {
    if (!done.current) return
    done.current = false
    event.preventDefault()
    editor.view.focus()
    // The edit itself could not scroll there: the caret was not on the page while the dialog had the focus.
    const { node } = editor.view.domAtPos(editor.state.selection.head)
    const element = node instanceof Element ? node : node.parentElement
    element?.scrollIntoView({ block: 'center' })
  }

  switch (action.type) {
    case 'add':
      return (
        <TitleDialog
          title={action.parent ? drafting.addSection : drafting.addTopSection}
          intro={action.parent ? drafting.addUnder(action.parent.title) : drafting.addTopLevel}
          submit={drafting.add}
          initial=""
          onClose={onDone}
          onCloseAutoFocus={handleCloseFocus}
          onSubmit={(title) => {
            const place = placeForNew(readOutline(editor.state.doc).sections, action.parent?.id)
            if (place) run(addSection({ ...place, title, newId }), drafting.sectionAdded(title))
          }}
        />
      )
    case 'rename':
      return (
        <TitleDialog
          title={drafting.renameTitle}
          submit={drafting.save}
          initial={action.section.title}
          onClose={onDone}
          onCloseAutoFocus={handleCloseFocus}
          onSubmit={(title) => run(renameSection(action.section.id, title))}
        />
      )
    case 'remove':
      return (
        <Confirm
          open
          title={drafting.removeTitle(action.section.title)}
          body={
            action.section.empty
              ? drafting.removeEmptyBody
              : drafting.removeBody(sayNumber(action.section.words, language))
          }
          confirmLabel={drafting.removeConfirm}
          cancelLabel={app.cancel}
          onCancel={onDone}
          onCloseAutoFocus={handleCloseFocus}
          onConfirm={() =>
            run(
              removeSection(action.section.id),
              drafting.sectionRemoved(action.section.title),
              drafting.removeRefused,
            )
          }
        />
      )
  }
}

type TitleDialogProps = {
  readonly title: string
  readonly intro?: string
  readonly submit: string
  readonly initial: string
  readonly onSubmit: (title: string) => void
  readonly onClose: () => void
  readonly onCloseAutoFocus: (event: Event) => void
}

function TitleDialog(props: TitleDialogProps) {
  const { app, drafting } = useText()
  const [missing, setMissing] = useState(false)
  const input = useRef<HTMLInputElement>(null)

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    const title = (input.current?.value ?? '').replaceAll(/\s+/gu, ' ').trim().normalize('NFC')
    setMissing(!title)
    if (title) props.onSubmit(title)
  }
  return (
    <Dialog
      open
      onClose={props.onClose}
      onCloseAutoFocus={props.onCloseAutoFocus}
      title={props.title}
      intro={props.intro}
      closeLabel={app.close}
    >
      <form className="dialog-form" onSubmit={handleSubmit} noValidate>
        <Field label={drafting.sectionTitle} error={missing ? drafting.sectionTitleMissing : undefined}>
          {(control) => (
            <input
              {...control}
              ref={input}
              className="input"
              defaultValue={props.initial}
              maxLength={500}
              autoFocus
              autoComplete="off"
              onFocus={(event) => event.currentTarget.select()}
            />
          )}
        </Field>
        <div className="dialog-actions">
          <Button onClick={props.onClose}>{app.cancel}</Button>
          <Button kind="primary" type="submit">
            {props.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
