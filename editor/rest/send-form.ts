import type { ZodType } from 'zod'

import { ApiError, problemOf } from './request.ts'

type FormSending = {
  readonly body: FormData
  readonly signal: AbortSignal
  /** Which part has gone out, from 0 to 1; with 1 the server is at work. */
  readonly onProgress: (part: number) => void
}

/** A large file over a slow line, and then the reading of it. */
const PATIENCE_MS = 15 * 60_000

/**
 * Sends a form and tells how much of it has gone out, which `fetch` cannot. Throws {@link ApiError}, and what the signal
 * says when it is given up.
 */
export function sendForm<T>(schema: ZodType<T>, path: string, sending: FormSending): Promise<T> {
  const { body, signal, onProgress } = sending
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const line = new XMLHttpRequest()
    const abort = () => line.abort()
    signal.addEventListener('abort', abort)
    line.open('POST', path)
    line.timeout = PATIENCE_MS
    line.upload.addEventListener('progress', ({ loaded, total }) => total > 0 && onProgress(loaded / total))
    line.addEventListener('load', () => {
      const said = readJson(line.responseText)
      if (line.status < 200 || line.status > 299) return reject(problemOf(line.status, said))
      const parsed = schema.safeParse(said)
      if (parsed.success) resolve(parsed.data)
      else reject(new ApiError('unexpected-answer'))
    })
    line.addEventListener('error', () => reject(new ApiError('network')))
    line.addEventListener('timeout', () => reject(new ApiError('timeout')))
    line.addEventListener('abort', () => reject(new DOMException('given up', 'AbortError')))
    line.addEventListener('loadend', () => signal.removeEventListener('abort', abort))
    line.send(body)
  })
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
