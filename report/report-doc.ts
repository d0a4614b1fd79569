import * as Y from 'yjs'

/**
 * A Y.Doc to hold a report in. After edits of others Yjs tidies up format markers that have become redundant, by deleting
 * them, and calls that an edit of whoever received: a page that only reads would send deletions in sections that are not
 * its own, and the server's document would leave its log. Redundant markers change nothing that anybody sees, so they stay.
 * (`cleanupYTextAfterTransaction` in yjs 13.6 src/types/YText.js, called right after `afterTransaction`.)
 */
export function createReportDoc(): Y.Doc {
  const doc = new Y.Doc()
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    Object.assign(transaction, { _needFormattingCleanup: false })
  })
  return doc
}
