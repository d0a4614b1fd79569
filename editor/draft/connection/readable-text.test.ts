import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { mergeInTree } from './pending-edits.ts'
import { readableText } from './readable-text.ts'

/** The updates that `edit` makes in a doc that already holds `before`. */
function updatesOf(before: string, edit: (text: Y.XmlText, doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc()
  const paragraph = new Y.XmlElement('paragraph')
  const text = new Y.XmlText(before)
  paragraph.insert(0, [text])
  doc.getXmlFragment('report').insert(0, [paragraph])
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  edit(text, doc)
  return mergeInTree(updates) ?? new Uint8Array([0, 0])
}

test('letters typed one after another are one line', () => {
  const update = updatesOf('Có sẵn. ', (text) => {
    for (const letter of 'Đã hoàn thành') text.insert(text.length, letter)
  })
  expect(readableText(update)).toBe('Đã hoàn thành')
})

test('each place that was written at is a line of its own', () => {
  const update = updatesOf('đầu cuối', (text) => {
    text.insert(0, 'trước ')
    text.insert(text.length, ' sau')
  })
  expect(readableText(update)).toBe('trước \n sau')
})

test('what was typed and taken back is left out, as an input method does with each letter', () => {
  const update = updatesOf('', (text) => {
    for (const composed of ['v', 'vi', 'vie', 'viê', 'viêt', 'việt']) {
      text.delete(0, text.length)
      text.insert(0, composed)
    }
  })
  expect(readableText(update)).toBe('việt')
})

test('deletions of older text and formatting have no words', () => {
  const update = updatesOf('in đậm rồi xoá', (text) => {
    text.format(0, 6, { bold: true })
    text.delete(6, 8)
  })
  expect(readableText(update)).toBe('')
})

test('a new paragraph is a new line', () => {
  const update = updatesOf('', (_text, doc) => {
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.setAttribute('id', 'p2')
    paragraph.insert(0, [new Y.XmlText('đoạn hai')])
    doc.getXmlFragment('report').insert(1, [paragraph])
    const third = new Y.XmlElement('paragraph')
    third.insert(0, [new Y.XmlText('đoạn ba')])
    doc.getXmlFragment('report').insert(2, [third])
  })
  expect(readableText(update)).toBe('đoạn hai\nđoạn ba')
})

test('merging thousands of updates loses none', () => {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let at = 0; at < 3000; at++) doc.getText('t').insert(at % 7, String.fromCodePoint(97 + (at % 26)))
  const copy = new Y.Doc()
  Y.applyUpdate(copy, mergeInTree(updates) ?? new Uint8Array())
  expect(copy.getText('t').toJSON()).toBe(doc.getText('t').toJSON())
})
