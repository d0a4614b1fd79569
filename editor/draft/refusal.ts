import { CLOSE } from '../../report/wire/close-codes.ts'
import type { ErrorCode } from '../../report/wire/errors.ts'
import type { Catalogue } from '../i18n/catalogue.ts'
import { ApiError } from '../rest/request.ts'

/** Why a report does not open, and what the person can do. */
export type Refusal = {
  readonly title: string
  readonly advice: string
  /** `board`: what was signed is there. */
  readonly remedy: 'reload' | 'leave' | 'board'
}

/** For the code a socket was closed with, or an edit refused with. */
export function sayRefusal(reason: number | string, text: Catalogue['drafting']): Refusal {
  switch (reason) {
    case CLOSE.notSignedIn:
      return { title: text.refusedSession, advice: text.refusedSessionAdvice, remedy: 'reload' }
    case CLOSE.noAccess:
    case 'no-access':
      return { title: text.refusedAccess, advice: text.refusedAccessAdvice, remedy: 'leave' }
    case CLOSE.noSuchReport:
    case 'no-such-report':
    case 'not-found':
      return { title: text.refusedMissing, advice: text.refusedMissingAdvice, remedy: 'leave' }
    case CLOSE.clientTooOld:
      return { title: text.refusedOld, advice: text.refusedOldAdvice, remedy: 'reload' }
    case CLOSE.reportClosed:
    case 'report-signed':
      return { title: text.refusedClosed, advice: text.refusedClosedAdvice, remedy: 'board' }
    case CLOSE.epochChanged:
      return { title: text.refusedEpoch, advice: text.refusedEpochAdvice, remedy: 'reload' }
    case CLOSE.unavailable:
    case CLOSE.rate:
    case 'too-many-requests':
      return { title: text.refusedBusy, advice: text.refusedBusyAdvice, remedy: 'reload' }
    default:
      return { title: text.refusedOther, advice: text.refusedOtherAdvice(String(reason)), remedy: 'reload' }
  }
}

const CLOSED_DOORS: readonly ErrorCode[] = ['no-access', 'no-such-report', 'not-found']

/** The code of a failed request for the report itself, where the server has shut the door. */
export function refusalCode(error: unknown): ErrorCode | undefined {
  if (!(error instanceof ApiError)) return undefined
  return CLOSED_DOORS.find((code) => code === error.code)
}
