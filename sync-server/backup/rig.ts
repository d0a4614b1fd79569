import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Y from 'yjs'
import { createReportDoc } from '../../report/report-doc.ts'
import { startReportRig, type ReportRig } from '../http/report-rig.ts'
import { openLogger } from '../log.ts'
import { databasePath } from '../store/sqlite/database.ts'
import { openSqliteLog } from '../store/sqlite/log.ts'
import { SERVER_USER } from '../store/ports.ts'

const cli = new URL('../cli.ts', import.meta.url).pathname

/** For tests: a running server with a written report, and commands beside it. */
export type BackupRig = {
  readonly on: ReportRig
  readonly reportId: string
  readonly folder: string
  file(name: string): string
  /** A data directory of its own, as the running server's is now. */
  copyOfData(): Promise<string>
  /** `npx cung-soan …`, on the running server's data unless another directory is given. */
  run(args: readonly string[], options?: RunOptions): Promise<Ended>
}

type RunOptions = {
  readonly dataDir?: string
  /** In 512 bytes: no file may become larger, as on a full disk. */
  readonly largestFile?: number
  /** Ends it with SIGKILL as soon as this is true. */
  readonly killWhen?: () => boolean
}
export type Ended = { readonly code: number | null; readonly said: string }

export async function startBackupRig(): Promise<BackupRig & { stop(): Promise<void> }> {
  const on = await startReportRig()
  const reportId = await on.report()
  const folder = mkdtempSync(join(tmpdir(), 'cung-soan-backup-'))
  let copies = 0
  await write(on.rig.dataDir, reportId, 60)
  const saved = await on.browsers.coordinator.post(`/api/reports/${reportId}/versions`, { name: 'Bản đầu' })
  if (!saved.ok) throw new Error(`no version: ${saved.status} ${await saved.text()}`)
  await write(on.rig.dataDir, reportId, 20)
  const step = { stage: 'appraisal', confirm: true, reason: 'Đúng hạn' }
  const moved = await on.browsers.coordinator.send('PATCH', `/api/reports/${reportId}`, step)
  if (!moved.ok) throw new Error(`not moved: ${moved.status} ${await moved.text()}`)
  const run: BackupRig['run'] = (args, { dataDir = on.rig.dataDir, ...options } = {}) =>
    runCommand(args, dataDir, options)
  return {
    on,
    reportId,
    folder,
    run,
    file: (name) => join(folder, name),
    async copyOfData() {
      copies += 1
      const dataDir = join(folder, `data-${copies}`)
      mkdirSync(dataDir)
      const made = await run(['backup', databasePath(dataDir)])
      if (made.code !== 0) throw new Error(made.said)
      cpSync(join(on.rig.dataDir, 'session-secret'), join(dataDir, 'session-secret'))
      return dataDir
    },
    async stop() {
      await on.rig.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Edits as a room would append them, each a word in the preamble. */
export async function write(dataDir: string, reportId: string, count: number): Promise<void> {
  const log = await openSqliteLog({ path: databasePath(dataDir), logger: openLogger('silent') })
  try {
    const past = await log.loadAt(reportId, 'newest')
    if (!past) throw new Error('no such report')
    const doc = createReportDoc()
    for (const bytes of [
      ...(past.checkpoint ? [past.checkpoint.state] : []),
      ...past.tail.map((edit) => edit.bytes),
    ])
      Y.applyUpdate(doc, bytes)
    const updates: Uint8Array[] = []
    doc.on('update', (bytes: Uint8Array) => updates.push(bytes))
    const text = new Y.XmlText('')
    const paragraph = new Y.XmlElement('paragraph')
    ;(doc.getXmlFragment('report').get(0) as Y.XmlElement).push([paragraph])
    paragraph.push([text])
    for (let word = 0; word < count; word++) text.insert(text.length, `từ ${word} `)
    const at = Date.now()
    const edits = updates.map((bytes, index) => ({
      reportId,
      userId: SERVER_USER,
      connection: 'test',
      at,
      bytes,
      newClients: index === 0 ? [doc.clientID] : [],
      sections: [],
    }))
    const heads = await log.append(edits)
    const seq = heads.get(reportId) ?? 0
    await log.saveCheckpoint({ reportId, seq, at, state: Y.encodeStateAsUpdate(doc) })
    doc.destroy()
  } finally {
    await log.stop()
  }
}

function runCommand(
  args: readonly string[],
  dataDir: string,
  { largestFile, killWhen }: RunOptions,
): Promise<Ended> {
  const env = { ...process.env, DATA_DIR: dataDir }
  const child =
    largestFile === undefined
      ? spawn(process.execPath, [cli, ...args], { env })
      : spawn('sh', ['-c', `ulimit -f ${largestFile}; exec "$@"`, 'sh', process.execPath, cli, ...args], {
          env,
        })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += String(chunk)))
  child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)))
  const looking = killWhen && setInterval(() => killWhen() && child.kill('SIGKILL'), 1)
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearInterval(looking)
      resolve({ code, said })
    })
  })
}
