import { Worker } from 'node:worker_threads'
import { ReportError } from '../../report/wire/errors.ts'
import type { FromWorker, Kind, LoggedText, Products, Supplies, ToWorker, Wanted } from './products.ts'

/** Ten thousand opinions take about one gigabyte, and so does a report of a thousand pages. */
const MEMORY_MB = 2_048

/** The person is told that it failed; the log is told why. */
class Failed extends ReportError {
  constructor(cause: unknown) {
    super('export-failed')
    this.cause = cause
  }
}

export type Making = {
  readonly supplies: Supplies | undefined
  readonly longestMs: number
}

/** A thread that makes one thing after the other. After a failure it is not asked again. */
export class PressWorker {
  readonly #worker: Worker
  #making: { readonly resolve: (made: Made) => void; readonly reject: (error: Error) => void } | undefined
  #supplies: Supplies | undefined
  #failed = false

  constructor() {
    this.#worker = new Worker(new URL('./press-worker.ts', import.meta.url), {
      name: 'press',
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    })
    this.#worker.on('message', (message: FromWorker) => this.#receive(message))
    this.#worker.on('error', (error) => this.#fail(new Failed(error)))
    this.#worker.on('exit', (code) => this.#fail(new Failed(new Error(`the press ended with ${code}`))))
  }

  get failed(): boolean {
    return this.#failed
  }

  /** Throws ReportError `export-failed`, also when it is ended meanwhile, and `export-too-slow`. */
  async print<K extends Kind>(kind: K, order: Products[K]['order'], making: Making): Promise<Made<K>> {
    const { promise, resolve, reject } = Promise.withResolvers<Made>()
    const patience = setTimeout(() => this.#fail(new ReportError('export-too-slow')), making.longestMs)
    this.#making = { resolve, reject }
    this.#supplies = making.supplies
    this.#worker.ref()
    try {
      if (this.#failed) throw new Failed(new Error('the press has ended'))
      // A kind and its order belong together; TypeScript does not follow that through a parameter.
      this.#send({ type: 'order', kind, order } as ToWorker, 'text' in order ? textBuffers(order.text) : [])
      return (await promise) as Made<K>
    } finally {
      clearTimeout(patience)
      this.#making = undefined
      this.#supplies = undefined
    }
  }

  /** Does not keep the process alive until it is asked again. */
  rest(): void {
    this.#worker.unref()
  }

  async end(): Promise<void> {
    this.#fail(new Failed(new Error('it was given up')))
    await this.#worker.terminate()
  }

  #fail(error: Error): void {
    this.#failed = true
    this.#making?.reject(error)
    void this.#worker.terminate()
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'made':
        return this.#making?.resolve(message)
      case 'failed':
        return this.#fail(new Failed(new Error(message.message)))
      case 'wants':
        return void this.#supply(message)
    }
  }

  async #supply({ id, ...wanted }: Wanted & { readonly id: number }): Promise<void> {
    try {
      if (!this.#supplies) throw new Error('nothing is supplied')
      const value = await supplied(this.#supplies, wanted)
      // The store answers at once, and without this everybody's keystrokes would wait for the last page.
      setImmediate(() => this.#send({ type: 'supplied', id, value }, buffersOf(value)))
    } catch (error) {
      this.#send({
        type: 'not-supplied',
        id,
        message: error instanceof Error ? error.message : String(error),
      })
    }
  }

  #send(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer)
  }
}

type Made<K extends Kind = Kind> = { readonly made: Products[K]['made']; readonly heapBytes: number }

function supplied(supplies: Supplies, wanted: Wanted): Promise<unknown> {
  switch (wanted.what) {
    case 'threads':
      return supplies.threads(wanted.since)
    case 'picture':
      return supplies.picture(wanted.pictureId)
    case 'text':
      return supplies.text?.(wanted.seq, wanted.after) ?? Promise.resolve(undefined)
  }
}

/** So are the text's: whoever gave the order has no use for them any more. */
function textBuffers({ updates }: LoggedText): ArrayBuffer[] {
  return [...new Set(updates.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer)
}

/** A picture's bytes are handed over, and so is a text. */
function buffersOf(value: unknown): ArrayBuffer[] {
  if (isText(value)) return textBuffers(value)
  const bytes = value && typeof value === 'object' && 'bytes' in value ? value.bytes : undefined
  const whole = bytes instanceof Uint8Array && bytes.buffer.byteLength === bytes.byteLength
  return whole && bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : []
}

function isText(value: unknown): value is LoggedText {
  return value !== null && typeof value === 'object' && 'updates' in value
}
