import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import type { LoadedReport, Seq, StoredEdit, UpdateLog } from '../ports.ts'
import {
  type LogAnswer,
  type LogCall,
  type LogRole,
  type Packed,
  packEdits,
  type PackedPast,
  unpackEdits,
} from './log-calls.ts'

/**
 * The update log in SQLite, in worker threads of its own so that an fsync never stops the event loop: one thread
 * appends, another reads and checkpoints, so that loading a large report does not delay anybody's keystroke. The
 * tables must exist already (`migrate`). Rejects when the file cannot be opened. A thread that dies rejects what it was
 * asked, and the next call starts a new one.
 */
export async function openSqliteLog(options: {
  readonly path: string
  readonly logger: Logger
}): Promise<UpdateLog> {
  const appender = createLogThread({ ...options, role: 'append' })
  const reader = createLogThread({ ...options, role: 'read' })
  // One after the other: the first turns a new file to WAL, which wants it alone.
  await appender.start()
  await reader.start()

  return {
    append: async (edits) => {
      if (edits.length === 0) return new Map()
      const batch = packEdits(edits)
      return (await appender.call({ type: 'append', batch }, [batch.bytes.buffer])) as Map<string, Seq>
    },
    load: async (reportId) => (await reader.call({ type: 'load', reportId })) as LoadedReport | undefined,
    loadAt: async (reportId, seq) => {
      const past = (await reader.call({ type: 'loadAt', reportId, seq })) as PackedPast | undefined
      return past && { ...past, tail: unpackEdits(past.tail) }
    },
    readSince: async (reportId, seq) =>
      (await reader.call({ type: 'readSince', reportId, seq })) as StoredEdit[],
    readSome: async (reportId, seq, count) =>
      unpackEdits<StoredEdit>(
        (await reader.call({ type: 'readSome', reportId, seq, count })) as Packed<StoredEdit>,
      ),
    saveCheckpoint: async (checkpoint) => {
      // A copy: the state may be a view of something larger, and cloning a view clones all of it.
      const state = checkpoint.state.slice()
      await reader.call({ type: 'saveCheckpoint', checkpoint: { ...checkpoint, state } }, [state.buffer])
    },
    stop: async () => {
      await Promise.all([appender.stop(), reader.stop()])
    },
  }
}

type Asked = { readonly resolve: (result: unknown) => void; readonly reject: (error: Error) => void }
type Call = LogCall extends infer C ? (C extends LogCall ? Omit<C, 'id'> : never) : never

type LogThread = {
  start(): Promise<void>
  call(call: Call, transfer?: ArrayBuffer[]): Promise<unknown>
  stop(): Promise<void>
}

function createLogThread(options: {
  readonly path: string
  readonly logger: Logger
  readonly role: LogRole
}): LogThread {
  let running: { readonly worker: Worker; readonly asked: Map<number, Asked> } | undefined
  const unanswered = new Set<Promise<unknown>>()
  let stopped = false
  let lastId = 0

  const spawn = () => {
    const worker = new Worker(new URL('./log-worker.ts', import.meta.url), {
      workerData: { path: options.path, role: options.role },
      name: `log-${options.role}`,
      execArgv: [],
      // What a thread makes is short-lived and small; left alone, each keeps three times as much.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    })
    const asked = new Map<number, Asked>()
    const thread = { worker, asked }
    const die = (error: Error) => {
      if (running !== thread) return
      running = undefined
      if (!stopped) options.logger.error({ err: error, role: options.role }, 'a log thread ended')
      for (const { reject } of asked.values()) reject(error)
      asked.clear()
    }
    worker.on('message', (answer: LogAnswer) => settle(asked, answer))
    worker.on('error', (error) => die(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', (code) => die(new Error(`the log thread has ended with ${code}`)))
    running = thread
    return thread
  }

  const answered = <T>(promise: Promise<T>): Promise<T> => {
    unanswered.add(promise)
    const done = () => unanswered.delete(promise)
    promise.then(done, done)
    return promise
  }

  return {
    start: () => {
      const { asked } = spawn()
      return answered(
        new Promise<void>((resolve, reject) => asked.set(0, { resolve: () => resolve(), reject })),
      )
    },
    call: (call, transfer = []) => {
      if (stopped) return Promise.reject(new Error('the log is stopped'))
      const { worker, asked } = running ?? spawn()
      const id = ++lastId
      return answered(
        new Promise((resolve, reject) => {
          asked.set(id, { resolve, reject })
          worker.postMessage({ ...call, id }, transfer)
        }),
      )
    },
    stop: async () => {
      stopped = true
      await Promise.allSettled(unanswered)
      await running?.worker.terminate()
    },
  }
}

function settle(asked: Map<number, Asked>, answer: LogAnswer): void {
  const waiting = asked.get(answer.id)
  asked.delete(answer.id)
  if (answer.ok) waiting?.resolve(answer.result)
  else waiting?.reject(new Error(answer.message))
}
