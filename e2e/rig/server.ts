import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { request } from './request.ts'
import { until } from './until.ts'

export const ROOT = resolve(import.meta.dirname, '../..')
/** The Node that the package itself brings: what runs the tests may be older. */
export const NODE = realpathSync(join(ROOT, 'node_modules/.bin/node'))

export const ADMIN = { username: 'quantri', password: 'mat-khau-quan-tri' } as const

/** The real server as a process of its own, that a test may kill, stop and start again on the same port and data. */
export type Server = {
  readonly dataDir: string
  readonly port: number
  /** http://127.0.0.1:PORT */
  readonly origin: string
  /** ws://127.0.0.1:PORT/sync */
  readonly syncUrl: string
  readonly pid: number
  /** How many milliseconds the last start took until the port was open. */
  readonly startedIn: number
  running(): boolean
  /** Everything written to stdout / stderr since the beginning, all starts together. */
  output(): string
  complaints(): string
  /** SIGKILL: what a power switch would do, but for the disk's own cache. Resolves when the process is gone. */
  kill(): Promise<void>
  /** SIGTERM, and how the process ended. */
  terminate(): Promise<{ readonly code: number | null; readonly signal: string | null }>
  start(env?: Readonly<Record<string, string>>): Promise<void>
  /** Freezes the process (SIGSTOP) and lets it go on (SIGCONT). */
  freeze(): void
  thaw(): void
  /** The values of /metrics, by name with labels as printed. */
  metrics(): Promise<Map<string, number>>
  /** Kills the process and removes its data. */
  stop(): Promise<void>
}

const PORT_LINE = /(?:127\.0\.0\.1|localhost|0\.0\.0\.0|\[::\]):(\d{2,5})|"port":(\d{2,5})/

/** Starts `sync-server/start.ts`, as `npm start` does, on a free port and an empty data directory; resolves when it answers. */
export async function startServer(
  options: { env?: Readonly<Record<string, string>>; dataDir?: string } = {},
): Promise<Server> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'cung-soan-e2e-'))
  let child: ChildProcess | undefined
  let port = 0
  let startedIn = 0
  let output = ''
  let complaints = ''

  const start = async (env: Readonly<Record<string, string>> = {}): Promise<void> => {
    const began = Date.now()
    const before = output.length
    const started = spawn(NODE, ['sync-server/start.ts'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? '',
        HOST: '127.0.0.1',
        PORT: String(port),
        DATA_DIR: dataDir,
        ADMIN_USERNAME: ADMIN.username,
        ADMIN_PASSWORD: ADMIN.password,
        LOG_LEVEL: 'info',
        ...options.env,
        ...env,
      },
    })
    child = started
    started.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    started.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
    const said = await until(
      `the server says its port (stdout: ${dataDir})`,
      () => {
        if (started.exitCode !== null || started.signalCode !== null) {
          throw new Error(`the server did not start:\n${output.slice(before)}\n${complaints}`)
        }
        return PORT_LINE.exec(output.slice(before))
      },
      90_000,
    )
    port = Number(said[1] ?? said[2])
    startedIn = Date.now() - began
  }

  const current = (): ChildProcess => {
    if (!child) throw new Error('the server was never started')
    return child
  }
  const running = (): boolean => child !== undefined && child.exitCode === null && child.signalCode === null
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (!running()) return
    const gone = once(current(), 'exit')
    current().kill(signal)
    await gone
  }

  await start()
  return {
    dataDir,
    get port() {
      return port
    },
    get origin() {
      return `http://127.0.0.1:${port}`
    },
    get syncUrl() {
      return `ws://127.0.0.1:${port}/sync`
    },
    get pid() {
      return current().pid ?? 0
    },
    get startedIn() {
      return startedIn
    },
    running,
    output: () => output,
    complaints: () => complaints,
    kill: () => end('SIGKILL'),
    terminate: async () => {
      await end('SIGTERM')
      return { code: current().exitCode, signal: current().signalCode }
    },
    start,
    freeze: () => current().kill('SIGSTOP'),
    thaw: () => current().kill('SIGCONT'),
    metrics: async () => readMetrics((await request(`http://127.0.0.1:${port}/metrics`)).text),
    stop: async () => {
      if (running()) current().kill('SIGCONT')
      await end('SIGKILL')
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function readMetrics(text: string): Map<string, number> {
  const metrics = new Map<string, number>()
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const space = line.lastIndexOf(' ')
    metrics.set(line.slice(0, space), Number(line.slice(space + 1)))
  }
  return metrics
}
