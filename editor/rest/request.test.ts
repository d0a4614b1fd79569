import { createServer } from 'node:http'
import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'

import { CATALOGUES } from '../i18n/catalogue.ts'
import { errorSentence } from './error-sentence.ts'
import { ApiError, onSessionLost, request } from './request.ts'

let server: Server | undefined
afterEach(() => void server?.close())

/** A server that answers everything in one way; gives its address. */
async function answering(answer: (response: ServerResponse) => void): Promise<string> {
  const made = createServer((_request, response) => answer(response))
  server = made
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}/`
}

const problem = (status: number, code: string, detail?: string) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/problem+json' })
  response.end(JSON.stringify({ type: 'about:blank', title: 'x', status, code, detail }))
}

async function failure(url: string): Promise<ApiError> {
  const error: unknown = await request(z.object({ id: z.string() }), url).catch((thrown: unknown) => thrown)
  if (!(error instanceof ApiError)) throw new Error(`expected an ApiError, got ${String(error)}`)
  return error
}

const say = (error: unknown) => errorSentence(error, CATALOGUES.vi, 'vi')

describe('a request', () => {
  test('parses what it is given and refuses what is not ours', async () => {
    const good = await answering((response) => response.end('{"id":"a"}'))
    expect(await request(z.object({ id: z.string() }), good)).toEqual({ id: 'a' })
    server?.close()
    const wrong = await answering((response) => response.end('{"id":1}'))
    expect((await failure(wrong)).code).toBe('unexpected-answer')
    server?.close()
    const page = await answering((response) => response.end('<html>'))
    expect((await failure(page)).code).toBe('unexpected-answer')
  })

  test('says the sentence of the code, and what the server adds', async () => {
    const error = await failure(await answering(problem(422, 'plan-without-outline', 'Không có mục II.')))
    expect(say(error)).toMatch(/^Không tìm thấy phần “Nội dung”.* Không có mục II\.$/u)
  })

  test('falls back to the status where something between speaks, or the code is not known', async () => {
    expect(
      (await failure(await answering((response) => response.writeHead(502).end('Bad Gateway')))).code,
    ).toBe('network')
    server?.close()
    expect((await failure(await answering(problem(403, 'code-of-the-future')))).code).toBe('no-access')
    server?.close()
    expect((await failure(await answering(problem(404, 'toString')))).code).toBe('not-found')
  })

  test('tells a person that the line is down, not that the server failed', async () => {
    const gone = await answering((response) => response.end())
    await new Promise((resolve) => server?.close(resolve))
    const error = await failure(gone)
    expect(error.code).toBe('network')
    expect(say(error)).toBe(CATALOGUES.vi.app.network)
  })

  test('announces a lost session, but not wrong credentials', async () => {
    let lost = 0
    const stop = onSessionLost(() => {
      lost += 1
    })
    await failure(await answering(problem(401, 'wrong-credentials')))
    expect(lost).toBe(0)
    server?.close()
    await failure(await answering(problem(401, 'not-signed-in')))
    expect(lost).toBe(1)
    stop()
  })

  test('leaves an abort to whoever asked for it', async () => {
    const url = await answering(() => {})
    const stop = new AbortController()
    const asked = request(z.unknown(), url, { signal: stop.signal })
    stop.abort()
    await expect(asked).rejects.not.toBeInstanceOf(ApiError)
  })
})
