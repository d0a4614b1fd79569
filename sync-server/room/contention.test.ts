import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Id } from '../../report/permission/read-update.ts'
import { inspectUpdate } from './inspect-update.ts'

const LIMITS = { depth: 8, maxStructs: 50_000, root: 'report' }
const inspect = (doc: Y.Doc, update: Uint8Array) => inspectUpdate(doc, update, LIMITS)
const tooLong = { type: 'bad', reason: 'its places are too long to find' }
const news = expect.objectContaining({ type: 'news' })
const MANY = 2_000

/** One empty run of text, `0:2`, in a paragraph, `0:1`. */
function newReport(): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = 0
  const paragraph = new Y.XmlElement('paragraph')
  const section = new Y.XmlElement('section')
  section.insert(0, [paragraph])
  doc.getXmlFragment('report').insert(0, [section])
  paragraph.insert(0, [new Y.XmlText()])
  return doc
}
const PARAGRAPH = { client: 0, clock: 1 }
const TEXT = { client: 0, clock: 2 }

type Forged = {
  readonly left?: Id | undefined
  readonly right?: Id | undefined
  readonly text?: string
  readonly key?: string
}

/** An update by one client from clock 0 on. */
function forged(client: number, structs: readonly Forged[]): Uint8Array {
  const encoder = encoding.createEncoder()
  const uints = (...values: number[]) => values.forEach((value) => encoding.writeVarUint(encoder, value))
  uints(1, structs.length, client, 0)
  for (const { left, right, text = 'x', key } of structs) {
    encoding.writeUint8(encoder, (key ? 8 : 4) | (left ? 0x80 : 0) | (right ? 0x40 : 0) | (key ? 0x20 : 0))
    for (const id of [left, right]) if (id) uints(id.client, id.clock)
    const parent = key ? PARAGRAPH : TEXT
    if (!left && !right) uints(0, parent.client, parent.clock)
    if (key) {
      encoding.writeVarString(encoder, key)
      uints(1)
      encoding.writeAny(encoder, text)
    } else encoding.writeVarString(encoder, text)
  }
  uints(0)
  return encoding.toUint8Array(encoder)
}

const each = (make: (index: number) => Forged) => Array.from({ length: MANY }, (_, index) => make(index))

describe('places that would take everybody long to find', () => {
  it('gaps that reach further with each letter', () => {
    const doc = newReport()
    Y.applyUpdate(doc, forged(5, [{ text: 'x'.repeat(MANY + 1) }]))
    const forger = forged(
      6,
      each((index) => ({ right: { client: 5, clock: index + 1 } })),
    )
    expect(inspect(doc, forger)).toEqual(tooLong)
  })

  it('each letter of a line, and everything after it', () => {
    const doc = newReport()
    Y.applyUpdate(doc, forged(5, [{ text: 'x'.repeat(MANY) }]))
    const forger = forged(
      6,
      each((index) => ({ left: { client: 5, clock: index } })),
    )
    expect(inspect(doc, forger)).toEqual(tooLong)
  })

  it('an attribute that is set thousands of times as if it had never been', () => {
    expect(
      inspect(
        newReport(),
        forged(
          6,
          each(() => ({ key: 'id' })),
        ),
      ),
    ).toEqual(tooLong)
  })

  it('one letter whose gap holds what many frames brought', () => {
    const doc = newReport()
    let right: Id | undefined
    for (let client = 10; client < 22; client++) {
      // Each letter before the one before it: none of them is long to place.
      const structs = Array.from({ length: 45_000 }, (_, index) => {
        const before = index === 0 ? right : { client, clock: index - 1 }
        return before ? { right: before } : {}
      })
      right = { client, clock: structs.length - 1 }
      const update = forged(client, structs)
      expect(inspect(doc, update)).toEqual(news)
      Y.applyUpdate(doc, update)
    }
    expect(inspect(doc, forged(99, [{}]))).toEqual(tooLong)
  })
})

describe('what people write', () => {
  it('thousands of letters at one place, a hundred of them backwards, by two people who do not hear of each other', () => {
    const server = newReport()
    const people = [11, 12].map((client) => {
      const doc = new Y.Doc()
      doc.clientID = client
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(server))
      const [text] = doc.getXmlFragment('report').createTreeWalker((node) => node instanceof Y.XmlText)
      // Backwards and then forwards, with marks between, so that nothing can be sent as one run.
      for (let index = 0; index < MANY; index++) {
        const at = index < 100 ? 0 : (text as Y.XmlText).length
        ;(text as Y.XmlText).insert(at, 'x', index % 2 ? { bold: true } : { bold: null })
      }
      return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(server))
    })
    for (const update of people) {
      expect(inspect(server, update)).toEqual(news)
      Y.applyUpdate(server, update)
    }
  })
})
