import * as Y from 'yjs'
import { createReportDoc } from '../../report/report-doc.ts'

/** The root type of a report's document; every other one is refused at the socket. */
export const REPORT_ROOT = 'report'

/** A document brought up from bytes: all of it in one transaction, which is linear where merging updates is not. */
export function loadDocument(updates: Iterable<Uint8Array>): Y.Doc {
  const doc = createReportDoc()
  doc.getXmlFragment(REPORT_ROOT)
  Y.transact(doc, () => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  return doc
}

/**
 * Why `state` is not what the log says, or undefined when it is: both are loaded, and must agree in what they know, in
 * what they deleted, and in the text. A checkpoint is a shortcut past the log; a wrong one would lose what it skips.
 */
export function checkpointProblem(logged: Iterable<Uint8Array>, state: Uint8Array): string | undefined {
  const truth = loadDocument(logged)
  try {
    return stateProblem(truth, state)
  } finally {
    truth.destroy()
  }
}

/** As `checkpointProblem`, for a document that has been brought up already. */
export function stateProblem(truth: Y.Doc, state: Uint8Array): string | undefined {
  const candidate = loadDocument([state])
  try {
    if (!Y.equalSnapshots(Y.snapshot(truth), Y.snapshot(candidate)))
      return 'it knows other edits than the log'
    return textOf(truth) === textOf(candidate) ? undefined : 'its text differs from the log'
  } finally {
    candidate.destroy()
  }
}

function textOf(doc: Y.Doc): string {
  return doc.getXmlFragment(REPORT_ROOT).toJSON()
}
