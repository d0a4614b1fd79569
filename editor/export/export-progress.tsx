import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { ApiError } from '../rest/request.ts'
import { Button } from '../ui/button.tsx'
import { Progress } from '../ui/spinner.tsx'
import { useSeconds } from '../ui/use-seconds.ts'
import type { ExportState } from './export-run.ts'

type ExportProgressProps = {
  readonly state: ExportState
  /** Of a saved version, of which this page does not know what stands in its way. */
  readonly isOfVersion: boolean
  readonly onRetry: () => void
}

/** Where the export is, in a sentence; how long already, when it takes more than a second. */
export function ExportProgress({ state, isOfVersion, onRetry }: ExportProgressProps) {
  const text = useText()
  const { language } = useLanguage()
  const isWorking = state.state === 'waiting' || state.state === 'making'
  const seconds = useSeconds(isWorking)
  const sentence = sayState()
  const isBad = state.state === 'failed' || state.state === 'not-saved'
  return (
    <div className="export-progress">
      {isWorking && seconds > 0 && <Progress label={text.exporting.making} />}
      {/* The seconds are for the eye: read aloud they would drown everything else. */}
      <p role={isBad ? 'alert' : 'status'} data-state={state.state}>
        {sentence}
      </p>
      {isWorking && seconds > 0 && <p aria-hidden="true">{sayTime()}</p>}
      {isBad && (
        <Button kind="quiet" onClick={onRetry}>
          {text.app.retry}
        </Button>
      )}
    </div>
  )

  function sayTime(): string {
    const { waitingFor, makingFor } = text.exporting
    return state.state === 'waiting' ? waitingFor(seconds) : makingFor(seconds)
  }

  function sayState(): string {
    const { exporting } = text
    switch (state.state) {
      case 'idle':
      case 'unreachable':
        return ''
      case 'waiting':
        return exporting.waitingForSave
      case 'making':
        return seconds > 0 ? '' : exporting.making
      case 'done':
        return exporting.done(state.name)
      case 'stopped':
        return exporting.stopped
      case 'not-saved':
        return exporting.notSaved
      case 'failed':
        return sayFailure(state.error)
    }
  }

  function sayFailure(error: unknown): string {
    const { exporting } = text
    if (error instanceof ApiError && error.code === 'export-blocked')
      return isOfVersion ? exporting.versionBlocked : exporting.becameBlocked
    return `${exporting.failed} ${errorSentence(withoutParserWords(error), text, language)}`
  }
}

/** What a parser says of a request is English and for programs. */
function withoutParserWords(error: unknown): unknown {
  return error instanceof ApiError && error.code === 'bad-request' ? new ApiError('bad-request') : error
}
