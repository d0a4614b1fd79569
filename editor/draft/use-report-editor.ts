import type { Editor } from '@tiptap/core'
import { useEffect, useState } from 'react'

import { commandKeys } from './commands/command-keys.ts'
import type { ReportConnection } from './connection/connection.ts'
import { reportEditing } from './editing/report-editing.ts'
import { createReportEditor } from './report-editor.ts'
import type { ImageUpload } from './use-image-upload.tsx'
import { useObservable } from './use-observable.ts'

type ReportEditorOptions = {
  readonly editable: boolean
  readonly label: string
  readonly images: ImageUpload
}

/**
 * The text field: made once the report has arrived, and kept while the line comes and goes. Locked while the server
 * refuses us, opened again when it no longer does.
 */
export function useReportEditor(connection: ReportConnection, options: ReportEditorOptions): Editor | undefined {
  const { editable, label } = options
  const { attach, chooseImage, upload } = options.images
  const isReady = useObservable(connection.ready) === 'ready'
  const [arrived, setArrived] = useState(isReady)
  if (isReady && !arrived) setArrived(true)
  const [editor, setEditor] = useState<Editor>()

  useEffect(() => {
    if (!arrived || connection.ready.get() !== 'ready') return
    const extensions = [...reportEditing({ onPasteImages: upload }), commandKeys({ chooseImage })]
    const made = createReportEditor({ connection, editable, label, extensions })
    setEditor(made)
    attach(made)
    return () => {
      attach(undefined)
      setEditor(undefined)
      made.destroy()
    }
    // `label` and `editable` are followed below: a text field is not thrown away, with its undo, for a change of language.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [connection, arrived, attach, chooseImage, upload])

  useEffect(() => {
    if (editor && isReady) editor.setEditable(editable)
    editor?.view.dom.setAttribute('aria-label', label)
  }, [editor, editable, isReady, label])

  return editor
}
