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
/** Ten thousand opinions take some ten seconds on a slow machine. */
const LONGEST_MS = 120_000
/** Ten thousand opinions take about one gigabyte. */
const MEMORY_MB = 2_048

/** Makes the files of registers, each in a thread of its own and one after the other: nobody's keystroke waits for them. */
export interface Press {
  /** Throws ReportError `too-many-requests` when too many wait already. */
  print(order: RegisterOrder): Promise<Uint8Array>
  /** Gives up what is being made. */
  stop(): Promise<void>
}

export function createPress(): Press {
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  let running: Worker | undefined
  let stopped = false

  const run = (order: RegisterOrder) => {
    if (stopped) return Promise.reject(new Error('the server stops'))
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
    async print(order) {
      if (waiting >= MOST_WAITING) throw new ReportError('too-many-requests')
      waiting += 1
      const mine = last.then(() => run(order))
      last = mine.catch(() => undefined)
      try {
        return await mine
      } finally {
        waiting -= 1
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
