import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { z } from 'zod'
import { newId } from '../report/id.ts'
import { noteIds, repairDocument } from '../report/repair.ts'
import { createAccounts, type Accounts } from './auth/accounts.ts'
import { openAuth } from './auth/auth.ts'
import { createDoorkeeper } from './auth/doorkeeper.ts'
import { openFirstAdmin } from './auth/first-admin.ts'
import { sessionSecret } from './auth/secret.ts'
import { createSingleSignOn } from './auth/single-sign-on.ts'
import { createDailyBackup } from './backup/daily-backup.ts'
import { backupRunner } from './backup/run-backup.ts'
import { createLocalBus } from './bus/local.ts'
import { BadSetting, readEnv, type Env } from './env.ts'
import { createApp } from './http/app.ts'
import { openLogger } from './log.ts'
import { openDigests } from './mail/open-digests.ts'
import { findOffice } from './pdf/find-office.ts'
import { AutomaticVersions } from './history/automatic-versions.ts'
import { createImporter } from './import/importer.ts'
import { createPdfPress, pdfFolder } from './pdf/pdf-press.ts'
import { createAttributions } from './attribution/attributions.ts'
import { createPress } from './press/press.ts'
import { createRooms } from './room/rooms.ts'
import { createSyncSocket } from './socket/sync-socket.ts'
import type { UpdateLog } from './store/ports.ts'
import { createRecords } from './store/records-sql.ts'
import type { Records } from './store/records.ts'
import { databasePath, lockDataDir, makeDataDir, openDatabase } from './store/sqlite/database.ts'
import { openSqliteLog } from './store/sqlite/log.ts'
import { finishRestore } from './store/sqlite/unfinished-restore.ts'

/** A server that listens. */
export type RunningServer = {
  readonly port: number
  /** The token of the one-time link that makes the first administrator, while there is none. */
  readonly setupToken: string | undefined
  /** Lets everybody go, puts what was accepted on disk, and closes the store. Idempotent. */
  stop(): Promise<void>
}

/** What the server stands on, for commands that prepare a data directory before anybody can connect. */
export type Foundations = {
  readonly records: Records
  readonly accounts: Accounts
  readonly log: UpdateLog
}

export type StartOptions = {
  readonly logger?: Logger
  /** Runs once the store is open and before the port is. */
  readonly prepare?: (foundations: Foundations) => Promise<void>
  readonly clientDirectory?: string
  /** Tests play the clock. */
  readonly now?: () => number
}

const IN_FLIGHT_MS = 5_000

/** env -> store -> bus -> rooms -> http -> listen. Rejects with BadSetting for what the person who starts it can mend. */
export async function startServer(env: Env, options: StartOptions = {}): Promise<RunningServer> {
  const logger = options.logger ?? openLogger(env.logLevel)
  const opened = new Opened()
  try {
    return await compose(env, options, logger, opened)
  } catch (error) {
    await opened.closeAll()
    throw error
  }
}

/** What was opened, to be closed in the opposite order, also when the next thing cannot be opened. */
class Opened {
  readonly #closers: (() => Promise<void> | void)[] = []

  add(close: () => Promise<void> | void): void {
    this.#closers.push(close)
  }

  async closeAll(): Promise<void> {
    for (let close = this.#closers.pop(); close; close = this.#closers.pop()) await close()
  }
}

async function compose(
  env: Env,
  options: StartOptions,
  logger: Logger,
  opened: Opened,
): Promise<RunningServer> {
  // What is wrong with a request is shown to the person who made it.
  z.config(z.locales.vi())
  const { now = Date.now } = options
  const metrics = new Registry()
  collectDefaultMetrics({ register: metrics })

  openDataDir(env.dataDir, opened)
  const path = databasePath(env.dataDir)
  const database = openDatabase(path)
  opened.add(() => database.close())
  const records = createRecords(database.db)
  const secret = sessionSecret(env.dataDir)
  const auth = await openAuth({ db: database.db, secret, logger })
  const accounts = createAccounts({ auth, records, now })

  const log = await openSqliteLog({ path, logger })
  opened.add(() => log.stop())
  await options.prepare?.({ records, accounts, log })
  const firstAdmin = await openFirstAdmin({ accounts, records, configured: env.firstAdmin })

  const bus = createLocalBus()
  opened.add(() => bus.stop())
  const doorkeeper = createDoorkeeper({ accounts, records, allowedOrigins: env.allowedOrigins, now })
  const rooms = createRooms({
    log,
    bus,
    logger,
    metrics,
    now,
    limits: env.limits,
    rights: { rightsOf: (id) => records.rights(id) },
    anchors: records,
    repair: (doc) => repairDocument(doc, newId),
    beforeElements: noteIds,
  })
  const sync = createSyncSocket({ rooms, doorkeeper, limits: env.limits, logger, metrics })

  const press = createPress()
  opened.add(() => press.stop())
  const archive = createPress()
  opened.add(() => archive.stop())
  const attributions = createAttributions({ log, records })
  opened.add(() => attributions.stop())
  const pdf = createPdfPress({
    office: findOffice(env.soffice, env.path),
    path: env.path,
    folder: pdfFolder(env.dataDir),
    logger,
    metrics,
  })
  opened.add(() => pdf.stop())
  const importer = createImporter()
  opened.add(() => importer.stop())

  const { dataDir, backup: settings } = env
  const backup =
    settings && createDailyBackup({ settings, runBackup: backupRunner(dataDir), logger, metrics, now })
  opened.add(() => backup?.stop())

  const versions = new AutomaticVersions({ records, log, press, rooms, logger, now })
  opened.add(() => versions.stop())
  versions.run()

  let draining = false
  const app = createApp({
    records,
    accounts,
    firstAdmin,
    rooms,
    metrics,
    logger,
    now,
    forget: () => doorkeeper.forget(),
    isDraining: () => draining,
    backupState: () => backup?.state(),
    singleSignOn: env.oidc && createSingleSignOn({ settings: env.oidc, secret, logger, now }),
    redirectOrigin: env.oidc?.redirectOrigin,
    press,
    archive,
    attributions,
    log,
    pdf,
    importer,
    mailAvailable: env.mail !== undefined,
    mailNow: () => void digests?.sendDue(),
    allowedOrigins: env.allowedOrigins,
    clientDirectory: options.clientDirectory ?? fileURLToPath(new URL('../dist/client', import.meta.url)),
    version: productVersion(),
  })
  const server = createServer(app)
  server.on('upgrade', (request, socket, head) => sync.handleUpgrade(request, socket, head))
  const port = await listen(server, env)
  backup?.run()
  const digests = env.mail && openDigests({ settings: env.mail, records, rooms, logger, now })

  const stop = async () => {
    draining = true
    const closed = closeServer(server)
    await Promise.all([sync.drain(), digests?.stop()])
    await closed
    await opened.closeAll()
  }
  let stopped: Promise<void> | undefined
  return {
    port,
    get setupToken() {
      return firstAdmin.token
    },
    stop: () => (stopped ??= stop()),
  }
}

function openDataDir(dataDir: string, opened: Opened): void {
  try {
    makeDataDir(dataDir)
    const lock = lockDataDir(dataDir)
    opened.add(() => lock.release())
    finishRestore(databasePath(dataDir))
  } catch (error) {
    if (error instanceof BadSetting) throw error
    throw new BadSetting(
      `  DATA_DIR: không ghi được vào thư mục "${dataDir}" · cannot write to this directory (${String(error)})`,
    )
  }
}

function listen(server: Server, { port, host }: Env): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(badAddress(error, port)))
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      // A TCP server's address is never a path.
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function badAddress(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new BadSetting(`  PORT: cổng ${port} đang được chương trình khác dùng · port ${port} is in use`)
  }
  if (error.code === 'EACCES') {
    return new BadSetting(`  PORT: không có quyền mở cổng ${port} · not allowed to open port ${port}`)
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new BadSetting('  HOST: máy này không có địa chỉ đó · this machine has no such address')
  }
  return error
}

/** Takes no new connections, and gives the requests under way a few seconds. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => server.closeAllConnections(), IN_FLIGHT_MS)
    server.close(() => {
      clearTimeout(patience)
      resolve()
    })
    server.closeIdleConnections()
  })
}

function productVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}

/** What the person who starts the server reads: where it is, and how the first administrator comes to be. */
export function greeting({ port, setupToken }: RunningServer): string {
  const own = `http://localhost:${port}`
  const lines = ['', `Cùng Soạn đã sẵn sàng: ${own}`]
  const others = lanAddresses().map((address) => `http://${address}:${port}`)
  if (others.length > 0) lines.push(`Trong mạng nội bộ: ${others.join('  ')}`)
  if (setupToken !== undefined) {
    lines.push('', 'Chưa có tài khoản quản trị. Mở liên kết dùng một lần này để tạo:')
    lines.push(`  ${own}/thiet-lap?ma=${setupToken}`)
  }
  return `${lines.join('\n')}\n\n`
}

function lanAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address),
  )
}

/**
 * Starts the server as this process: prints where it is, drains at SIGTERM and SIGINT, dies of what it did not expect.
 * Answers whether it runs; when it cannot start, it has said why.
 */
export async function runServer(
  env: () => Env,
  options: StartOptions & { readonly afterStop?: () => void } = {},
): Promise<boolean> {
  process.on('unhandledRejection', die)
  process.on('uncaughtException', die)
  const { afterStop = () => undefined } = options
  let server: RunningServer
  try {
    server = await startServer(env(), options)
  } catch (error) {
    afterStop()
    if (!(error instanceof BadSetting)) throw error
    process.stderr.write(`Không khởi động được · cannot start:\n${error.message}\n`)
    return false
  }
  process.stdout.write(greeting(server))
  stopOnSignal(server, afterStop)
  return true
}

function stopOnSignal(server: RunningServer, afterStop: () => void): void {
  const stop = () => {
    server.stop().then(() => {
      afterStop()
      process.exit(0)
    }, die)
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

/** What nobody handled may have left anything half done: better to start anew from what is on disk. */
function die(error: unknown): void {
  openLogger('info').fatal({ err: error }, 'the server failed and ends')
  process.exit(1)
}

if (import.meta.main && !(await runServer(readEnv))) process.exitCode = 1
