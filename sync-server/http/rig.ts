import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { must } from '../../report/must.ts'
import { readEnv } from '../env.ts'
import { openLogger } from '../log.ts'
import { startServer, type RunningServer, type StartOptions } from '../main.ts'

/** For tests: a real server on a free port, on a data directory of its own. */
export type Rig = {
  readonly dataDir: string
  readonly url: string
  /** Every log line so far. */
  readonly logged: () => string
  readonly server: RunningServer
  browser(): Browser
  restart(): Promise<void>
  stop(): Promise<void>
}

export const ADMIN = { username: 'quantri', password: 'mat-khau-quan-tri' }

export type RigOptions = StartOptions & { readonly env?: Readonly<Record<string, string>> }

export async function startRig({ env = {}, ...options }: RigOptions = {}): Promise<Rig> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cung-soan-test-'))
  let logged = ''
  const logger = openLogger(
    'trace',
    new Writable({
      write(chunk, _encoding, done) {
        logged += String(chunk)
        done()
      },
    }),
  )
  const variables = {
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    ADMIN_USERNAME: ADMIN.username,
    ADMIN_PASSWORD: ADMIN.password,
    ...env,
  }
  const start = () => startServer(readEnv(variables), { logger, ...options })
  let server = await start()
  const url = () => `http://127.0.0.1:${server.port}`
  return {
    dataDir,
    get url() {
      return url()
    },
    get server() {
      return server
    },
    logged: () => logged,
    browser: () => new Browser(url),
    async restart() {
      await server.stop()
      server = await start()
    },
    async stop() {
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

type Ask = { readonly headers?: Readonly<Record<string, string>>; readonly redirect?: RequestRedirect }

/** Asks like a page of the server's own in a browser: sends its Origin, keeps cookies. */
export class Browser {
  cookie = ''
  readonly #url: () => string

  constructor(url: () => string) {
    this.#url = url
  }

  get(path: string, ask: Ask = {}): Promise<Response> {
    return this.#send(path, { ...ask, method: 'GET' })
  }

  send(method: string, path: string, body?: unknown, ask: Ask = {}): Promise<Response> {
    const isJson = body !== undefined && !(body instanceof FormData) && !(body instanceof Uint8Array)
    return this.#send(path, {
      ...ask,
      method,
      headers: {
        origin: this.#url(),
        ...(isJson ? { 'content-type': 'application/json' } : {}),
        ...ask.headers,
      },
      body: body === undefined ? null : isJson ? JSON.stringify(body) : (body as BodyInit),
    })
  }

  post(path: string, body?: unknown, ask: Ask = {}): Promise<Response> {
    return this.send('POST', path, body, ask)
  }

  signIn(credentials: { username: string; password: string }): Promise<Response> {
    return this.post('/api/auth/sign-in/username', credentials)
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers)
    if (this.cookie !== '') headers.set('cookie', this.cookie)
    const response = await fetch(this.#url() + path, { ...init, headers })
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie)
    return response
  }

  #keep(cookie: string): void {
    const pair = must(cookie.split(';')[0], 'a cookie')
    this.cookie = pair.endsWith('=') ? '' : pair
  }
}

/** A signed-in administrator. */
export async function adminOf(rig: Rig): Promise<Browser> {
  const browser = rig.browser()
  await browser.signIn(ADMIN)
  return browser
}

export type NewPerson = { readonly username: string; readonly name?: string; readonly officeId?: string }

/** Makes an account and signs it in. Answers its id too. */
export async function personOf(rig: Rig, admin: Browser, person: NewPerson) {
  const password = `mat-khau-${person.username}`
  const made = await admin.post('/api/users', { name: person.username, ...person, password })
  const { id } = (await made.json()) as { id: string }
  const browser = rig.browser()
  await browser.signIn({ username: person.username, password })
  return { id, browser, password, username: person.username }
}
