import { parentPort } from 'node:worker_threads'
import * as Y from 'yjs'
import { Attributor } from '../../report/attribution/attributor.ts'
import { MovedAuthors } from '../../report/attribution/moved-authors.ts'
import { wordsByAuthor } from '../../report/attribution/words-by-author.ts'
import { must } from '../../report/must.ts'
import { createReportDoc } from '../../report/report-doc.ts'
import { giveWay } from '../give-way.ts'
import { unpackEdits } from '../store/sqlite/log-calls.ts'
import type { AttributionAnswer, AttributionCall, AttributionResults } from './attribution-calls.ts'

/** Reports that are followed at a time: each holds its text with all that was ever deleted from it. */
const MOST_FOLLOWED = 4

type Followed = { readonly attributor: Attributor; seq: number }

const port = must(parentPort, 'to run in a worker thread')
const followed = new Map<string, Followed>()

giveWay()
port.on('message', (call: AttributionCall) => {
  port.postMessage(answer(call))
})

function answer(call: AttributionCall): AttributionAnswer {
  try {
    return { id: call.id, ok: true, result: perform(call) }
  } catch (error) {
    if ('reportId' in call) followed.delete(call.reportId)
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { id: call.id, ok: false, message }
  }
}

function perform(call: AttributionCall): AttributionResults[keyof AttributionResults] {
  switch (call.type) {
    case 'where':
      return followed.get(call.reportId)?.seq ?? 0
    case 'follow':
      return follow(call)
    case 'tell': {
      const { attributor, seq } = must(followed.get(call.reportId), 'a report that is followed')
      const { doc, authors } = attributor
      return { seq, moved: [...authors.moved()], words: wordsByAuthor(doc, authors) }
    }
    case 'count': {
      const doc = createReportDoc()
      Y.transact(doc, () => {
        for (const update of call.updates) Y.applyUpdate(doc, update)
      })
      return wordsByAuthor(doc, new MovedAuthors(call.owners, call.moved))
    }
  }
}

function follow({ reportId, owners, batch }: Extract<AttributionCall, { type: 'follow' }>): number {
  const known = followed.get(reportId) ?? { attributor: new Attributor(), seq: 0 }
  // The one asked for last is given up last.
  followed.delete(reportId)
  followed.set(reportId, known)
  const [oldest] = followed.keys()
  if (followed.size > MOST_FOLLOWED && oldest !== undefined) followed.delete(oldest)
  known.attributor.authors.own(owners)
  for (const edit of unpackEdits(batch)) {
    if (edit.seq <= known.seq) continue
    known.attributor.apply(edit)
    known.seq = edit.seq
  }
  return known.seq
}
