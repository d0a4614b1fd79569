import type { Editor } from '@tiptap/core'
import type { EditorView } from '@tiptap/pm/view'
import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'

import { useLanguage, useText } from '../i18n/text.tsx'
import { commentMarks } from '../review/marks/anchor-marks.ts'
import { commentChoosing, commentHere } from '../review/choosing/comment-choosing.ts'
import type { OpenedReview } from '../review/open-review.ts'
import { readOutline } from '../sections/outline.ts'
import type { SectionAction } from '../sections/section-dialogs.tsx'
import { useToast } from '../ui/toast.tsx'
import { commandKeys } from './commands/command-keys.ts'
import type { ReportConnection } from './connection/connection.ts'
import type { Observable } from './connection/cell.ts'
import { reportEditing } from './editing/report-editing.ts'
import { rememberPlace } from './recovery/keep-place.ts'
import { createReportEditor } from './report-editor.ts'
import type { OpenRights } from './rights/open-rights.ts'
import { rightsGuard } from './rights/rights-guard.ts'
import type { ImageUpload } from './use-image-upload.tsx'
import { useObservable } from './use-observable.ts'
import { reportViews } from './views/report-views.ts'
import type { HeadingMark } from './views/section-view.ts'

type ReportEditorOptions = {
  /** Followed while the editor stands. */
  readonly rights: Observable<OpenRights>
  /** One may write somewhere. Who may not has a caret all the same, to read, select and comment by keyboard. */
  readonly editable: boolean
  readonly review: OpenedReview
  readonly mayComment: Observable<boolean>
  /** What follows a Roman number; followed while the editor stands. */
  readonly headingMark: Observable<HeadingMark>
  readonly label: string
  readonly images: ImageUpload
  /** What a button in the text asks for: the page puts the question. */
  readonly onSectionAction: (action: SectionAction) => void
}

/**
 * The text field: made once the report has arrived, and kept while the line comes and goes. Locked while the server
 * refuses us, opened again when it no longer does.
 */
export function useReportEditor(
  connection: ReportConnection,
  options: ReportEditorOptions,
): Editor | undefined {
  const { editable, headingMark, label, mayComment, onSectionAction, review, rights } = options
  const { drafting, importing, review: reviewText, rights: text } = useText()
  const toast = useToast()
  const { language } = useLanguage()
  const { attach, chooseImage, upload } = options.images
  const isReady = useObservable(connection.ready) === 'ready'
  const [arrived, setArrived] = useState(isReady)
  if (isReady && !arrived) setArrived(true)
  const [editor, setEditor] = useState<Editor>()

  useEffect(() => {
    if (!arrived || connection.ready.get() !== 'ready') return
    const extensions = () => [
      ...reportEditing({
        onPasteImages: upload,
        onLegacyFonts: (fonts) => toast(importing.pastedLegacy(fonts.join(', '))),
      }),
      rightsGuard({ rights, texts: { text, language } }),
      reportViews({
        texts: drafting.views,
        newSectionTitle: drafting.addTitle,
        rights: { text, language },
        headingMark,
        ...askThePage(onSectionAction),
      }),
      commentMarks(review),
      commentChoosing({ review, may: mayComment, texts: reviewText }),
      commandKeys({ chooseImage, comment: () => mayComment.get() && commentHere(made.view, review) }),
    ]
    const make = () => createReportEditor({ connection, editable: true, label, extensions: extensions() })
    let made: Editor = make()
    setEditor(made)
    attach(made)
    const stopFollowing = connection.generation.subscribe(() => {
      const takePlace = rememberPlace(made)
      made.destroy()
      made = make()
      attach(made)
      // At once: what is typed while no editor stands on the page goes nowhere.
      flushSync(() => setEditor(made))
      takePlace(made)
    })
    return () => {
      stopFollowing()
      attach(undefined)
      setEditor(undefined)
      made.destroy()
    }
    // `label` is followed below, and the words inside the text keep their language until the page is
    // opened again: a text field is not thrown away, with its undo, for a change of language.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [
    connection,
    arrived,
    attach,
    chooseImage,
    upload,
    onSectionAction,
    rights,
    review,
    mayComment,
    headingMark,
  ])

  useEffect(() => {
    // The rights keep a reader's keys from the text, as in any section that is closed to them.
    if (editor && isReady) editor.setEditable(true)
    editor?.view.dom.setAttribute('aria-label', label)
    editor?.view.dom.setAttribute('aria-readonly', String(!editable))
    // No keys on the glass for who only reads.
    if (editable) editor?.view.dom.removeAttribute('inputmode')
    else editor?.view.dom.setAttribute('inputmode', 'none')
  }, [editor, editable, isReady, label])

  return editor
}

/** The buttons inside the text lead to the same questions as those of the outline. */
function askThePage(onSectionAction: (action: SectionAction) => void) {
  const find = (id: string, { state }: EditorView) =>
    readOutline(state.doc).sections.find((one) => one.id === id)
  return {
    onInvite: (id: string, view: EditorView) => {
      const parent = find(id, view)
      if (parent) onSectionAction({ type: 'add', parent })
    },
    onRemove: (id: string, view: EditorView) => {
      const section = find(id, view)
      if (section) onSectionAction({ type: 'remove', section })
    },
  }
}
