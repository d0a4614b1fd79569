import { parentPort } from 'node:worker_threads'
import { paperDocx } from '../../report/docx/paper-docx.ts'
import type { PaperOrder } from '../../report/docx/paper-order.ts'
import { must } from '../../report/must.ts'

/** The thread that writes a paper for `write.entry.ts`, as the server's does: ready before it is asked, bytes handed over. */
const port = must(parentPort, 'to run in a worker thread')
port.on('message', (order: PaperOrder) => {
  void paperDocx(order).then((bytes) => port.postMessage(bytes, [bytes.buffer as ArrayBuffer]))
})
port.postMessage('ready')
