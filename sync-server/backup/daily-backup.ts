import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { BackupSettings } from '../env.ts'
import { dayDue, daysOf, fileName, filesToRemove } from './daily-files.ts'
import type { BackupOutcome, BackupRun, RunBackup } from './run-backup.ts'

export type DailyBackup = {
  run(): void
  stop(): Promise<void>
  /** Makes the backup that is due, if one is. Two calls at once make one. */
  look(): Promise<void>
  state(): BackupState
}

export type BackupState = {
  /** `waiting`: there has been none yet. `damaged`: it was kept, and something in the data itself is damaged. */
  readonly state: 'ok' | 'waiting' | 'damaged' | 'failed'
  /** When the last good one was made; null: never. */
  readonly lastAt: number | null
}

export type DailyBackupDeps = {
  readonly settings: BackupSettings
  readonly runBackup: RunBackup
  readonly logger: Logger
  readonly metrics: Registry
  readonly now: () => number
}

const LOOK_EVERY_MS = 60_000
/** After a failure: a full disk or a drive that is away is not mended in a minute. */
const RETRY_MS = 60 * 60 * 1000

/** One backup each day, caught up on when the server was off at its hour. */
export function createDailyBackup(deps: DailyBackupDeps): DailyBackup {
  return new Daily(deps)
}

class Daily implements DailyBackup {
  readonly #deps: DailyBackupDeps
  readonly #measures: ReturnType<typeof measuresIn>
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #running: BackupRun | undefined
  #state: BackupState = { state: 'waiting', lastAt: null }
  /** Not before this time again, for this day. */
  #rest = { until: 0, day: '' }
  #stopped = false

  constructor(deps: DailyBackupDeps) {
    this.#deps = deps
    this.#measures = measuresIn(deps.metrics)
  }

  run(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS)
    this.#timer.unref()
    void this.look()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    this.#running?.stop()
    await this.#looking
  }

  state(): BackupState {
    return this.#state
  }

  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined))
    return this.#looking
  }

  async #look(): Promise<void> {
    const { settings, now } = this.#deps
    const day = dayDue(now(), settings.minute)
    if (this.#rest.day === day && now() < this.#rest.until) return
    try {
      await mkdir(settings.directory, { recursive: true, mode: 0o700 })
      const { good } = daysOf(await readdir(settings.directory))
      await this.#remember(good[0])
      if (good[0] !== undefined && good[0] >= day) return
      await this.#make(day)
    } catch (error) {
      this.#failed(day, error instanceof Error ? error.message : String(error))
    }
  }

  /** Of what was made before this server started. */
  async #remember(newest: string | undefined): Promise<void> {
    if (newest === undefined || this.#state.lastAt !== null) return
    const { mtimeMs } = await stat(join(this.#deps.settings.directory, fileName(newest)))
    this.#good(Math.round(mtimeMs))
  }

  async #make(day: string): Promise<void> {
    const { settings, logger, now } = this.#deps
    const began = now()
    const file = join(settings.directory, fileName(day))
    const made = await this.#runOne(file, false)
    if (this.#stopped) return
    if (made.state === 'damaged') return this.#keepDamaged(day, made)
    if (made.state === 'failed') return this.#failed(day, made.said)
    this.#measures.made.inc({ result: 'made' })
    const { size: bytes } = await stat(file)
    this.#measures.bytes.set(bytes)
    this.#measures.seconds.set((now() - began) / 1000)
    this.#good(now())
    logger.info({ file, bytes, milliseconds: now() - began }, 'backed up')
    await this.#removeOld()
  }

  /** What is damaged in the data is not mended by having no copy of the rest. */
  async #keepDamaged(day: string, { said }: BackupOutcome): Promise<void> {
    const { settings, logger } = this.#deps
    const file = join(settings.directory, fileName(day, true))
    const kept = await this.#runOne(file, true)
    if (this.#stopped) return
    if (kept.state !== 'made') return this.#failed(day, kept.said)
    this.#measures.made.inc({ result: 'damaged' })
    this.#rest = { until: Infinity, day }
    this.#state = { ...this.#state, state: 'damaged' }
    logger.error({ file, said }, 'backed up, and something in the data is damaged')
    await this.#removeOld()
  }

  async #runOne(file: string, acceptDamage: boolean): Promise<BackupOutcome> {
    this.#running = this.#deps.runBackup(file, { acceptDamage })
    try {
      return await this.#running.ended
    } finally {
      this.#running = undefined
    }
  }

  async #removeOld(): Promise<void> {
    const { directory, keep } = this.#deps.settings
    for (const name of filesToRemove(await readdir(directory), keep)) await rm(join(directory, name))
  }

  #good(at: number): void {
    this.#state = { state: 'ok', lastAt: at }
    this.#measures.last.set(at / 1000)
  }

  #failed(day: string, said: string): void {
    const { now, logger, settings } = this.#deps
    this.#measures.made.inc({ result: 'failed' })
    this.#rest = { until: now() + RETRY_MS, day }
    this.#state = { ...this.#state, state: 'failed' }
    logger.error({ directory: settings.directory, said }, 'the daily backup failed')
  }
}

function measuresIn(metrics: Registry) {
  const registers = [metrics]
  return {
    made: new Counter({
      name: 'cung_soan_backups_total',
      help: 'Daily backups by result: made, damaged (kept, the data itself is damaged), failed',
      labelNames: ['result'],
      registers,
    }),
    last: new Gauge({
      name: 'cung_soan_backup_last_success_timestamp_seconds',
      help: 'When the last good daily backup was made; 0: never',
      registers,
    }),
    bytes: new Gauge({ name: 'cung_soan_backup_bytes', help: 'Size of the last daily backup', registers }),
    seconds: new Gauge({
      name: 'cung_soan_backup_seconds',
      help: 'How long the last daily backup took, with its verification',
      registers,
    }),
  }
}
