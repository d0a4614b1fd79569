import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { readUpdate, UnreadableUpdate } from './read-update.ts'

/** An update without structs that deletes these ranges of client 7. */
function deletions(...ranges: readonly (readonly [clock: number, length: number])[]): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const number of [0, 1, 7, ranges.length, ...ranges.flat()]) encoding.writeVarUint(encoder, number)
  return encoding.toUint8Array(encoder)
}

describe('what an update deletes', () => {
  it('is said in order and once', () => {
    expect(readUpdate(deletions([0, 2], [2, 1], [9, 4]), 100).deletions).toHaveLength(3)
    for (const update of [deletions([0, 2], [1, 1]), deletions([5, 1], [0, 1]), deletions([3, 1], [3, 1])]) {
      expect(() => readUpdate(update, 100)).toThrow(UnreadableUpdate)
    }
  })
})

it('tells where in the bytes each struct stands, and the name of an attribute', () => {
  const doc = new Y.Doc()
  const paragraph = new Y.XmlElement('paragraph')
  doc.getXmlFragment('report').insert(0, [paragraph])
  paragraph.setAttribute('id', 'p1')
  paragraph.insert(0, [new Y.XmlText('chữ')])
  const update = Y.encodeStateAsUpdate(doc)
  const structs = readUpdate(update, 100).blocks.flatMap((block) => block.structs)
  expect(structs.map(({ key }) => key)).toContain('id')
  for (const [index, { start, contentStart, end }] of structs.entries()) {
    expect(start).toBe(structs[index - 1]?.end ?? start)
    expect(contentStart).toBeGreaterThan(start)
    expect(end).toBeGreaterThan(contentStart)
  }
  // Behind the last one stands only that nothing is deleted.
  expect(structs.at(-1)?.end).toBe(update.length - 1)
})
