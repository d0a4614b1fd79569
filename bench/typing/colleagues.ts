import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import * as Y from 'yjs'
import type { Product } from '../product-server.ts'
import { fillReport, type ReportSize } from '../report-text.ts'
import { realClient } from '../sync/providers.ts'

/** Brings the report to a size as a person would, over the wire; answers the document as it then is. */
export async function writeReport(product: Product, id: string, size: ReportSize): Promise<Y.Doc> {
  const address = { port: product.port, room: `sync/${id}`, headers: headersOf(product) }
  const writer = await realClient('y-websocket', address)
  await writer.synced
  const doc = new Y.Doc()
  Y.applyUpdate(doc, writer.state())
  doc.on('update', (update: Uint8Array) => writer.apply(update))
  for (const _ of fillReport(doc, size)) await wait(40)
  await wait(1000)
  writer.stop()
  return doc
}

/** How many characters a page shows at least once the whole report is there. */
export function lengthOf(doc: Y.Doc): number {
  return doc
    .getXmlFragment('report')
    .toJSON()
    .replaceAll(/<[^>]*>/g, '').length
}

/** Ten others who type in the report, in a process of their own, until it is killed. */
export async function startColleagues(product: Product, id: string): Promise<ChildProcess> {
  const task = JSON.stringify({ port: product.port, room: `sync/${id}`, headers: headersOf(product) })
  const remote = fileURLToPath(new URL('./remote.entry.ts', import.meta.url))
  const child = spawn(process.execPath, [remote, task], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

function headersOf({ cookie, origin }: Product): Record<string, string> {
  return { cookie, origin }
}
