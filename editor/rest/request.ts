// Here as well as in main.tsx, or the bundler puts the schemas into a chunk that runs before it.
import './zod-without-eval.ts'

import type { ZodType } from 'zod'

import { ERRORS, problemSchema } from '../../report/wire/errors.ts'
import type { ErrorCode } from '../../report/wire/errors.ts'

/** Failures that no server reports: the network is down, it answers too late, or the answer is not ours. */
export type LocalFailure = 'network' | 'timeout' | 'unexpected-answer'

/** Why a request failed, as a code from which the screen chooses its sentence. */
export class ApiError extends Error {
  readonly code: ErrorCode | LocalFailure
  /** Further Vietnamese sentences of the server, e.g. what a plan lacks. */
  readonly detail: string | undefined
  constructor(code: ErrorCode | LocalFailure, detail?: string) {
    super(detail ? `${code}: ${detail}` : code)
    this.name = 'ApiError'
    this.code = code
    this.detail = detail
  }
}

type Ask = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Sent as JSON; a FormData is sent as it is. */
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
  /** How long the answer may take; a minute unless told. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 60_000

const sessionLost = new Set<() => void>()

/** Calls `listener` whenever the server says that the session is over. Answers how to stop. */
export function onSessionLost(listener: () => void): () => void {
  sessionLost.add(listener)
  return () => sessionLost.delete(listener)
}

/** Tells everybody that the session is over; for those who learn it elsewhere, e.g. from a closed socket. */
export function announceSessionLost(): void {
  for (const listener of sessionLost) listener()
}

/** Asks the server and parses its answer with `schema`. Throws {@link ApiError}; rethrows the caller's own abort. */
export async function request<T>(schema: ZodType<T>, path: string, ask: Ask = {}): Promise<T> {
  const response = await send(path, ask)
  if (!response.ok) throw await readProblem(response)
  const parsed = schema.safeParse(await readJson(response))
  if (!parsed.success) throw new ApiError('unexpected-answer')
  return parsed.data
}

/** As {@link request}, for routes whose answer has nothing to read. */
export async function requestNothing(path: string, ask: Ask): Promise<void> {
  const response = await send(path, ask)
  if (!response.ok) throw await readProblem(response)
}

export type ReceivedFile = {
  /** As the server calls it; empty where it says nothing. */
  readonly name: string
  readonly blob: Blob
}

/** As {@link request}, for routes that answer with a file. It can be aborted until its last byte is here. */
export function requestFile(path: string, ask: Ask = {}): Promise<ReceivedFile> {
  return send(path, ask, async (response) => {
    if (!response.ok) throw await readProblem(response)
    return { name: fileName(response.headers.get('content-disposition') ?? ''), blob: await response.blob() }
  })
}

/** `attachment; filename="bao-cao.docx"; filename*=UTF-8''B%C3%A1o%20c%C3%A1o.docx`: the latter, where it is given. */
export function fileName(disposition: string): string {
  const encoded = /filename\*=UTF-8''([^;]+)/iu.exec(disposition)?.[1]
  const plain = /filename="([^"]*)"/iu.exec(disposition)?.[1] ?? ''
  try {
    return encoded ? decodeURIComponent(encoded.trim()) : plain
  } catch {
    return plain
  }
}

async function send(path: string, ask: Ask): Promise<Response>
async function send<T>(path: string, ask: Ask, read: (response: Response) => Promise<T>): Promise<T>
async function send<T>(
  path: string,
  { method = 'GET', body, signal, timeoutMs = TIMEOUT_MS }: Ask,
  read?: (response: Response) => Promise<T>,
): Promise<T | Response> {
  const isForm = body instanceof FormData
  const limit = limitTime(signal, timeoutMs)
  try {
    const response = await fetch(path, {
      method,
      credentials: 'same-origin',
      signal: limit.signal,
      headers: body === undefined || isForm ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : isForm ? body : JSON.stringify(body),
    })
    return read ? await read(response) : response
  } catch (error) {
    if (signal?.aborted || error instanceof ApiError) throw error
    throw new ApiError(limit.signal.aborted ? 'timeout' : 'network')
  } finally {
    limit.release()
  }
}

/** A signal that the caller or the clock aborts. (`AbortSignal.any` is newer than Chrome 109, the last one for Windows 7.) */
function limitTime(
  signal: AbortSignal | undefined,
  timeoutMs: number,
): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController()
  const abort = () => controller.abort()
  const timer = setTimeout(abort, timeoutMs)
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort)
  const release = () => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
  return { signal: controller.signal, release }
}

async function readProblem(response: Response): Promise<ApiError> {
  return problemOf(response.status, await readJson(response).catch(() => undefined))
}

/** What an answer that refuses says. */
export function problemOf(status: number, body: unknown): ApiError {
  const parsed = problemSchema.safeParse(body)
  const code = parsed.success && isErrorCode(parsed.data.code) ? parsed.data.code : codeOfStatus(status)
  // Somebody came in with a one-time code in another tab: this page's session is over as well.
  if (code === 'not-signed-in' || code === 'password-change-required') announceSessionLost()
  return new ApiError(code, parsed.success ? parsed.data.detail : undefined)
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    throw new ApiError('unexpected-answer')
  }
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code)
}

/** For answers of something between us and the server (a proxy) that speaks no problem+json. */
function codeOfStatus(status: number): ErrorCode | LocalFailure {
  if (status === 401) return 'not-signed-in'
  if (status === 403) return 'no-access'
  if (status === 404) return 'not-found'
  if (status === 413) return 'too-large'
  if (status === 429) return 'too-many-requests'
  if (status === 502 || status === 503 || status === 504) return 'network'
  return status >= 500 ? 'internal' : 'unexpected-answer'
}
