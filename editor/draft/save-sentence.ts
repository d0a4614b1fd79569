import { CLOSE } from '../../report/wire/close-codes.ts'
import type { Catalogue } from '../i18n/catalogue.ts'
import type { SaveState } from './connection/save-state.ts'

export type SaveSentence = {
  readonly tone: 'good' | 'quiet' | 'warning' | 'danger'
  /** What is so, short enough for the bar. */
  readonly label: string
  /** What it means, and what to do. */
  readonly advice: string
}

/** The truth about what is saved, in the person's words. */
export function saySaveState(save: SaveState, text: Catalogue['drafting']): SaveSentence {
  switch (save.state) {
    case 'saved':
      return { tone: 'good', label: text.saved, advice: text.savedAdvice }
    case 'saving':
      return { tone: 'quiet', label: text.saving, advice: text.savingAdvice(save.pending) }
    case 'offline':
      return { tone: 'warning', label: offlineLabel(save.pending, text), advice: text.offlineAdvice }
    case 'failed':
      return {
        tone: 'danger',
        label: failedLabel(save.pending, text),
        advice: failedAdvice(save.reason, text),
      }
  }
}

function offlineLabel(pending: number, text: Catalogue['drafting']): string {
  return pending > 0 ? text.offlinePending(pending) : text.offline
}

function failedLabel(pending: number, text: Catalogue['drafting']): string {
  return pending > 0 ? text.saveFailedPending(pending) : text.saveFailed
}

type Reason = Extract<SaveState, { state: 'failed' }>['reason']

function failedAdvice(reason: Reason, text: Catalogue['drafting']): string {
  switch (reason) {
    case CLOSE.notSignedIn:
    case 'not-signed-in':
      return text.failedSession
    case CLOSE.noAccess:
    case 'no-access':
    case 'foreign-client-id':
      return text.failedAccess
    case CLOSE.noSuchReport:
    case 'no-such-report':
      return text.failedGone
    case CLOSE.epochChanged:
      return text.failedEpoch
    case CLOSE.reportClosed:
      return text.failedClosed
    case CLOSE.clientTooOld:
      return text.failedOld
    case CLOSE.storage:
    case 'storage-failed':
      return text.failedDisk
    case 'report-full':
      return text.failedFull
    case CLOSE.badData:
    case 'bad-request':
      return text.failedData
    default:
      return text.failedAdvice
  }
}
