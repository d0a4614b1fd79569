import { ArrowLeft, Download } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'

import type { ImportResult } from '../../report/wire/rest.ts'
import { fetchOffices, importUsers } from '../rest/admin.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { useLoad } from '../rest/load.ts'
import { ApiError } from '../rest/request.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { useMe } from '../session/session.tsx'
import { Button } from '../ui/button.tsx'
import { Note } from '../ui/note.tsx'
import { Progress, Waiting } from '../ui/spinner.tsx'
import { useToast } from '../ui/toast.tsx'
import { AdminFrame } from './admin-frame.tsx'
import { CsvFileField } from './csv-file-field.tsx'
import { csvText, downloadText } from './download.ts'
import { ImportPreview } from './import-preview.tsx'
import { previewOf, sampleRows } from './import-rows.ts'
import { IssuedCodesPanel } from './issued-codes-panel.tsx'
import { keepCodes, useIssuedCodes } from './unsaved-codes.ts'

export default function ImportPage() {
  const { admin: text } = useText()
  return (
    <AdminFrame title={text.importTitle}>
      <Import />
    </AdminFrame>
  )
}

function Import() {
  const { admin: text } = useText()
  const me = useMe()
  const issued = useIssuedCodes(me.id)
  useWarnOfCodesLeft(issued !== undefined && !issued.saved)
  return (
    <>
      <Link className="back-link" to="/quan-tri/nguoi-dung">
        <ArrowLeft size={16} aria-hidden="true" />
        {text.people}
      </Link>
      <div className="page-head">
        <h1>{text.importTitle}</h1>
      </div>
      {issued ? <IssuedCodesPanel issued={issued} /> : <ChooseAndImport />}
    </>
  )
}

/** Going to another page loses no codes, but whoever goes should know where they are. */
function useWarnOfCodesLeft(unsaved: boolean): void {
  const { admin: text } = useText()
  const toast = useToast()
  const leaving = useRef(() => {})
  useEffect(() => {
    leaving.current = () => void (unsaved && toast(text.codesLeft, 'danger'))
  }, [unsaved, toast, text])
  useEffect(() => {
    let stays = true
    // React draws twice in development: only what is still gone a moment later has been left.
    queueMicrotask(() => (stays = false))
    return () => {
      if (!stays) leaving.current()
    }
  }, [])
}

type Looked =
  | { readonly state: 'nothing' }
  | { readonly state: 'reading' }
  | { readonly state: 'read'; readonly result: ImportResult }
  | { readonly state: 'importing'; readonly result: ImportResult }
  | { readonly state: 'failed'; readonly error: unknown; readonly while: 'reading' | 'importing' }

function ChooseAndImport() {
  const { admin: text } = useText()
  const me = useMe()
  const [file, setFile] = useState<File>()
  const [looked, setLooked] = useState<Looked>({ state: 'nothing' })
  const running = useRef<AbortController>(null)

  const handleChoose = (chosen: File) => {
    running.current?.abort()
    const stop = new AbortController()
    running.current = stop
    setFile(chosen)
    setLooked({ state: 'reading' })
    importUsers(chosen, 'preview', stop.signal).then(
      (result) => setLooked({ state: 'read', result }),
      (error: unknown) => stop.signal.aborted || setLooked({ state: 'failed', error, while: 'reading' }),
    )
  }
  const handleImport = (result: ImportResult) => {
    if (!file) return
    setLooked({ state: 'importing', result })
    importUsers(file, 'import').then(
      (made) => {
        if (made.imported > 0) keepCodes(me.id, made.rows)
        // Somebody took a name in the meantime: what is wrong now is shown like any bad row.
        else setLooked({ state: 'read', result: made })
      },
      (error: unknown) => setLooked({ state: 'failed', error, while: 'importing' }),
    )
  }

  const isImporting = looked.state === 'importing'
  return (
    <div className="import">
      <div className="card import-choose">
        <p>{text.importIntro}</p>
        <SampleButton />
        <CsvFileField file={file} disabled={isImporting} onChoose={handleChoose} />
      </div>
      {looked.state === 'reading' && <Waiting label={text.reading} />}
      {looked.state === 'failed' && <ImportFailed error={looked.error} lost={looked.while === 'importing'} />}
      {(looked.state === 'read' || isImporting) && (
        <ImportPreview result={looked.result}>
          <ImportButton
            result={looked.result}
            busy={isImporting}
            onImport={() => handleImport(looked.result)}
          />
        </ImportPreview>
      )}
    </div>
  )
}

type ImportButtonProps = {
  readonly result: ImportResult
  readonly busy: boolean
  readonly onImport: () => void
}

function ImportButton({ result, busy, onImport }: ImportButtonProps) {
  const { admin: text } = useText()
  const { language } = useLanguage()
  const preview = previewOf(result)
  if (!preview.ready) return preview.bad > 0 ? <Note tone="warning">{text.fixFirst}</Note> : null
  return (
    <>
      <Button kind="primary" busy={busy} onClick={onImport}>
        {busy ? text.importing : text.importPeople(sayNumber(preview.clean, language))}
      </Button>
      {busy && (
        <div role="status">
          <Progress label={text.importingLong} />
          <p className="quiet">{text.importingLong}</p>
        </div>
      )}
    </>
  )
}

/** Without an answer to the import nobody knows whether the accounts are there. */
function ImportFailed({ error, lost }: { error: unknown; lost: boolean }) {
  const text = useText()
  const { language } = useLanguage()
  const unknown =
    lost && error instanceof ApiError && ['network', 'timeout', 'unexpected-answer'].includes(error.code)
  return (
    <Note tone="danger">
      {errorSentence(error, text, language)} {unknown && text.admin.importLost}
    </Note>
  )
}

function SampleButton() {
  const { admin: text } = useText()
  const load = useCallback((signal: AbortSignal) => fetchOffices(signal), [])
  const [offices] = useLoad(load)
  const handleSample = () => {
    const known = offices.state === 'ready' ? offices.value : []
    const words = { person: text.samplePerson, office: text.sampleOffice }
    downloadText(
      text.sampleName,
      csvText(sampleRows(text.sampleHeads, known, words)),
      'text/csv;charset=utf-8',
    )
  }
  return (
    <div>
      <Button onClick={handleSample}>
        <Download size={16} aria-hidden="true" />
        {text.sampleFile}
      </Button>
    </div>
  )
}
