import { getHeapStatistics } from 'node:v8'
import { parentPort } from 'node:worker_threads'
import { registerDocx } from '../../report/docx/register-docx.ts'
import { must } from '../../report/must.ts'
import { registerRows } from '../../report/review/register.ts'
import { giveWay } from '../give-way.ts'
import { Moments } from '../history/moments.ts'
import { makePaper, readFacts } from './make-paper.ts'
import type { FromWorker, Products, RegisterOrder, Supplies, ToWorker, Wanted } from './products.ts'

/** The thread behind a press: everything it needs is loaded before the first order comes. */
const port = must(parentPort, 'to run in a worker thread')
const asked = new Map<number, PromiseWithResolvers<unknown>>()
const moments = new Moments()
let lastId = 0

giveWay()
port.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'order':
      return void answer(message)
    case 'supplied':
      return settle(message.id)?.resolve(message.value)
    case 'not-supplied':
      return settle(message.id)?.reject(new Error(message.message))
  }
})

async function answer(order: Extract<ToWorker, { type: 'order' }>): Promise<void> {
  try {
    const made = await make(order)
    const { used_heap_size: heapBytes } = getHeapStatistics()
    send({ type: 'made', made, heapBytes }, buffersOf(made))
  } catch (error) {
    send({ type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

function make({
  kind,
  order,
}: Extract<ToWorker, { type: 'order' }>): Promise<Products[keyof Products]['made']> {
  switch (kind) {
    case 'register':
      return makeRegister(order)
    case 'facts':
      return readFacts(order, supplies)
    case 'paper':
      return makePaper(order, supplies)
    case 'past':
      return moments.past(order, supplies)
    case 'compare':
      return moments.compare(order, supplies)
    case 'recall':
      return moments.recall(order, supplies)
    case 'walk':
      return moments.walk(order, supplies)
    case 'restore':
      return moments.restore(order, supplies)
  }
}

function makeRegister({ report, offices, threads, query, at }: RegisterOrder): Promise<Uint8Array> {
  const rows = registerRows(report, offices, threads, query)
  return registerDocx({ title: report.title, rows, state: query.state ?? 'all', at })
}

// What is asked for is answered with what its name says.
const supplies: Supplies = {
  threads: (since) => ask({ what: 'threads', since }) as ReturnType<Supplies['threads']>,
  picture: (pictureId) => ask({ what: 'picture', pictureId }) as ReturnType<Supplies['picture']>,
  text: (seq, after) => ask({ what: 'text', seq, after }) as ReturnType<NonNullable<Supplies['text']>>,
}

function ask(wanted: Wanted): Promise<unknown> {
  lastId += 1
  const answered = Promise.withResolvers<unknown>()
  asked.set(lastId, answered)
  send({ type: 'wants', id: lastId, ...wanted })
  return answered.promise
}

function settle(id: number): PromiseWithResolvers<unknown> | undefined {
  const waiting = asked.get(id)
  asked.delete(id)
  return waiting
}

function send(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer)
}

function buffersOf(made: Products[keyof Products]['made']): ArrayBuffer[] {
  if (made instanceof Uint8Array) return [made.buffer as ArrayBuffer]
  return 'bytes' in made ? [made.bytes.buffer] : []
}
