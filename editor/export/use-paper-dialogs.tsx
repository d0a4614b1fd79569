import type { Editor } from '@tiptap/core'
import { useEffect, useLayoutEffect, useState } from 'react'
import type { ReactNode } from 'react'

import type { ReportDetail } from '../../report/wire/rest.ts'
import { createCell, type Observable } from '../draft/connection/cell.ts'
import type { ReportConnection } from '../draft/connection/connection.ts'
import type { HeadingMark } from '../draft/views/section-view.ts'
import type { HeadField } from '../head/head-change.ts'
import { HeadDialog } from '../head/head-dialog.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { loadPaperWriter } from './local-copy.ts'

export type PaperDialogs = {
  readonly exportPaper: () => void
  /** At a field of the form, or at its beginning. */
  readonly editHead: (field?: HeadField) => void
  readonly picture: ReactNode
}

type PaperDialogsOptions = {
  readonly report: ReportDetail
  readonly connection: ReportConnection
  readonly editor: Editor | undefined
  readonly onReload: () => void
  /** Opens the checker of the form beside the page. */
  readonly onCheckForm: () => void
}

/** The dialogs about the paper: *Xuất văn bản*, and the form of its head, also over the former. */
export function usePaperDialogs(options: PaperDialogsOptions): PaperDialogs {
  const { report, connection, editor, onReload, onCheckForm } = options
  const [exports, setExports] = useState(false)
  const [head, setHead] = useState<{ readonly field: HeadField | undefined }>()
  useExportKey(() => setExports(true))
  useWriterAtHand(editor !== undefined)
  return {
    exportPaper: () => setExports(true),
    editHead: (field) => setHead({ field }),
    picture: (
      <>
        {exports && (
          <ExportDialog
            report={report}
            connection={connection}
            editor={editor}
            onEditHead={(field) => setHead({ field })}
            onCheckForm={onCheckForm}
            onClose={() => setExports(false)}
          />
        )}
        {head && (
          <HeadDialog
            report={report}
            field={head.field}
            onClose={() => setHead(undefined)}
            onReload={onReload}
          />
        )}
      </>
    ),
  }
}

/** Ctrl+Alt+X (*xuất*), wherever the focus is. By the key and not the letter: an input method may make another of it. */
function useExportKey(act: () => void): void {
  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      const { ctrlKey, metaKey, altKey, shiftKey, code } = event
      if (code !== 'KeyX' || !altKey || shiftKey || !(ctrlKey || metaKey)) return
      // Over an open dialog the page behind it is out of reach.
      if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', handleKey)
    return () => document.removeEventListener('keydown', handleKey)
  })
}

/** After the first minute's hurry, and when nothing else is to be done. */
const AT_HAND_MS = 20_000

/** When the server cannot be reached, it cannot send what makes Word files either: so that is fetched in good time. */
function useWriterAtHand(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return
    const load = () => {
      // Not to be had now: the dialog tries again, and says so when it cannot.
      loadPaperWriter().catch(() => undefined)
    }
    // Between two keys, where the browser can tell (Safari cannot).
    const timer = setTimeout(
      () => ('requestIdleCallback' in window ? requestIdleCallback(load) : load()),
      AT_HAND_MS,
    )
    return () => clearTimeout(timer)
  }, [isOpen])
}

/** What follows the Roman numbers of the headings, for the text field to follow. */
export function useHeadingMark({ head }: ReportDetail): Observable<HeadingMark> {
  const now = head.headingMark ?? '.'
  const [cell] = useState(() => createCell<HeadingMark>(now))
  useLayoutEffect(() => cell.set(now))
  return cell
}
