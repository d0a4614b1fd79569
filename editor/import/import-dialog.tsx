import type { Editor } from '@tiptap/core'
import { FileX } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { DragEvent } from 'react'

import type { DocumentImport } from '../../report/wire/paper.ts'
import type { OpenRights } from '../draft/rights/open-rights.ts'
import { useObservable } from '../draft/use-observable.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { readDocument } from '../rest/import.ts'
import { ApiError } from '../rest/request.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { FileDrop } from '../ui/file-drop.tsx'
import { Note } from '../ui/note.tsx'
import { Progress } from '../ui/spinner.tsx'
import { useSeconds } from '../ui/use-seconds.ts'
import { ImportPreview } from './import-preview.tsx'
import { createReading, type ReadingState } from './import-run.ts'
import { refuseFile, saySize } from './refuse-file.ts'
import { useReportTargets } from './use-report-targets.ts'
import './import.css'

/** From where the file is brought in: for one section, or for the whole report. */
export type ImportOpening = { readonly sectionId: string | undefined }

type ImportDialogProps = ImportOpening & {
  readonly reportId: string
  readonly editor: Editor
  readonly rights: OpenRights
  readonly onClose: () => void
}

/** *Đưa nội dung từ tệp Word*: a file is read, looked at, and put into the sections it belongs to as an edit like any other. */
export function ImportDialog({ reportId, editor, rights, sectionId, onClose }: ImportDialogProps) {
  const { app, importing: text } = useText()
  const { language } = useLanguage()
  const { targets, nameOf } = useReportTargets(editor, rights)
  const [problem, setProblem] = useState<string>()
  const reading = useReading(reportId)
  const state = useObservable(reading.state)
  const done = useRef(false)

  const handleFiles = (files: readonly File[]) => {
    const [file] = files
    if (!file) return
    const refused = files.length > 1 ? text.oneFile : refuseFile(file, text)
    setProblem(refused)
    if (refused === undefined) reading.start(file)
  }
  const handleDrop = (event: DragEvent) => {
    if (event.defaultPrevented) return
    event.preventDefault()
    handleFiles([...event.dataTransfer.files])
  }
  const handleCloseFocus = (event: Event) => {
    if (!done.current) return
    event.preventDefault()
    editor.view.focus()
    const { node } = editor.view.domAtPos(editor.state.selection.head)
    const element = node instanceof Element ? node : node.parentElement
    element?.scrollIntoView({ block: 'center' })
  }
  useNoNavigationByDrop()

  const here = sectionId === undefined ? undefined : nameOf(sectionId)
  return (
    <Dialog
      open
      onClose={onClose}
      onCloseAutoFocus={handleCloseFocus}
      title={here === undefined ? text.title : text.titleHere(here)}
      intro={text.intro}
      closeLabel={app.close}
      width="60rem"
    >
      <div
        className="import-word"
        data-state={state.state}
        onDragOver={(event) => event.preventDefault()}
        onDrop={handleDrop}
      >
        {targets.length === 0 ? (
          <Note tone="warning">{text.nowhere}</Note>
        ) : (
          <FileDrop
            chosen={chosenWords(state)}
            texts={text.drop}
            accept=".docx,.dotx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            problem={problem}
            onFiles={handleFiles}
          />
        )}
        <ReadingProgress state={state} onStop={reading.stop} onAgain={reading.start} />
        {state.state === 'read' && state.result.parts.length === 0 && <NothingInIt />}
        {state.state === 'read' && state.result.parts.length > 0 && targets.length > 0 && (
          <ImportPreview
            // Another reading, other choices.
            key={readingName(state.result)}
            result={state.result}
            editor={editor}
            targets={targets}
            nameOf={nameOf}
            sectionId={targets.some(({ id }) => id === sectionId) ? sectionId : undefined}
            onInserted={() => {
              done.current = true
              onClose()
            }}
          />
        )}
      </div>
    </Dialog>
  )

  function chosenWords(now: ReadingState): string | undefined {
    return now.state === 'idle' ? undefined : text.chosen(now.file.name, saySize(now.file.size, language))
  }
}

const names = new WeakMap<DocumentImport, string>()
let readings = 0

/** Each answer is one of its own, also of the same file. */
function readingName(result: DocumentImport): string {
  const known = names.get(result)
  if (known !== undefined) return known
  const name = String((readings += 1))
  names.set(result, name)
  return name
}

/** One for as long as the dialog stands; leaving it stops what is under way. */
function useReading(reportId: string) {
  const read = useCallback(
    (file: File, signal: AbortSignal) => readDocument(reportId, file, signal),
    [reportId],
  )
  const reading = useMemo(() => createReading(read), [read])
  useEffect(() => () => reading.stop(), [reading])
  return reading
}

/** A file let go of beside the dialog would be opened by the browser in place of the report. */
function useNoNavigationByDrop(): void {
  useEffect(() => {
    const keep = (event: globalThis.DragEvent) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
    }
    window.addEventListener('dragover', keep)
    window.addEventListener('drop', keep)
    return () => {
      window.removeEventListener('dragover', keep)
      window.removeEventListener('drop', keep)
    }
  }, [])
}

type ReadingProgressProps = {
  readonly state: ReadingState
  readonly onStop: () => void
  readonly onAgain: (file: File) => void
}

function ReadingProgress({ state, onStop, onAgain }: ReadingProgressProps) {
  const { app, importing: text } = useText()
  const isReading = state.state === 'reading'
  const seconds = useSeconds(isReading)
  const sayFailure = useFailureSentence()
  return (
    <>
      {isReading && (
        <div className="import-reading">
          {seconds > 0 && <Progress label={text.reading} />}
          <p role="status" className={seconds > 0 ? 'visually-hidden' : undefined}>
            {text.reading}
          </p>
          {/* The seconds are for the eye: read aloud they would drown everything else. */}
          {seconds > 0 && <p aria-hidden="true">{text.readingFor(seconds)}</p>}
          <Button onClick={onStop}>{text.stop}</Button>
        </div>
      )}
      {state.state === 'stopped' && (
        <Note>
          <p>{text.stopped}</p>
          <Button onClick={() => onAgain(state.file)}>{text.again}</Button>
        </Note>
      )}
      {state.state === 'failed' && (
        <Note tone="danger">
          <p>{sayFailure(state.error)}</p>
          {mayGoBetter(state.error) && <Button onClick={() => onAgain(state.file)}>{app.retry}</Button>}
        </Note>
      )}
    </>
  )
}

/** What is wrong with the file stays wrong. */
function mayGoBetter(error: unknown): boolean {
  return !(
    error instanceof ApiError &&
    ['unsupported-file', 'unreadable-file', 'too-large', 'no-access', 'reads-only'].includes(error.code)
  )
}

/** The general sentences speak of plans too; what the server says of this file is to the point, and Vietnamese. */
function useFailureSentence(): (error: unknown) => string {
  const text = useText()
  const { language } = useLanguage()
  return (error) => {
    const code = error instanceof ApiError ? error.code : undefined
    const detail = error instanceof ApiError && language === 'vi' ? error.detail : undefined
    if (code === 'unsupported-file') return detail ?? text.importing.unsupported
    if (code === 'unreadable-file') return detail ?? text.importing.unreadable
    return errorSentence(error, text, language)
  }
}

function NothingInIt() {
  const { importing: text } = useText()
  return <EmptyState icon={FileX} title={text.nothing} advice={text.nothingAdvice} />
}
