import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { X } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { Link } from 'react-router'

import { sectionLabel, sectionNames } from '../../report/review/section-names.ts'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import type { Excerpt } from '../../report/wire/contributions.ts'
import type { ReportConnection } from '../draft/connection/connection.ts'
import { sayExactly } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { fetchProvenance } from '../rest/contributions.ts'
import { useLoad } from '../rest/load.ts'
import { contributionsPath } from '../report-paths.ts'
import { readOutline } from '../sections/outline.ts'
import { IconButton } from '../ui/button.tsx'
import { useToast } from '../ui/toast.tsx'
import { type CaretPlace, caretPlace } from './caret-place.ts'
import { Excerpts } from './excerpts.tsx'
import { insertExcerpt } from './insert-excerpt.ts'
import { createProvenanceOutbox, type ProvenanceOutbox } from './provenance-outbox.ts'
import { useAgain } from './use-again.ts'
import '../form-check/form-check.css'

type ExcerptPanelProps = {
  readonly reportId: string
  readonly connection: ReportConnection
  readonly editor: Editor
  readonly onClose: () => void
}

/** Beside the text: what the offices report on the section with the caret, to be put into it. */
export function ExcerptPanel({ reportId, connection, editor, onClose }: ExcerptPanelProps) {
  const { contributions: text } = useText()
  const toast = useToast()
  const heading = useRef<HTMLHeadingElement>(null)
  const place = useEditorState({ editor, selector: ({ editor: { state } }) => caretPlace(state) })
  const [revision, setRevision] = useState(0)
  const again = useCallback(() => setRevision((before) => before + 1), [])
  const outbox = useOutbox(reportId, again)
  const title = titleOf(editor, place, text.preamble, text.untitled)

  useEffect(() => heading.current?.focus(), [])
  useEffect(() => connection.onEvent(({ type }) => type === 'contributions' && again()), [connection, again])
  const handleKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    onClose()
  }
  const handleInsert = (excerpt: Excerpt) => {
    const { sectionId } = place
    if (sectionId === undefined) return
    const inserted = insertExcerpt(editor.view, excerpt, sectionId)
    if (inserted.state !== 'done') {
      toast(inserted.state === 'unfit' ? text.insertUnfit : text.insertRefused, 'danger')
      return
    }
    const { blockIds } = inserted
    outbox.current?.add({
      contributionId: excerpt.contributionId,
      part: excerpt.part,
      blockIds: [...blockIds],
    })
    toast(text.insertDone(blockIds.length, excerpt.office.shortName), 'good')
    editor.view.focus()
  }
  return (
    <aside className="form-check" data-region="check" aria-label={text.panel} onKeyDown={handleKey}>
      <header className="form-check-head">
        <h2 ref={heading} tabIndex={-1}>
          {text.panel}
        </h2>
        <IconButton label={text.close} onClick={onClose}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </header>
      <div className="excerpt-panel-body">
        {place.sectionId !== undefined && <p className="excerpt-here">{text.panelHere(title)}</p>}
        <Source reportId={reportId} blockId={place.blockId} revision={revision} />
        {place.sectionId !== undefined && !place.isOpen && <p className="quiet">{text.readOnly}</p>}
        {place.sectionId !== undefined && (
          <Excerpts
            reportId={reportId}
            sectionId={place.sectionId}
            revision={revision}
            onInsert={place.isOpen ? handleInsert : undefined}
          />
        )}
        <Link to={contributionsPath(reportId)}>{text.toPage}</Link>
      </div>
    </aside>
  )
}

/** Where the paragraph with the caret came from, if it came from an office's report. */
function Source({
  reportId,
  blockId,
  revision,
}: {
  readonly reportId: string
  readonly blockId: string | undefined
  readonly revision: number
}) {
  const { contributions: text } = useText()
  const { language } = useLanguage()
  const load = useCallback((signal: AbortSignal) => fetchProvenance(reportId, signal), [reportId])
  const [loaded, reload] = useLoad(load)
  useAgain(revision, reload)
  const known = loaded.state === 'ready' && loaded.value.find((one) => one.blockId === blockId)
  if (!known) return null
  return (
    <p className="excerpt-source">
      {text.source(known.office.shortName, known.title)}
      <span className="quiet">{text.sourceBy(known.by.name, sayExactly(known.at, language))}</span>
    </p>
  )
}

function useOutbox(reportId: string, onRecorded: () => void) {
  const { contributions: text } = useText()
  const toast = useToast()
  const outbox = useRef<ProvenanceOutbox>(undefined)
  useEffect(() => {
    const made = createProvenanceOutbox(reportId, {
      onRecorded,
      onRefused: () => void toast(text.recordFailed, 'danger'),
    })
    outbox.current = made
    return () => made.stop()
  }, [reportId, onRecorded, toast, text])
  return outbox
}

function titleOf(editor: Editor, { sectionId }: CaretPlace, preamble: string, untitled: string): string {
  if (sectionId === undefined || sectionId === PREAMBLE_ID) return preamble
  const name = sectionNames(readOutline(editor.state.doc).sections).get(sectionId)
  return (name && sectionLabel(name)) || untitled
}
