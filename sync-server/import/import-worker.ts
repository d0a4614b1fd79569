import { parentPort, workerData } from 'node:worker_threads'
import { must } from '../../report/must.ts'
import { ReportError } from '../../report/wire/errors.ts'
import { giveWay } from '../give-way.ts'
import { importDocument, type ImportOrder } from './import-document.ts'
import type { ImportAnswer, ReadDocument } from './importer.ts'

/** Reads the one file that the thread was begun for. */
function answer(): ImportAnswer<ReadDocument> {
  try {
    const { result, pictures } = importDocument(workerData as ImportOrder)
    const words = result.parts.reduce((sum, part) => sum + part.words, 0)
    return { ok: true, document: { json: wholeBytes(JSON.stringify(result)), words, pictures } }
  } catch (error) {
    if (error instanceof ReportError) return { ok: false, code: error.code, detail: error.detail }
    throw error
  }
}

function wholeBytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

function buffersOf(said: ImportAnswer<ReadDocument>): ArrayBuffer[] {
  if (!said.ok) return []
  const { json, pictures } = said.document
  return [json.buffer, ...pictures.map(({ bytes }) => bytes.buffer as ArrayBuffer)]
}

giveWay()
const said = answer()
must(parentPort, 'a parent').postMessage(said, buffersOf(said))
