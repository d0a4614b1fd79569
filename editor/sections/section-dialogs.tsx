import type { Editor } from '@tiptap/core'
import type { Command } from '@tiptap/pm/state'
import { useEffect, useRef, useState } from 'react'
import type { FormEvent } from 'react'

import { newId } from '../../report/id.ts'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { MAX_TITLE } from '../../report/schema/names.ts'
import type { Appendix, SectionState } from '../../report/sections.ts'
import type { Office, ReportDetail, SectionChange, SectionStatus } from '../../report/wire/rest.ts'
import { addSection, removeSection, renameSection, turnAppendix } from '../draft/editing/section-commands.ts'
import type { OpenRights } from '../draft/rights/open-rights.ts'
import { officeNames } from '../draft/rights/rights-texts.ts'
import { readStandings } from '../draft/rights/standing.ts'
import { shownNumber } from '../draft/views/section-view.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { ImportDialog } from '../import/import-dialog.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { changeSection } from '../rest/sections.ts'
import { Button } from '../ui/button.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import { Confirm, Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { useToast } from '../ui/toast.tsx'
import { AssignDialog } from './assign-dialog.tsx'
import type { Assignable } from './assign-dialog.tsx'
import { placeForAppendix, placeForNew, readOutline } from './outline.ts'

/** What a person wants to do with a section; adding without a parent means at the end of the report. */
export type SectionAction =
  | { readonly type: 'add'; readonly parent: SectionState | undefined }
  | { readonly type: 'addAppendix' }
  | { readonly type: 'turn'; readonly section: SectionState; readonly to: Appendix }
  | { readonly type: 'rename'; readonly section: SectionState }
  | { readonly type: 'remove'; readonly section: SectionState }
  /** What a Word file says, into this section; without one where its parts belong. */
  | { readonly type: 'import'; readonly target: Target | undefined }
  | { readonly type: 'assign'; readonly target: Target }
  | { readonly type: 'assignMany' }
  | { readonly type: 'lock'; readonly target: Target; readonly locked: boolean }
  | { readonly type: 'status'; readonly target: Target; readonly to: SectionStatus }

/** A section, or the opening paragraphs, by the id that the server knows it by. */
type Target = { readonly id: string; readonly title: string }

type SectionDialogsProps = {
  readonly editor: Editor
  readonly report: ReportDetail
  readonly rights: OpenRights
  /** What surrounds the text has changed. */
  readonly onReload: () => void
  readonly action: SectionAction | undefined
  readonly onDone: () => void
}

/** The question that belongs to an action, and the edit that follows from the answer. */
export function SectionDialogs(props: SectionDialogsProps) {
  const { editor, action, onDone } = props
  const { app, drafting } = useText()
  const { language } = useLanguage()
  const toast = useToast()
  const done = useRef(false)
  useSteps(props)
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
    case 'addAppendix':
      return (
        <TitleDialog
          title={drafting.addAppendix}
          intro={drafting.addAppendixIntro}
          submit={drafting.add}
          initial=""
          asksPages
          onClose={onDone}
          onCloseAutoFocus={handleCloseFocus}
          onSubmit={(title, appendix) => {
            const place = placeForAppendix(readOutline(editor.state.doc).sections)
            if (place) run(addSection({ ...place, title, newId, appendix }), drafting.appendixAdded(title))
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
    case 'import':
      return (
        <ImportDialog
          reportId={props.report.id}
          editor={editor}
          rights={props.rights}
          sectionId={action.target?.id}
          onClose={onDone}
        />
      )
    case 'assign':
      return <Assign {...props} target={action.target} />
    case 'assignMany':
      return <Assign {...props} target={undefined} />
    case 'lock':
    case 'status':
    case 'turn':
      return null
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

/** What needs no further question is done at once. */
function useSteps({ action, onDone, ...rest }: SectionDialogsProps): void {
  const { drafting, rights: text } = useText()
  const { editor } = rest
  const toast = useToast()
  const change = useSectionChange(rest)
  useEffect(() => {
    if (action?.type === 'turn') {
      const turned = turnAppendix(action.section.id, action.to)(editor.state, editor.view.dispatch)
      toast(turned ? drafting.appendixTurned[action.to] : drafting.sectionFailed, turned ? 'good' : 'danger')
      onDone()
    }
    if (action?.type !== 'lock' && action?.type !== 'status') return
    const { title, id } = action.target
    onDone()
    if (action.type === 'lock') {
      const said = action.locked ? text.isLocked(title) : text.isUnlocked(title)
      void change([{ id, change: { locked: action.locked } }], said)
    } else {
      const said = text.statusChanged(title, text.statuses[action.to])
      void change([{ id, change: { status: action.to } }], said)
    }
    // Each action is one object, and is done once.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [action])
}

type Change = { readonly id: string; readonly change: SectionChange }

/** Tells the server, says what was done, and has the page show it without waiting for the news. */
function useSectionChange({ report, onReload }: Pick<SectionDialogsProps, 'report' | 'onReload'>) {
  const text = useText()
  const { language } = useLanguage()
  const toast = useToast()
  return async (changes: readonly Change[], said: string): Promise<void> => {
    try {
      for (const { id, change } of changes) await changeSection(report.id, id, change)
      toast(said, 'good')
    } catch (error) {
      toast(errorSentence(error, text, language), 'danger')
    } finally {
      onReload()
    }
  }
}

type AssignProps = Omit<SectionDialogsProps, 'action'> & { readonly target: Target | undefined }

/** Gives one section, or several that are chosen here, to offices. */
function Assign({ target, onDone, ...rest }: AssignProps) {
  const { drafting, rights: text } = useText()
  const change = useSectionChange(rest)
  const { editor, report, rights } = rest
  const outline = readOutline(editor.state.doc).sections
  const standings = readStandings(outline, rights)
  const all: Assignable[] = standings.map(({ id, own }, index) => {
    const section = outline[index - 1]
    const title = section ? section.title || drafting.untitled : drafting.preamble
    const label = section ? `${shownNumber(section.number)} ${title}`.trim() : title
    return { id, label, level: section?.level ?? 1, officeIds: own.officeIds }
  })
  const above = target && inheritedBy(target.id, standings)
  const handleAssign = (sections: readonly Assignable[], offices: readonly Office[]) => {
    onDone()
    const names = offices.map(({ shortName }) => shortName).join(', ') || text.unassigned
    const officeIds = offices.map(({ id }) => id)
    void change(
      sections.map(({ id }) => ({ id, change: { officeIds } })),
      target ? text.assigned(target.title, names) : text.assignedMany(sections.length, names),
    )
  }
  return (
    <AssignDialog
      sections={target ? all.filter(({ id }) => id === target.id) : all}
      many={!target}
      inherited={above ? officeNames(above, rights, text.unknownOffice) : ''}
      taking={officesIn(report)}
      onAssign={handleAssign}
      onClose={onDone}
    />
  )

  function inheritedBy(id: string, answers: ReturnType<typeof readStandings>) {
    if (id === PREAMBLE_ID) return undefined
    const index = outline.findIndex((section) => section.id === id)
    const level = outline[index]?.level ?? 1
    const parent = outline.findLastIndex((section, place) => place < index && section.level < level)
    return parent === -1 ? undefined : answers[parent + 1]
  }
}

/** Offices of which somebody takes part in the report. */
function officesIn({ members, officeMembers }: ReportDetail): Set<string> {
  return new Set([
    ...officeMembers.map(({ office }) => office.id),
    ...members.flatMap(({ office }) => office?.id ?? []),
  ])
}

type TitleDialogProps = {
  readonly title: string
  readonly intro?: string
  readonly submit: string
  readonly initial: string
  /** Asks how the pages of an appendix lie. */
  readonly asksPages?: boolean
  readonly onSubmit: (title: string, pages: Appendix) => void
  readonly onClose: () => void
  readonly onCloseAutoFocus: (event: Event) => void
}

function TitleDialog(props: TitleDialogProps) {
  const { app, drafting } = useText()
  const [missing, setMissing] = useState(false)
  const [pages, setPages] = useState<Appendix>('portrait')
  const input = useRef<HTMLInputElement>(null)

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    const title = (input.current?.value ?? '').replaceAll(/\s+/gu, ' ').trim().normalize('NFC')
    setMissing(!title)
    if (title) props.onSubmit(title, pages)
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
              maxLength={MAX_TITLE}
              autoFocus
              autoComplete="off"
              onFocus={(event) => event.currentTarget.select()}
            />
          )}
        </Field>
        {props.asksPages && (
          <ChoiceField
            label={drafting.appendixPages}
            value={pages}
            options={[
              { id: 'portrait', name: drafting.appendixPortrait },
              { id: 'landscape', name: drafting.appendixLandscape },
            ]}
            onChange={setPages}
          />
        )}
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
