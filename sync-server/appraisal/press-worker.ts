import { parentPort, workerData } from 'node:worker_threads'
import { registerDocx } from '../../report/docx/register-docx.ts'
import { must } from '../../report/must.ts'
import { registerRows } from '../../report/review/register.ts'
import type { RegisterOrder } from './press.ts'

/** Makes the one file that the thread was begun for. */
const { report, offices, threads, query, at } = workerData as RegisterOrder
const rows = registerRows(report, offices, threads, query)
const bytes = await registerDocx({ title: report.title, rows, state: query.state ?? 'all', at })
must(parentPort, 'a parent').postMessage(bytes, [bytes.buffer as ArrayBuffer])
