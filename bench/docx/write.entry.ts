import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { longReport } from './long-report.ts'

// One paper in a process of its own, the first that it writes: what `run.ts` measures. Ours goes through a worker thread
// and back, as on the server; the bare library writes where it is asked.
const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '150' },
    writer: { type: 'string', default: 'paper' },
    comments: { type: 'boolean', default: false },
    out: { type: 'string', default: '' },
  },
})
const report = longReport(Number(values.pages))
const order = values.comments ? report : { ...report, review: undefined }

async function writer(): Promise<() => Promise<Uint8Array>> {
  if (values.writer === 'bare') {
    const { bareDocx } = await import('./bare.ts')
    return () => bareDocx(order)
  }
  const worker = new Worker(new URL('./thread.entry.ts', import.meta.url))
  await once(worker, 'message')
  return async () => {
    worker.postMessage(order, [])
    const [bytes] = (await once(worker, 'message')) as [Uint8Array]
    worker.unref()
    return bytes
  }
}

const write = await writer()
const [start, used] = [performance.now(), process.cpuUsage()]
const bytes = await write()
const seconds = (performance.now() - start) / 1000
const { user, system } = process.cpuUsage(used)
if (values.out) writeFileSync(values.out, bytes)
const peak = process.resourceUsage().maxRSS / 1024
console.log(JSON.stringify({ seconds, cpu: (user + system) / 1e6, peak, size: bytes.length }))
