import { useCallback, useState } from 'react'
import type { FormEvent } from 'react'

import type { StageBlocker } from '../../report/wire/progress.ts'
import { sayExactly, saySize } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { useLoad } from '../rest/load.ts'
import { signReport } from '../rest/progress.ts'
import { ApiError } from '../rest/request.ts'
import { useWork } from '../rest/use-work.ts'
import { fetchVersions } from '../rest/versions.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { FileDrop } from '../ui/file-drop.tsx'
import { Note } from '../ui/note.tsx'
import { useToast } from '../ui/toast.tsx'
import type { BoardRow } from './board-rows.ts'
import { Blocked } from './move-dialog.tsx'
import { ReasonField } from './reason-field.tsx'

type SignDialogProps = {
  readonly reportId: string
  readonly blockers: readonly StageBlocker[]
  readonly rows: readonly BoardRow[]
  readonly onShowSection: (sectionId: string) => void
  readonly onDone: () => void
  readonly onClose: () => void
  readonly onReload: () => void
}

/** Takes in the signed file, which closes the report for everybody. */
export function SignDialog({ reportId, blockers, onDone, onClose, onReload, ...ways }: SignDialogProps) {
  const text = useText()
  const { progress: words } = text
  const { language } = useLanguage()
  const toast = useToast()
  const { busy, failure, run } = useWork()
  const [file, setFile] = useState<File>()
  const [versionId, setVersionId] = useState('')
  const [reason, setReason] = useState('')
  const [asked, setAsked] = useState(false)
  // The server also looks into the file: what it finds there can be confirmed as well.
  const isRefused = failure instanceof ApiError && failure.code === 'stage-blocked'
  const isBlocked = blockers.length > 0 || isRefused
  const why = reason.trim()
  // Only a Word file that was exported here says itself which version it is.
  const saysVersion = file !== undefined && /\.docx$/iu.test(file.name)
  const lacksVersion = versionId === '' && !saysVersion

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    setAsked(true)
    if (busy || !file || lacksVersion || (isBlocked && why === '')) return
    const signing = { file, versionId: versionId || undefined, reason: isBlocked ? why : undefined }
    const work = signReport(reportId, signing).catch((error: unknown) => {
      if (error instanceof ApiError && error.code.startsWith('stage-')) onReload()
      throw error
    })
    run(work, () => {
      toast(words.moved(text.reports.stages.signed), 'good')
      onDone()
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.signTitle}
      intro={words.signIntro}
      closeLabel={text.app.close}
      width="40rem"
    >
      <form className="dialog-form" onSubmit={handleSubmit} noValidate>
        {blockers.length > 0 && (
          <Blocked blockers={blockers} reportId={reportId} {...ways} onClose={onClose} />
        )}
        <SignedFileField
          file={file}
          problem={asked && !file ? words.signFileMissing : undefined}
          onChoose={setFile}
        />
        <VersionField
          reportId={reportId}
          value={versionId}
          none={saysVersion ? words.signVersionInFile : words.signVersionChoose}
          error={asked && lacksVersion ? words.signVersionMissing : undefined}
          onChange={setVersionId}
        />
        {isBlocked && (
          <ReasonField
            label={words.anywayReason}
            hint={words.anywayHint}
            value={reason}
            missing={asked}
            onChange={setReason}
          />
        )}
        <Note tone="warning">
          <p>{words.signWill}</p>
          <ul className="plain-list">
            <li>{words.signCloses}</li>
            <li>{words.signHash}</li>
            <li>{words.signKeeps}</li>
          </ul>
        </Note>
        {failure !== undefined && (
          <Note tone="danger">
            <p className="board-failure">{errorSentence(failure, text, language)}</p>
          </Note>
        )}
        <div className="dialog-actions">
          <Button onClick={onClose}>{text.app.cancel}</Button>
          <Button kind="primary" type="submit" busy={busy}>
            {busy ? words.signing : isBlocked ? words.signAnyway : words.signConfirm}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

const TAKEN = /\.(?:docx|pdf|png|jpe?g)$/iu

type SignedFileFieldProps = {
  readonly file: File | undefined
  readonly problem: string | undefined
  readonly onChoose: (file: File) => void
}

function SignedFileField({ file, problem, onChoose }: SignedFileFieldProps) {
  const { progress: text } = useText()
  const { language } = useLanguage()
  const [refused, setRefused] = useState<string>()
  const handleFiles = (files: readonly File[]) => {
    const [first] = files
    if (!first) return
    if (files.length > 1) return setRefused(text.oneFile)
    if (!TAKEN.test(first.name)) return setRefused(text.wrongFile)
    setRefused(undefined)
    onChoose(first)
  }
  return (
    <FileDrop
      chosen={file && text.chosenFile(file.name, saySize(file.size, language))}
      texts={{
        invitation: text.signDrop,
        letGo: text.signDropNow,
        choose: text.chooseFile,
        change: text.changeFile,
        field: text.signFile,
      }}
      accept=".docx,.pdf,.png,.jpg,.jpeg"
      problem={refused ?? problem}
      onFiles={handleFiles}
    />
  )
}

type VersionFieldProps = {
  readonly reportId: string
  readonly value: string
  /** What stands there while none is chosen. */
  readonly none: string
  readonly error: string | undefined
  readonly onChange: (versionId: string) => void
}

function VersionField({ reportId, value, none, error, onChange }: VersionFieldProps) {
  const { progress: text } = useText()
  const { language } = useLanguage()
  const load = useCallback((signal: AbortSignal) => fetchVersions(reportId, signal), [reportId])
  const [loaded] = useLoad(load)
  const versions = loaded.state === 'ready' ? loaded.value : []
  return (
    <Field label={text.signVersion} hint={text.signVersionHint} error={error}>
      {(control) => (
        <select
          {...control}
          className="input"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          <option value="">{none}</option>
          {versions
            .filter(({ kind }) => kind !== 'automatic' && kind !== 'before-restore')
            .map(({ id, number, name, at }) => (
              <option key={id} value={id}>
                {text.versionName(number, name, sayExactly(at, language))}
              </option>
            ))}
        </select>
      )}
    </Field>
  )
}
