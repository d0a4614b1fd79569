import { parentPort, workerData } from 'node:worker_threads'
import { must } from '../../report/must.ts'
import { ReportError } from '../../report/wire/errors.ts'
import { giveWay } from '../give-way.ts'
import type { ImportOrder } from '../import/import-document.ts'
import type { ImportAnswer, ReadContribution } from '../import/importer.ts'
import { readFile } from './read-file.ts'

/** Reads the one file that the thread was begun for. */
async function answer(): Promise<ImportAnswer<ReadContribution>> {
  try {
    return { ok: true, document: await readFile(workerData as ImportOrder) }
  } catch (error) {
    if (error instanceof ReportError) return { ok: false, code: error.code, detail: error.detail }
    throw error
  }
}

function buffersOf(said: ImportAnswer<ReadContribution>): ArrayBuffer[] {
  if (!said.ok) return []
  const { blocks, pictures } = said.document
  return [...blocks.map(({ buffer }) => buffer), ...pictures.map(({ bytes }) => bytes.buffer as ArrayBuffer)]
}

giveWay()
const said = await answer()
must(parentPort, 'a parent').postMessage(said, buffersOf(said))
