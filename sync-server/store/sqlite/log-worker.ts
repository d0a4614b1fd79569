import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { must } from '../../../report/must.ts'
import { type LogAnswer, type LogCall, type LogRole, unpackEdits } from './log-calls.ts'
import { type CheckpointJudge, type LogRows, openLogRows } from './log-rows.ts'

/** The worker thread behind `openSqliteLog`: one connection, one call after the other. */
const port = must(parentPort, 'to run in a worker thread')
const { path, role } = workerData as { readonly path: string; readonly role: LogRole }
const rows = openLogRows(new DatabaseSync(path), await judgeFor(role))

port.on('message', (call: LogCall) => {
  port.postMessage(answer(rows, call))
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
    case 'readSince':
      return rows.readSince(call.reportId, call.seq)
    case 'saveCheckpoint':
      return rows.saveCheckpoint(call.checkpoint)
  }
}
