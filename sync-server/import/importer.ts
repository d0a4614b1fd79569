import { Worker } from 'node:worker_threads'
import { ReportError, type ErrorCode } from '../../report/wire/errors.ts'
import type { ImportWarning, ImportedPart } from '../../report/wire/paper.ts'
import type { ImportOrder } from './import-document.ts'
import type { ImportedPicture } from './pictures.ts'

/** What a file says. */
export type ReadDocument = {
  /** A DocumentImport as JSON: hundreds of thousands of blocks as objects would stop everybody's keystrokes for a second. */
  readonly json: Uint8Array<ArrayBuffer>
  readonly words: number
  /** Those that the blocks show, to be kept with the report. */
  readonly pictures: readonly ImportedPicture[]
}

/** What an office sent in says, its parts one by one. */
export type ReadContribution = {
  /** Without their blocks. */
  readonly parts: readonly Omit<ImportedPart, 'blocks'>[]
  /** Of each part, as JSON. */
  readonly blocks: readonly Uint8Array<ArrayBuffer>[]
  readonly warnings: readonly ImportWarning[]
  readonly pictures: readonly ImportedPicture[]
}

export type ImportAnswer<T> =
  | { readonly ok: true; readonly document: T }
  | { readonly ok: false; readonly code: ErrorCode; readonly detail: string | undefined }

export type ImporterLimits = {
  /** So many wait for their turn; who comes then is asked to come again. */
  readonly waiting: number
  /** Of one person: who is impatient clicks twice. */
  readonly ofOne: number
  readonly longestMs: number
  readonly memoryMb: number
}

/** A report of 150 pages takes about a second and 200 MB. */
const LIMITS: ImporterLimits = { waiting: 10, ofOne: 2, longestMs: 60_000, memoryMb: 768 }

const TOO_MUCH = 'Tệp quá phức tạp nên máy chủ đã dừng đọc. Hãy chia tệp thành nhiều phần rồi thử lại.'

/**
 * Reads Word files, each in a thread of its own and one after the other: nobody's keystroke waits for them, and a file made to
 * exhaust the server exhausts its thread.
 */
export interface Importer {
  /**
   * Asks for a place before the file is there. Throws ReportError `too-many-requests` when too many wait already. What it
   * gives must be called or given back.
   */
  reserve(userId: string): Reservation
  /** Gives up what is being read. */
  stop(): Promise<void>
}

export interface Reservation {
  /** Throws ReportError for files that cannot be read, and the signal's reason when nobody waits any more. */
  read(order: ImportOrder, signal: AbortSignal): Promise<ReadDocument>
  /** The same of a file that is kept whole: also of a PDF. */
  readContribution(order: ImportOrder, signal: AbortSignal): Promise<ReadContribution>
  release(): void
}

export function createImporter(limits: ImporterLimits = LIMITS): Importer {
  const waiting: string[] = []
  const running = new Set<Worker>()
  let last: Promise<unknown> = Promise.resolve()
  let stopped = false

  const run = async <T>(thread: string, order: ImportOrder, signal: AbortSignal): Promise<T> => {
    signal.throwIfAborted()
    if (stopped) throw new Error('the server stops')
    const worker = new Worker(new URL(thread, import.meta.url), {
      workerData: order,
      name: 'import',
      execArgv: [],
      resourceLimits: {
        maxOldGenerationSizeMb: limits.memoryMb,
        maxYoungGenerationSizeMb: 64,
        stackSizeMb: 8,
      },
    })
    running.add(worker)
    try {
      return await answered<T>(worker, limits.longestMs, signal)
    } finally {
      running.delete(worker)
    }
  }

  return {
    reserve(userId) {
      const own = waiting.filter((id) => id === userId).length
      if (waiting.length >= limits.waiting || own >= limits.ofOne) throw new ReportError('too-many-requests')
      waiting.push(userId)
      let held = true
      const inTurn = <T>(thread: string, order: ImportOrder, signal: AbortSignal): Promise<T> => {
        const mine = last.then(() => run<T>(thread, order, signal))
        last = mine.catch(() => undefined)
        return mine
      }
      return {
        read: (order, signal) => inTurn('./import-worker.ts', order, signal),
        readContribution: (order, signal) => inTurn('../contributions/read-worker.ts', order, signal),
        release() {
          if (held) waiting.splice(waiting.indexOf(userId), 1)
          held = false
        },
      }
    },
    async stop() {
      stopped = true
      await Promise.all([...running].map((worker) => worker.terminate()))
      await last
    },
  }
}

async function answered<T>(worker: Worker, longestMs: number, signal: AbortSignal): Promise<T> {
  const end = () => void worker.terminate()
  const patience = setTimeout(end, longestMs)
  signal.addEventListener('abort', end, { once: true })
  try {
    const answer = await new Promise<ImportAnswer<T>>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', (error: Error & { code?: string }) => {
        const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY' || error instanceof RangeError
        reject(outOfMemory ? new ReportError('unreadable-file', TOO_MUCH) : error)
      })
      worker.once('exit', () => reject(new ReportError('unreadable-file', TOO_MUCH)))
    })
    if (answer.ok) return answer.document
    throw new ReportError(answer.code, answer.detail)
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    clearTimeout(patience)
    signal.removeEventListener('abort', end)
    await worker.terminate()
  }
}
