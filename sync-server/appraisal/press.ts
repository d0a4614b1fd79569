import { Worker } from 'node:worker_threads'
import { ReportError } from '../../report/wire/errors.ts'
import type { registerRows, RegisteredThread } from '../../report/review/register.ts'
import type { RegisterQuery } from '../../report/wire/review.ts'

/** What a register is made of. */
export type RegisterOrder = {
  readonly report: Parameters<typeof registerRows>[0]
  /** Short names by office id. */
  readonly offices: ReadonlyMap<string, string>
  readonly threads: readonly RegisteredThread[]
  readonly query: RegisterQuery
  readonly at: number
}

/** So many wait for their file; who comes then is asked to come again. */
const MOST_WAITING = 10
/** Of one person: who is impatient clicks twice. */
const MOST_OF_ONE = 2
/** Ten thousand opinions take some ten seconds on a slow machine. */
const LONGEST_MS = 120_000
/** Ten thousand opinions take about one gigabyte. */
const MEMORY_MB = 2_048

/** Makes the files of registers, each in a thread of its own and one after the other: nobody's keystroke waits for them. */
export interface Press {
  /**
   * Asks for the order when its turn has come: gathering one is work too. Throws ReportError `too-many-requests` when too
   * many wait already, and what `order` throws.
   */
  print(userId: string, order: () => Promise<RegisterOrder>): Promise<Uint8Array>
  /** Gives up what is being made. */
  stop(): Promise<void>
}

export function createPress(): Press {
  const waiting: string[] = []
  let last: Promise<unknown> = Promise.resolve()
  let running: Worker | undefined
  let stopped = false

  const run = (order: RegisterOrder) => {
    if (stopped) throw new Error('the server stops')
    const worker = new Worker(new URL('./press-worker.ts', import.meta.url), {
      workerData: order,
      name: 'press',
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    })
    running = worker
    return printed(worker)
  }
  return {
    async print(userId, order) {
      const own = waiting.filter((id) => id === userId).length
      if (waiting.length >= MOST_WAITING || own >= MOST_OF_ONE) throw new ReportError('too-many-requests')
      waiting.push(userId)
      const mine = last.then(order).then(run)
      last = mine.catch(() => undefined)
      try {
        return await mine
      } finally {
        waiting.splice(waiting.indexOf(userId), 1)
      }
    },
    async stop() {
      stopped = true
      await running?.terminate()
      await last
    },
  }
}

function printed(worker: Worker): Promise<Uint8Array> {
  const patience = setTimeout(() => void worker.terminate(), LONGEST_MS)
  return new Promise<Uint8Array>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the press ended with ${code} and no file`)))
  }).finally(() => clearTimeout(patience))
}
