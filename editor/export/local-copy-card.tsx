import { FileDown, WifiOff } from 'lucide-react'
import { useState } from 'react'

import type { ReportDetail } from '../../report/wire/rest.ts'
import { vietnamDay } from '../../report/vietnam-time.ts'
import type { ReportConnection } from '../draft/connection/connection.ts'
import { useObservable } from '../draft/use-observable.ts'
import { useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { giveFile } from '../ui/give-file.ts'
import { draftNumber, type ExportChoice } from './export-choice.ts'
import { loadPaperWriter, makeLocalCopy, safeName } from './local-copy.ts'

type LocalCopyCardProps = {
  readonly report: ReportDetail
  readonly connection: ReportConnection
  readonly choice: ExportChoice
  readonly nextDraft: number
  readonly onRetry: () => void
}

type Made =
  | { readonly state: 'idle' | 'making' | 'failed' | 'no-code' }
  | { readonly state: 'made'; readonly name: string; readonly missing: number }

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** Without the server: a draft of what this page holds. Never a copy for signature, for nobody can check it. */
export function LocalCopyCard({ report, connection, choice, nextDraft, onRetry }: LocalCopyCardProps) {
  const { app, exporting: text } = useText()
  const [made, setMade] = useState<Made>({ state: 'idle' })
  const ready = useObservable(connection.ready)
  const number = draftNumber(choice, { nextDraft }) ?? nextDraft
  const hasText = ready !== 'loading'

  const make = async (): Promise<Made> => {
    const writer = await loadPaperWriter().catch(() => undefined)
    if (!writer) return { state: 'no-code' }
    const draft = { number, day: vietnamDay(Date.now()) }
    const { bytes, missing } = await makeLocalCopy(writer, { report, doc: connection.doc, choice, draft })
    const name = `${text.fileName(safeName(report.title), number)}.docx`
    giveFile(name, new Blob([bytes.slice()], { type: DOCX }))
    return { state: 'made', name, missing }
  }
  const handleMake = () => {
    setMade({ state: 'making' })
    make().then(setMade, () => setMade({ state: 'failed' }))
  }
  return (
    <div className="export-local" role="group" aria-label={text.unreachable}>
      <h3>
        <WifiOff size={16} aria-hidden="true" /> {text.unreachable}
      </h3>
      <p>{hasText ? text.unreachableAdvice : text.noText}</p>
      <div className="export-local-actions">
        <Button onClick={handleMake} busy={made.state === 'making'} disabled={!hasText}>
          {made.state !== 'making' && <FileDown size={16} aria-hidden="true" />}
          {text.makeHere}
        </Button>
        <Button kind="quiet" onClick={onRetry}>
          {app.retry}
        </Button>
      </div>
      <p role="status">
        {made.state === 'made' &&
          (made.missing > 0 ? text.madeHereWithout(made.name, made.missing) : text.madeHere(made.name))}
      </p>
      {(made.state === 'failed' || made.state === 'no-code') && (
        <p className="field-error" role="alert">
          {made.state === 'failed' ? text.makeHereFailed : text.codeFailed}
        </p>
      )}
    </div>
  )
}
