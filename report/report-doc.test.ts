import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createReportDoc } from './report-doc.ts'
import { FRAGMENT } from './schema/names.ts'

function textOf(doc: Y.Doc): Y.XmlText {
  return (doc.getXmlFragment(FRAGMENT).get(0) as Y.XmlElement).get(0) as Y.XmlText
}

/** Two people make the same words bold at once; a third receives both. Answers what the third page then calls its own edits. */
function editsOfReader(reader: Y.Doc): Uint8Array[] {
  const author = new Y.Doc()
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [new Y.XmlText('chuyển đổi số')])
  author.getXmlFragment(FRAGMENT).insert(0, [paragraph])
  const state = Y.encodeStateAsUpdate(author)
  const bold = [1, 2].map(() => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, state)
    const before = Y.encodeStateVector(doc)
    textOf(doc).format(0, 6, { bold: true })
    return Y.encodeStateAsUpdate(doc, before)
  })
  Y.applyUpdate(reader, state)
  const own: Uint8Array[] = []
  reader.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'others') own.push(update)
  })
  for (const update of bold) Y.applyUpdate(reader, update, 'others')
  expect(textOf(reader).toDelta()).toEqual([
    { insert: 'chuyển', attributes: { bold: true } },
    { insert: ' đổi số' },
  ])
  return own
}

test('whoever only receives edits makes none', () => {
  expect(editsOfReader(createReportDoc())).toEqual([])
  // What Yjs does by itself. Should this fail after an upgrade, createReportDoc is not needed any more.
  expect(editsOfReader(new Y.Doc())).not.toEqual([])
})
