import { ReportError } from '../../report/wire/errors.ts'
import { PressWorker } from './press-thread.ts'
import type { Kind, Products, Supplies } from './products.ts'

/** So many wait for their file; who comes then is asked to come again. */
const MOST_WAITING = 10
/** Of one person: a dialog that looks, a page that shows, and a file; who is impatient clicks twice. */
const MOST_OF_ONE = 3
/** Ten thousand opinions take some ten seconds on a slow machine. */
const LONGEST_MS = 120_000
/** A thread with its libraries loaded is kept ready this long after the last use. */
const READY_MS = 5 * 60_000
/** One that grew beyond this is not: what it holds is its garbage. */
const READY_BYTES = 160 * 1024 * 1024

/** Makes one thing in a thread of its own. Throws ReportError `export-failed`, `export-too-slow`. */
export type Print = <K extends Kind>(
  kind: K,
  order: Products[K]['order'],
  supplies?: Supplies,
) => Promise<Products[K]['made']>

export type Asker = {
  readonly userId: string
  /** Aborted when the person has gone: then they have no turn, or it ends at once. */
  readonly signal?: AbortSignal
  /** Nobody waits for it: everybody who comes before it begins has their turn first, and it takes nobody's place. */
  readonly patient?: boolean
}

/** Makes files, one after the other and in a thread of their own: nobody's keystroke waits for them. */
export interface Press {
  /**
   * Runs `work` when its turn has come: gathering an order is work too, and what is noted down of it is there before the
   * next one gathers. Throws ReportError `too-many-requests` when too many wait already, the reason of the signal, and what
   * `work` throws.
   */
  turn<T>(asker: Asker, work: (print: Print) => Promise<T>): Promise<T>
  /** Somebody is about to ask: gets a thread ready. */
  warm(): void
  /** Gives up what is being made and what waits. */
  stop(): Promise<void>
}

export type PressOptions = {
  readonly longestMs?: number
  readonly readyMs?: number
}

export function createPress(options: PressOptions = {}): Press {
  return new OnePress(options)
}

type Turn = {
  readonly userId: string
  readonly patient: boolean
  readonly begin: () => Promise<void>
  readonly giveUp: (reason: unknown) => void
}

class OnePress implements Press {
  readonly #longestMs: number
  readonly #readyMs: number
  readonly #waiting: Turn[] = []
  #running: { readonly turn: Turn; readonly ended: Promise<void> } | undefined
  #busy: PressWorker | undefined
  #ready: { readonly worker: PressWorker; readonly timer: NodeJS.Timeout } | undefined
  #stopped = false

  constructor({ longestMs = LONGEST_MS, readyMs = READY_MS }: PressOptions) {
    this.#longestMs = longestMs
    this.#readyMs = readyMs
  }

  async turn<T>({ userId, signal, patient = false }: Asker, work: (print: Print) => Promise<T>): Promise<T> {
    if (this.#stopped) throw new Error('the server stops')
    signal?.throwIfAborted()
    if (!patient) this.#mayWait(userId)
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const turn: Turn = {
      userId,
      patient,
      begin: () => work((...order) => this.#print(signal, ...order)).then(resolve, reject),
      giveUp: reject,
    }
    this.#waiting.push(turn)
    const onAbort = () => this.#leave(turn, signal?.reason)
    signal?.addEventListener('abort', onAbort)
    this.#next()
    try {
      return await promise
    } finally {
      signal?.removeEventListener('abort', onAbort)
    }
  }

  #mayWait(userId: string): void {
    const waiting = this.#running ? [...this.#waiting, this.#running.turn] : this.#waiting
    const all = waiting.filter((turn) => !turn.patient)
    const own = all.filter((turn) => turn.userId === userId).length
    if (all.length >= MOST_WAITING || own >= MOST_OF_ONE) throw new ReportError('too-many-requests')
  }

  #next(): void {
    if (this.#running || this.#stopped) return
    const impatient = this.#waiting.findIndex(({ patient }) => !patient)
    const [turn] = this.#waiting.splice(Math.max(0, impatient), 1)
    if (!turn) return
    const ended = turn.begin().finally(() => {
      this.#running = undefined
      this.#next()
    })
    this.#running = { turn, ended }
  }

  /** Whoever waits is gone at once; a turn that runs ends as soon as its thread has. */
  #leave(turn: Turn, reason: unknown): void {
    const at = this.#waiting.indexOf(turn)
    if (at >= 0) this.#waiting.splice(at, 1)
    turn.giveUp(reason)
    if (this.#running?.turn === turn) void this.#busy?.end()
  }

  async #print<K extends Kind>(
    signal: AbortSignal | undefined,
    kind: K,
    order: Products[K]['order'],
    supplies?: Supplies,
  ): Promise<Products[K]['made']> {
    if (this.#stopped) throw new Error('the server stops')
    signal?.throwIfAborted()
    const worker = this.#take()
    this.#busy = worker
    try {
      const { made, heapBytes } = await worker.print(kind, order, { supplies, longestMs: this.#longestMs })
      if (heapBytes <= READY_BYTES) this.#keepReady(worker)
      return made
    } finally {
      this.#busy = undefined
      if (this.#ready?.worker !== worker) await worker.end()
      // What grew too large is replaced while nobody waits for it.
      if (!worker.failed) this.warm()
    }
  }

  #take(): PressWorker {
    const ready = this.#ready
    if (!ready) return new PressWorker()
    clearTimeout(ready.timer)
    this.#ready = undefined
    return ready.worker.failed ? new PressWorker() : ready.worker
  }

  warm(): void {
    if (!this.#stopped && !this.#ready && !this.#busy) this.#keepReady(new PressWorker())
  }

  #keepReady(worker: PressWorker): void {
    if (this.#stopped) return void worker.end()
    worker.rest()
    const timer = setTimeout(() => {
      this.#ready = undefined
      void worker.end()
    }, this.#readyMs).unref()
    this.#ready = { worker, timer }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    for (const turn of this.#waiting.splice(0)) turn.giveUp(new Error('the server stops'))
    clearTimeout(this.#ready?.timer)
    await Promise.all([this.#busy?.end(), this.#ready?.worker.end()])
    this.#ready = undefined
    await this.#running?.ended
  }
}
