import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { FRAGMENT, NODE } from '../../schema/names.ts'
import { relativePositionSchema } from '../../wire/review.ts'
import { AnchorBook, placeDraft } from './anchor-book.ts'

/** A page at which the words of an anchor arrive letter by letter, as after a crash. Waiting for them once never ended. */
test('words that arrive piece by piece are waited for, and found when they are whole', () => {
  const author = new Y.Doc()
  const updates: Uint8Array[] = []
  author.on('update', (update: Uint8Array) => updates.push(update))
  const text = new Y.XmlText()
  author.transact(() => {
    const preamble = new Y.XmlElement(NODE.preamble)
    const paragraph = new Y.XmlElement(NODE.paragraph)
    paragraph.setAttribute('id', 'p1')
    paragraph.insert(0, [text])
    preamble.insert(0, [paragraph])
    author.getXmlFragment(FRAGMENT).insert(0, [preamble])
  })
  for (const [index, letter] of [...'từng chữ'].entries()) text.insert(index, letter)
  const at = (index: number, assoc: number) =>
    relativePositionSchema.parse(
      Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, index, assoc)),
    )
  const anchor = placeDraft(author, {
    kind: 'range',
    quote: 'từng chữ',
    rel: { from: at(0, 0), to: at(8, -1) },
  })
  if (anchor === 'missing') throw new Error('the author has the words')

  const reader = new Y.Doc()
  const book = new AnchorBook(reader)
  book.set('t1', anchor)
  for (const update of updates) Y.applyUpdate(reader, update)
  const place = book.place('t1')
  expect(place).toMatchObject({ type: 'range', sectionId: 'preamble' })
  expect(place?.type === 'range' && [place.from.index, place.to.index]).toEqual([0, 8])
})
