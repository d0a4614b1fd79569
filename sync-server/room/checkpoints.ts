import type { Logger } from 'pino'
import type { LoadedReport, Seq, UpdateLog } from '../store/ports.ts'
import type { RoomMetrics } from './metrics.ts'

const EDITS = 500
const BYTES = 256 * 1024
const IDLE_MS = 60_000
const PAUSE_MS = 10_000

/** A report as it is now, and when that much of it is on disk as edits. */
export type Snapshot = { readonly state: Uint8Array; readonly seq: Seq; readonly onDisk: Promise<void> }

export type CheckpointsOptions = {
  readonly reportId: string
  readonly log: UpdateLog
  readonly logger: Logger
  readonly metrics: RoomMetrics
  readonly now: () => number
}

/** When a report's state is stored beside its edits, so that loading need not replay them; and how large it is. */
export class Checkpoints {
  readonly #options: CheckpointsOptions
  #stateBytes: number
  #since: { edits: number; bytes: number }
  #lastAt: number
  #lastEditAt: number
  #running: Promise<void> | undefined

  constructor(loaded: Pick<LoadedReport, 'checkpoint' | 'tail'>, options: CheckpointsOptions) {
    this.#options = options
    this.#stateBytes = loaded.checkpoint?.state.length ?? 0
    this.#since = {
      edits: loaded.tail.length,
      bytes: loaded.tail.reduce((sum, edit) => sum + edit.bytes.length, 0),
    }
    this.#lastAt = options.now() - PAUSE_MS
    this.#lastEditAt = options.now()
  }

  /** The newest checkpoint and the edits after it. */
  get reportBytes(): number {
    return this.#stateBytes + this.#since.bytes
  }

  grew(bytes: number, at: number): void {
    this.#since.edits += 1
    this.#since.bytes += bytes
    this.#lastEditAt = at
  }

  isDue(now: number): boolean {
    const { edits, bytes } = this.#since
    if (edits === 0 || this.#running || now - this.#lastAt < PAUSE_MS) return false
    return edits >= EDITS || bytes >= BYTES || now - this.#lastEditAt >= IDLE_MS
  }

  /**
   * Stores the state as of now once it is on disk as edits. The store compares it with the log before it keeps it.
   * Resolves also when that failed: a checkpoint only makes loading faster. `take` answers undefined when there is nothing
   * to be trusted any more.
   */
  async store(take: () => Snapshot | undefined): Promise<void> {
    // One at a time; who comes second waits for the first and then stores what it left.
    await this.#running
    if (this.#since.edits === 0) return
    this.#running = this.#store(take)
    await this.#running
    this.#running = undefined
  }

  async #store(take: () => Snapshot | undefined): Promise<void> {
    const { reportId, log, logger, metrics, now } = this.#options
    const { edits, bytes } = this.#since
    this.#lastAt = now()
    try {
      const snapshot = take()
      if (!snapshot) return
      const { state, seq, onDisk } = snapshot
      await onDisk
      await log.saveCheckpoint({ reportId, seq, state, at: now() })
      this.#since.edits -= edits
      this.#since.bytes -= bytes
      this.#stateBytes = state.length
      metrics.checkpoints.inc({ outcome: 'stored' })
    } catch (error) {
      metrics.checkpoints.inc({ outcome: 'failed' })
      logger.error({ err: error, reportId }, 'a checkpoint was not stored')
    }
  }
}
