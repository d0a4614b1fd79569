import { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { createReportDoc } from '../../../report/report-doc.ts'
import { type Link, type LinkOptions, createLink } from './link.ts'

/**
 * A copy of the report with a line of its own to the server. A copy that has taken in an edit the server refused never
 * agrees with the report again: everything later builds on it. So it is left, and another is fetched.
 */
export type Copy = {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly link: Link
  readonly stop: () => void
}

export type CopyOptions = Omit<LinkOptions, 'doc' | 'awareness'> & {
  readonly user: unknown
  readonly onUpdate: (update: Uint8Array, origin: unknown) => void
}

export function openCopy({ user, onUpdate, ...options }: CopyOptions): Copy {
  const doc = createReportDoc()
  const awareness = new Awareness(doc)
  awareness.setLocalState({ user })
  const link = createLink({ ...options, doc, awareness })
  doc.on('update', onUpdate)
  return {
    doc,
    awareness,
    link,
    stop: () => {
      link.stop()
      doc.destroy()
    },
  }
}
