import type { Logger } from 'pino'
import { newId } from '../../report/id.ts'
import { gatherText } from '../press/gather-paper.ts'
import type { Press } from '../press/press.ts'
import type { Rooms } from '../room/rooms.ts'
import { SERVER_USER, type UpdateLog } from '../store/ports.ts'
import type { Records } from '../store/records.ts'
import { ALL_STAY_MS, tooMany } from './thin-versions.ts'

export const AUTOMATIC_NAME = 'Tự động lưu'
/** Nobody wrote for so long: they pause. */
export const PAUSE_MS = 2 * 60_000
/** While they go on, one is made this often. */
export const LONGEST_MS = 10 * 60_000
const LOOK_MS = 20_000
const THIN_MS = 60 * 60_000

export type AutomaticVersionsOptions = {
  readonly records: Records
  readonly log: Pick<UpdateLog, 'loadAt'>
  readonly press: Pick<Press, 'turn'>
  readonly rooms: Pick<Rooms, 'tell'>
  readonly logger: Logger
  /** The clock on the wall, which somebody may set: it says when a version was made. */
  readonly now: () => number
  /** Milliseconds since whenever; never goes back, nor jumps. Says how long people have paused. */
  readonly elapsed?: () => number
}

/** Since when, in elapsed time, a report's edits wait for a version, and since when the last of them is the last. */
type Waiting = { readonly headSeq: number; readonly lastSince: number; readonly firstSince: number }

/** Keeps versions of what people write without being asked to, and fewer of them as they age. The log is never shortened. */
export class AutomaticVersions {
  readonly #options: AutomaticVersionsOptions
  /** Up to which edit a report says what its newest version does: looked at, and not kept. */
  readonly #unchanged = new Map<string, number>()
  #waiting = new Map<string, Waiting>()
  #timer: NodeJS.Timeout | undefined
  #thinnedAt = Number.NEGATIVE_INFINITY
  #looking: Promise<void> | undefined
  #stopped = false

  constructor(options: AutomaticVersionsOptions) {
    this.#options = options
  }

  /** Looks every now and then, until it is stopped. */
  run(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_MS).unref()
  }

  /** Makes the versions that are due, one after the other, and thins out old ones. Never rejects. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#looking
  }

  async #look(): Promise<void> {
    const { records, logger, now, elapsed = () => performance.now() } = this.#options
    try {
      const since = elapsed()
      this.#waiting = this.#seen(await records.withoutVersion(), since)
      for (const [reportId, { lastSince, firstSince }] of this.#waiting) {
        if (this.#stopped) return
        if (since - lastSince < PAUSE_MS && since - firstSince < LONGEST_MS) continue
        // What is written from now on waits anew; what cannot be kept is tried again after a pause.
        this.#waiting.delete(reportId)
        await this.#keep(reportId)
      }
      if (since - this.#thinnedAt < THIN_MS || this.#stopped) return
      await this.#thin(now())
      this.#thinnedAt = since
    } catch (error) {
      if (!this.#stopped) logger.error({ err: error }, 'automatic versions cannot be looked after')
    }
  }

  /** By what was seen and not by what the edits say of their time: then a clock that was set wrong makes no difference. */
  #seen(
    reports: readonly { readonly reportId: string; readonly headSeq: number }[],
    since: number,
  ): Map<string, Waiting> {
    const waiting = new Map<string, Waiting>()
    for (const { reportId, headSeq } of reports) {
      if (this.#unchanged.get(reportId) === headSeq) continue
      const known = this.#waiting.get(reportId)
      const lastSince = known?.headSeq === headSeq ? known.lastSince : since
      waiting.set(reportId, { headSeq, lastSince, firstSince: known?.firstSince ?? since })
    }
    return waiting
  }

  /** One report that cannot be read must not keep the others from having theirs. */
  async #keep(reportId: string): Promise<void> {
    const { press, logger } = this.#options
    try {
      await press.turn({ userId: SERVER_USER, patient: true }, async (print) => {
        const { text } = await gatherText(this.#options, reportId)
        const { seq, sha256 } = await print('facts', { text, mayBlock: false })
        await this.#add(reportId, { seq, sha256 })
      })
    } catch (error) {
      if (!this.#stopped) logger.error({ err: error, reportId }, 'an automatic version was not made')
    }
  }

  async #add(
    reportId: string,
    { seq, sha256 }: { readonly seq: number; readonly sha256: string },
  ): Promise<void> {
    const { records, rooms, now } = this.#options
    const newest = await records.newestVersion(reportId)
    if (newest && (newest.sha256 === sha256 || newest.seq >= seq)) {
      this.#unchanged.set(reportId, seq)
      return
    }
    this.#unchanged.delete(reportId)
    const writer = await records.lastWriter(reportId, seq)
    // Nobody but the server wrote: there is nothing of anybody's to keep.
    if (writer === undefined) return void this.#unchanged.set(reportId, seq)
    const name = (await records.account(writer))?.name ?? writer
    const by = { userId: writer, name }
    await records.addVersion(reportId, {
      id: newId(),
      name: AUTOMATIC_NAME,
      kind: 'automatic',
      seq,
      sha256,
      at: now(),
      by,
    })
    rooms.tell(reportId, { type: 'versions', reportId })
  }

  async #thin(at: number): Promise<void> {
    const { records, rooms } = this.#options
    const all = await records.automaticVersions(at - ALL_STAY_MS)
    for (const [reportId, versions] of Map.groupBy(all, (version) => version.reportId)) {
      const ids = tooMany(versions, at)
      if (ids.length === 0) continue
      await records.removeAutomaticVersions(reportId, ids)
      rooms.tell(reportId, { type: 'versions', reportId })
    }
  }
}
