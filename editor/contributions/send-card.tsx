import { PenLine } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'

import type { Contributions } from '../../report/wire/contributions.ts'
import type { Office } from '../../report/wire/rest.ts'
import type { Catalogue } from '../i18n/catalogue.ts'
import { saySize } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { beginContribution, sendContribution } from '../rest/contributions.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { useWork } from '../rest/use-work.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { FileDrop } from '../ui/file-drop.tsx'
import { Note } from '../ui/note.tsx'
import { useToast } from '../ui/toast.tsx'

type SendCardProps = {
  readonly reportId: string
  /** The person's own, which is asked; undefined for those who only send on behalf of others. */
  readonly office: Office | undefined
  /** On whose behalf something may be sent. */
  readonly offices: readonly Office[]
  readonly sent: Contributions
  readonly onSent: () => void
}

/** An office's own report: a file, or one written here. */
export function SendCard({ reportId, office, offices, sent, onSent }: SendCardProps) {
  const text = useText()
  const { contributions: words } = text
  const { language } = useLanguage()
  const [officeId, setOfficeId] = useState('')
  const [problem, setProblem] = useState<string>()
  const sending = useSending(reportId, onSent)
  const { state } = sending
  const isBehalf = office === undefined

  const handleFiles = (files: readonly File[]) => {
    const [file] = files
    if (!file) return
    const refused =
      isBehalf && officeId === ''
        ? words.sendOfficeMissing
        : files.length > 1
          ? words.oneFile
          : refuse(file, words)
    setProblem(refused)
    if (refused === undefined) sending.start(file, isBehalf ? officeId : undefined)
  }
  const busy = state.step === 'sending'
  return (
    <section className="card sent-send" aria-label={isBehalf ? words.sendFor : words.sendMine}>
      <h2>{isBehalf ? words.sendFor : words.sendMine}</h2>
      {isBehalf && (
        <Field label={words.sendOffice} hint={words.sendForHint}>
          {(control) => (
            <select
              {...control}
              className="input"
              value={officeId}
              onChange={(event) => {
                setOfficeId(event.target.value)
                setProblem(undefined)
              }}
            >
              <option value="">{words.sendOfficeChoose}</option>
              {offices.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <FileDrop
        chosen={
          state.step === 'idle' ? undefined : words.file(state.file.name, saySize(state.file.size, language))
        }
        texts={words.drop}
        accept=".docx,.pdf,application/pdf,application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        disabled={busy}
        problem={problem}
        onFiles={handleFiles}
      />
      {state.step === 'sending' && (
        <div className="sent-sending">
          <progress value={state.part < 1 ? state.part : undefined} aria-label={words.reading} />
          <p role="status">
            {state.part < 1 ? words.uploading(Math.floor(state.part * 100)) : words.reading}
          </p>
          <Button onClick={sending.stop}>{words.stop}</Button>
        </div>
      )}
      {state.step === 'stopped' && (
        <Note>
          <p>{words.stopped}</p>
          <Button onClick={() => sending.start(state.file, isBehalf ? officeId : undefined)}>
            {words.again}
          </Button>
        </Note>
      )}
      {state.step === 'failed' && (
        <Note tone="danger">
          <p>{errorSentence(state.error, text, language)}</p>
          <Button onClick={() => sending.start(state.file, isBehalf ? officeId : undefined)}>
            {words.again}
          </Button>
        </Note>
      )}
      {office && <WriteHere reportId={reportId} office={office} sent={sent} />}
    </section>
  )
}

function WriteHere({ reportId, office, sent }: { reportId: string; office: Office; sent: Contributions }) {
  const text = useText()
  const { contributions: words } = text
  const { language } = useLanguage()
  const navigate = useNavigate()
  const { busy, failure, run } = useWork()
  // What is begun is written on from its own line.
  if (sent.contributions.some((one) => one.kind === 'report' && one.office.id === office.id)) return null
  const handleBegin = () =>
    run(beginContribution(reportId, {}), ({ sourceReportId }) => {
      if (sourceReportId !== null) void navigate(`/bao-cao/${encodeURIComponent(sourceReportId)}`)
    })
  return (
    <div className="sent-begin">
      <Button busy={busy} onClick={handleBegin}>
        <PenLine size={16} aria-hidden="true" />
        {words.begin}
      </Button>
      <p className="quiet">{words.beginHint}</p>
      {failure !== undefined && <Note tone="danger">{errorSentence(failure, text, language)}</Note>}
    </div>
  )
}

type Sending =
  | { readonly step: 'idle' }
  | { readonly step: 'sending'; readonly file: File; readonly part: number }
  | { readonly step: 'stopped'; readonly file: File }
  | { readonly step: 'failed'; readonly file: File; readonly error: unknown }

/** Sends one file at a time; leaving the page stops what is under way. */
function useSending(reportId: string, onSent: () => void) {
  const { contributions: words } = useText()
  const toast = useToast()
  const [state, setState] = useState<Sending>({ step: 'idle' })
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const start = (file: File, officeId: string | undefined) => {
    running.current?.abort()
    const mine = new AbortController()
    running.current = mine
    setState({ step: 'sending', file, part: 0 })
    sendContribution(reportId, {
      file,
      title: undefined,
      officeId,
      signal: mine.signal,
      onProgress: (part) => running.current === mine && setState({ step: 'sending', file, part }),
    }).then(
      ({ title }) => {
        if (running.current !== mine) return
        setState({ step: 'idle' })
        toast(words.sent(title), 'good')
        onSent()
      },
      (error: unknown) => {
        if (running.current !== mine) return
        setState(mine.signal.aborted ? { step: 'stopped', file } : { step: 'failed', file, error })
      },
    )
  }
  return { state, start, stop: () => running.current?.abort() }
}

/** As the server's. */
const LARGEST = 50 * 1024 * 1024

/** Why a file need not be sent at all. */
function refuse({ name, size }: File, words: Catalogue['contributions']): string | undefined {
  const kind = /\.([^.]+)$/u.exec(name)?.[1]?.toLowerCase()
  if (kind === 'doc' || kind === 'dot') return words.oldWord
  if (kind !== 'docx' && kind !== 'pdf') return words.otherKind
  if (size === 0) return words.emptyFile
  return size > LARGEST ? words.tooLarge(`${LARGEST / 1024 / 1024} MB`) : undefined
}
