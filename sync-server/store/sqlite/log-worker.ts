import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { must } from '../../../report/must.ts'
import {
  type LogAnswer,
  type LogCall,
  type LogRole,
  packEdits,
  type PackedPast,
  unpackEdits,
} from './log-calls.ts'
import { type CheckpointJudge, type LogRows, openLogRows } from './log-rows.ts'

/** The worker thread behind `openSqliteLog`: one connection, one call after the other. */
const port = must(parentPort, 'to run in a worker thread')
const { path, role } = workerData as { readonly path: string; readonly role: LogRole }
const rows = openLogRows(new DatabaseSync(path), await judgeFor(role))

port.on('message', (call: LogCall) => {
  const said = answer(rows, call)
  port.postMessage(said, said.ok ? buffersOf(call, said.result) : [])
})
port.postMessage({ id: 0, ok: true, result: undefined } satisfies LogAnswer)

async function judgeFor(role: LogRole): Promise<CheckpointJudge> {
  if (role === 'read') return (await import('../verify-checkpoint.ts')).checkpointProblem
  return () => 'the appending thread stores no checkpoints'
}

function answer(rows: LogRows, call: LogCall): LogAnswer {
  try {
    return { id: call.id, ok: true, result: perform(rows, call) }
  } catch (error) {
    return { id: call.id, ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

function perform(rows: LogRows, call: LogCall): unknown {
  switch (call.type) {
    case 'append':
      return rows.append(unpackEdits(call.batch))
    case 'load':
      return rows.load(call.reportId)
    case 'loadAt': {
      const past = rows.loadAt(call.reportId, call.seq)
      return past && ({ ...past, tail: packEdits(past.tail) } satisfies PackedPast)
    }
    case 'readSince':
      return rows.readSince(call.reportId, call.seq)
    case 'readSome':
      return packEdits(rows.readSome(call.reportId, call.seq, call.count))
    case 'saveCheckpoint':
      return rows.saveCheckpoint(call.checkpoint)
  }
}

/** A report's whole text is handed over, not copied. */
function buffersOf(call: LogCall, result: unknown): ArrayBuffer[] {
  const past = call.type === 'loadAt' ? (result as PackedPast | undefined) : undefined
  if (!past) return []
  const state = past.checkpoint?.state
  const isAll = state?.byteLength === state?.buffer.byteLength
  return [past.tail.bytes.buffer, ...(isAll && state?.buffer instanceof ArrayBuffer ? [state.buffer] : [])]
}
