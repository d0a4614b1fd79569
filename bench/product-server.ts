import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { must } from '../report/must.ts'

export const repository = fileURLToPath(new URL('..', import.meta.url))

/** A port that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

export type ServerProcess = { readonly pid: number; readonly port: number; stop(): Promise<void> }

export type Launch = {
  readonly script: string
  readonly args?: readonly string[]
  readonly nodeFlags?: readonly string[]
  readonly env: (port: number, folder: string) => NodeJS.ProcessEnv
  /** Runs the server on this core only. */
  readonly core?: number
}

/** Starts a server on loopback with a data folder of its own, and waits until it takes connections. */
export async function launch({
  script,
  args = [],
  nodeFlags = [],
  env,
  core,
}: Launch): Promise<ServerProcess> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'cung-soan-bench-'))
  const command = [process.execPath, ...nodeFlags, script, ...args]
  const pinned = core === undefined ? command : ['taskset', '-c', String(core), ...command]
  const [program, ...rest] = pinned
  const child = spawn(must(program, 'a program'), rest, {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env(port, folder) },
  })
  let complaints = ''
  child.stderr?.on('data', (text: Buffer) => (complaints = (complaints + text.toString()).slice(-4000)))
  const stop = () => end(child, folder)
  try {
    await listening(child, port, () => complaints)
  } catch (error) {
    await stop()
    throw error
  }
  return { pid: must(child.pid, 'a process id'), port, stop }
}

async function listening(child: ChildProcess, port: number, complaints: () => string): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended at once: ${complaints()}`)
    if (
      await fetch(`http://127.0.0.1:${port}/api/health`).then(
        () => true,
        () => false,
      )
    )
      return
    await wait(200)
  }
  throw new Error(`the server did not listen within 30 s: ${complaints()}`)
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), 8000)
    await gone
    clearTimeout(late)
  }
  rmSync(folder, { recursive: true, force: true })
}

export type Product = ServerProcess & {
  readonly origin: string
  readonly cookie: string
  /** Makes a report from the shipped plan and answers its id. */
  createReport(): Promise<string>
}

export type Account = { readonly username: string; readonly password: string }
const account: Account = { username: 'banthu', password: 'mat-khau-do-toc-do' }

/** This product's server, with one administrator signed in and room for a thousand sockets of that one account. */
export async function launchProduct(
  options: Pick<Launch, 'core' | 'nodeFlags'> & { readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Product> {
  const server = await launch({
    ...options,
    script: join(repository, 'sync-server/start.ts'),
    env: (port, folder) => ({
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: folder,
      LOG_LEVEL: 'error',
      ADMIN_USERNAME: account.username,
      ADMIN_PASSWORD: account.password,
      LIMIT_SOCKETS_PER_USER: '2000',
      LIMIT_SOCKETS_PER_REPORT: '2000',
      ...options.env,
    }),
  })
  const origin = `http://127.0.0.1:${server.port}`
  try {
    const cookie = await signIn(origin, account)
    return { ...server, origin, cookie, createReport: () => createReport(origin, cookie) }
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function post(address: string, body: unknown, headers: Record<string, string>): Promise<Response> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${address} answered ${response.status}: ${await response.text()}`)
  return response
}

/** Answers the cookie of who has signed in. */
export async function signIn(origin: string, who: Account): Promise<string> {
  const response = await post(`${origin}/api/auth/sign-in/username`, who, { origin })
  return response.headers
    .getSetCookie()
    .map((cookie) => must(cookie.split(';')[0], 'a cookie'))
    .join('; ')
}

async function createReport(origin: string, cookie: string): Promise<string> {
  const response = await post(`${origin}/api/reports`, { plan: 'nq20' }, { origin, cookie })
  const made: unknown = await response.json()
  if (typeof made === 'object' && made && 'id' in made && typeof made.id === 'string') return made.id
  throw new Error(`expected {id}, got ${JSON.stringify(made)}`)
}
