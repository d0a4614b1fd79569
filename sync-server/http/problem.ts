import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { ZodError } from 'zod'
import { ERRORS, ReportError, type Problem } from '../../report/wire/errors.ts'
import { ExportBlocked } from '../press/export-blocked.ts'
import { StageBlocked } from './stage-blocked.ts'
import { TooManyAttempts } from '../auth/attempts.ts'

/** Answers with `application/problem+json`. */
export function sendProblem(response: Response, error: ReportError): void {
  const { code, detail } = error
  const { status, vi } = ERRORS[code]
  const problem: Problem = {
    type: 'about:blank',
    title: vi,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(error instanceof ExportBlocked || error instanceof StageBlocked
      ? { blockers: [...error.blockers] }
      : {}),
  }
  if (code === 'too-many-requests') response.setHeader('retry-after', String(secondsToWait(error)))
  response
    .status(status)
    .setHeader('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problem))
}

function secondsToWait(error: ReportError): number {
  return error instanceof TooManyAttempts ? Math.max(1, Math.ceil(error.waitMs / 1000)) : 60
}

/** Whatever no route took. */
export const noSuchRoute: RequestHandler = () => {
  throw new ReportError('not-found')
}

/** The last handler: every failure leaves as a problem; what nobody expected is logged, and not told. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const expected = toReportError(error)
    if (ERRORS[expected.code].status >= 500) {
      logger.error({ err: error, method: request.method, path: request.path }, 'request failed')
    }
    if (response.headersSent) next(error)
    else sendProblem(response, expected)
  }
}

/** What express, body-parser and zod throw, in our codes. */
export function toReportError(error: unknown): ReportError {
  if (error instanceof ReportError) return error
  if (error instanceof ZodError) return new ReportError('bad-request', zodDetail(error))
  if (isFull(error)) return new ReportError('storage-failed')
  const status = statusOf(error)
  if (status === 413) return new ReportError('too-large')
  if (status === 404) return new ReportError('not-found')
  if (status !== undefined && status >= 400 && status < 500) return new ReportError('bad-request')
  return new ReportError('internal')
}

function zodDetail(error: ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ')
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined
  return typeof error.status === 'number' ? error.status : undefined
}

/** SQLITE_FULL, SQLITE_IOERR and SQLITE_READONLY: the person must know that the disk, not they, did wrong. */
function isFull(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return false
  return [8, 10, 13].includes(error.errcode & 0xff)
}
