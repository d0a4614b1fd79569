import { Worker } from 'node:worker_threads'
import type { Moved } from '../../report/attribution/moved-authors.ts'
import type { SectionWords } from '../../report/attribution/words-by-author.ts'
import { ReportError } from '../../report/wire/errors.ts'
import { packEdits } from '../store/sqlite/log-calls.ts'
import type { UpdateLog } from '../store/ports.ts'
import type { Records } from '../store/records.ts'
import type { AttributionAnswer, AttributionCall, AttributionResults } from './attribution-calls.ts'

/** So many edits are read and sent at a time: each batch stops keystrokes for some milliseconds at most. */
const BATCH = 1_000
/** A report's whole log, with all that was ever deleted. */
const MEMORY_MB = 2_048
/** What is followed stays at hand this long after somebody asked last. */
const READY_MS = 10 * 60_000

export type Attributed = {
  readonly seq: number
  readonly owners: readonly (readonly [number, string])[]
  readonly moved: readonly Moved[]
  readonly words: readonly SectionWords[]
}

/** Who wrote what in reports, worked out from their logs in a thread of its own. */
export interface Attributions {
  /** As the log knows it now. Throws ReportError `no-such-report`. */
  of(reportId: string): Promise<Attributed>
  stop(): Promise<void>
}

export type AttributionSources = {
  readonly log: Pick<UpdateLog, 'loadAt' | 'readSome'>
  readonly records: Pick<Records, 'headSeq' | 'clientOwners' | 'attribution' | 'noteAttribution'>
}

export function createAttributions(sources: AttributionSources): Attributions {
  return new LoggedAttributions(sources)
}

class LoggedAttributions implements Attributions {
  readonly #sources: AttributionSources
  readonly #asked = new Map<number, PromiseWithResolvers<unknown>>()
  readonly #working = new Map<string, Promise<Attributed>>()
  #thread: Worker | undefined
  #lastId = 0
  #idle: NodeJS.Timeout | undefined
  #stopped = false

  constructor(sources: AttributionSources) {
    this.#sources = sources
  }

  async of(reportId: string): Promise<Attributed> {
    if (this.#stopped) throw new Error('the server stops')
    const head = await this.#sources.records.headSeq(reportId)
    if (head === undefined) throw new ReportError('no-such-report')
    // Who asks while it is worked out for another gets the same, unless more was written since.
    const before = await this.#working.get(reportId)?.catch(() => undefined)
    if (before && before.seq >= head) return before
    const work = this.#workingOut(reportId, head)
    this.#working.set(reportId, work)
    try {
      return await work
    } finally {
      if (this.#working.get(reportId) === work) this.#working.delete(reportId)
      this.#rest()
    }
  }

  async #workingOut(reportId: string, head: number): Promise<Attributed> {
    const { records } = this.#sources
    const known = await records.attribution(reportId)
    const where = await this.#ask({ type: 'where', reportId })
    // After a start of the server nobody waits for the whole log where nothing was written since.
    if (where < head && known.seq === head) return this.#counted(reportId, known)
    await this.#follow(reportId, where)
    const { seq, moved, words } = await this.#ask({ type: 'tell', reportId })
    const owners = await records.clientOwners(reportId)
    if (seq !== known.seq) await records.noteAttribution(reportId, { seq, moved })
    return { seq, owners, moved, words }
  }

  async #counted(
    reportId: string,
    { seq, moved }: { seq: number; moved: readonly Moved[] },
  ): Promise<Attributed> {
    const past = await this.#sources.log.loadAt(reportId, seq)
    if (!past) throw new ReportError('no-such-report')
    const { checkpoint, tail } = past
    const updates = [...(checkpoint ? [checkpoint.state] : []), ...tail.map(({ bytes }) => bytes)]
    const owners = await this.#sources.records.clientOwners(reportId)
    return { seq, owners, moved, words: await this.#ask({ type: 'count', updates, owners, moved }) }
  }

  async #follow(reportId: string, from: number): Promise<void> {
    const { log, records } = this.#sources
    for (let at = from; ;) {
      const edits = await log.readSome(reportId, at, BATCH)
      // Owners after the edits: whoever wrote in them is known by now.
      const owners = await records.clientOwners(reportId)
      const batch = packEdits(edits)
      await this.#ask({ type: 'follow', reportId, owners, batch }, [batch.bytes.buffer])
      if (edits.length < BATCH) return
      at = edits.at(-1)?.seq ?? at
    }
  }

  #ask<T extends keyof AttributionResults>(
    call: Omit<Extract<AttributionCall, { type: T }>, 'id'> & { readonly type: T },
    transfer: ArrayBuffer[] = [],
  ): Promise<AttributionResults[T]> {
    clearTimeout(this.#idle)
    const thread = (this.#thread ??= this.#spawn())
    this.#lastId += 1
    const asked = Promise.withResolvers<unknown>()
    this.#asked.set(this.#lastId, asked)
    thread.postMessage({ ...call, id: this.#lastId }, transfer)
    // The worker answers each question with what its name says.
    return asked.promise as Promise<AttributionResults[T]>
  }

  #spawn(): Worker {
    const thread = new Worker(new URL('./attribution-worker.ts', import.meta.url), {
      name: 'attribution',
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    })
    const end = (error: Error) => {
      if (this.#thread !== thread) return
      this.#thread = undefined
      for (const { reject } of this.#asked.values()) reject(error)
      this.#asked.clear()
    }
    thread.on('message', (answer: AttributionAnswer) => {
      const asked = this.#asked.get(answer.id)
      this.#asked.delete(answer.id)
      if (answer.ok) asked?.resolve(answer.result)
      else asked?.reject(new Error(answer.message))
    })
    thread.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))))
    thread.on('exit', (code) => end(new Error(`the attribution thread ended with ${code}`)))
    return thread
  }

  #rest(): void {
    clearTimeout(this.#idle)
    if (this.#asked.size > 0) return
    this.#idle = setTimeout(() => {
      const thread = this.#thread
      if (this.#asked.size > 0 || !thread) return
      this.#thread = undefined
      void thread.terminate()
    }, READY_MS).unref()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#idle)
    await this.#thread?.terminate()
    await Promise.allSettled(this.#working.values())
  }
}
