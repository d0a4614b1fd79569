import * as fc from 'fast-check'
import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { inspectUpdate } from './inspect-update.ts'

const LIMITS = { depth: 8, maxStructs: 10_000, root: 'report' }
const inspect = (doc: Y.Doc, update: Uint8Array) => inspectUpdate(doc, update, LIMITS)

function newDoc(clientID: number): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = clientID
  doc.getXmlFragment('report')
  return doc
}

let lastCopy = 10_000

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = newDoc(++lastCopy)
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

/** What `change` sends. */
function updateOf(doc: Y.Doc, change: (root: Y.XmlFragment, doc: Y.Doc) => void): Uint8Array {
  const updates: Uint8Array[] = []
  const collect = (update: Uint8Array) => void updates.push(update)
  doc.on('update', collect)
  doc.transact(() => change(doc.getXmlFragment('report'), doc))
  doc.off('update', collect)
  return Y.mergeUpdates(updates)
}

function paragraph(text: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph')
  element.insert(0, [new Y.XmlText(text)])
  return element
}

/** An update written by hand: blocks of structs, then deletions. */
function forged(build: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  build(encoder)
  return encoding.toUint8Array(encoder)
}
const uints = (encoder: encoding.Encoder, ...values: number[]) => {
  for (const value of values) encoding.writeVarUint(encoder, value)
}

/** Random edits as an editor makes them: paragraphs, nested elements, text, marks, attributes, deletions. */
const editArbitrary = fc.record({
  kind: fc.constantFrom('paragraph', 'nest', 'type', 'mark', 'attribute', 'erase', 'remove'),
  place: fc.nat(1_000),
  amount: fc.integer({ min: 1, max: 6 }),
  text: fc.constantFrom('a', 'ế', 'Báo cáo', '𠮷', 'đề cương'),
})
type RandomEdit = typeof editArbitrary extends fc.Arbitrary<infer E> ? E : never

function perform(doc: Y.Doc, { kind, place, amount, text }: RandomEdit): void {
  const root = doc.getXmlFragment('report')
  const element = root.length > 0 ? root.get(place % root.length) : undefined
  const run = element instanceof Y.XmlElement ? element.get(0) : undefined
  if (kind === 'paragraph' || !(element instanceof Y.XmlElement)) {
    root.insert(place % (root.length + 1), [paragraph(text)])
  } else if (kind === 'nest') {
    element.insert(element.length, [new Y.XmlElement('item')])
  } else if (kind === 'attribute') {
    element.setAttribute('id', `${text}${place}`)
  } else if (kind === 'remove') {
    root.delete(place % root.length, 1)
  } else if (run instanceof Y.XmlText) {
    if (kind === 'type') run.insert(place % (run.length + 1), text.repeat(amount))
    else if (kind === 'mark' && run.length > 0) run.format(0, Math.min(amount, run.length), { bold: {} })
    else if (run.length > 0) run.delete(0, Math.min(amount, run.length))
  }
}

function expectWhole(doc: Y.Doc): void {
  expect(doc.store.pendingStructs).toBeNull()
  expect(doc.store.pendingDs).toBeNull()
}

describe('what honest clients send', () => {
  it('is news once and nothing new afterwards', () => {
    const [client, server] = [newDoc(1), newDoc(2)]
    const update = updateOf(client, (root) => root.insert(0, [paragraph('Kính gửi')]))
    expect(inspect(server, update)).toMatchObject({
      type: 'news',
      clients: [{ client: 1, from: 0 }],
      structural: true,
      deletesOnly: false,
    })
    Y.applyUpdate(server, update)
    expect(inspect(server, update)).toEqual({ type: 'nothing-new' })
  })

  it('may be a deletion alone', () => {
    const client = newDoc(1)
    updateOf(client, (root) => root.insert(0, [paragraph('thừa')]))
    const server = copyOf(client)
    const update = updateOf(client, (root) => root.delete(0, 1))
    expect(inspect(server, update)).toMatchObject({ type: 'news', clients: [], deletesOnly: true })
    Y.applyUpdate(server, update)
    expect(inspect(server, update)).toEqual({ type: 'nothing-new' })
  })

  it('may hold what was typed and deleted before it was ever sent', () => {
    const client = newDoc(1)
    updateOf(client, (root) => root.insert(0, [paragraph('x'), paragraph('y')]))
    updateOf(client, (root) => root.delete(0, 1))
    const server = newDoc(2)
    const update = Y.encodeStateAsUpdate(client)
    expect(inspect(server, update).type).toBe('news')
    Y.applyUpdate(server, update)
    expectWhole(server)
  })

  it('may merge pending edits around one that is stored already', () => {
    const client = newDoc(1)
    const [first, stored, last] = ['a', 'b', 'c'].map((text) =>
      updateOf(client, (root) => root.insert(root.length, [paragraph(text)])),
    ) as [Uint8Array, Uint8Array, Uint8Array]
    const server = newDoc(2)
    const withGap = Y.mergeUpdates([first, last])
    expect(inspect(server, withGap)).toMatchObject({ type: 'missing', dependency: { client: 1 } })
    Y.applyUpdate(server, first)
    Y.applyUpdate(server, stored)
    expect(inspect(server, withGap).type).toBe('news')
    Y.applyUpdate(server, withGap)
    expectWhole(server)
    expect(server.getXmlFragment('report').toJSON()).toBe(client.getXmlFragment('report').toJSON())
  })

  it('may have changed an attribute once more of what somebody else had removed by then', () => {
    const [a, b, server] = [newDoc(1), newDoc(2), newDoc(3)]
    const take = (update: Uint8Array) => {
      for (const doc of [a, b, server]) Y.applyUpdate(doc, update)
    }
    take(updateOf(a, (root) => root.insert(0, [paragraph('thừa')])))
    take(updateOf(b, (root) => (root.get(0) as Y.XmlElement).setAttribute('id', 'b1')))
    const again = updateOf(b, (root) => (root.get(0) as Y.XmlElement).setAttribute('id', 'b2'))
    const removal = updateOf(a, (root) => root.delete(0, 1))
    Y.applyUpdate(server, removal)
    Y.applyUpdate(b, removal)
    // Its state names both values in one struct, of which the server collected the first with the paragraph.
    expect(again.length).toBeGreaterThan(2)
    expect(inspect(server, Y.encodeStateAsUpdate(b)).type).toBe('news')
    Y.applyUpdate(server, Y.encodeStateAsUpdate(b))
    expectWhole(server)
    expect(server.getXmlFragment('report').toJSON()).toBe('')
  })

  it('may build on other clients’ structs of the same update, in both directions', () => {
    const [a, b] = [newDoc(1), newDoc(2)]
    const sync = (from: Y.Doc, to: Y.Doc) => Y.applyUpdate(to, Y.encodeStateAsUpdate(from))
    for (let round = 0; round < 5; round++) {
      updateOf(a, (root) => root.insert(root.length, [paragraph(`a${round}`)]))
      sync(a, b)
      updateOf(b, (root) => root.insert(root.length, [paragraph(`b${round}`)]))
      sync(b, a)
    }
    const server = newDoc(3)
    expect(inspect(server, Y.encodeStateAsUpdate(a)).type).toBe('news')
  })

  it('law: any edits, sent one by one, repeated, merged or as a whole state, pass and apply whole', () => {
    fc.assert(
      fc.property(fc.array(editArbitrary, { minLength: 1, maxLength: 40 }), fc.nat(), (edits, seed) => {
        const clients = [newDoc(1), newDoc(2)]
        const server = newDoc(3)
        const sent: Uint8Array[] = []
        for (const [index, edit] of edits.entries()) {
          const client = clients[(index + seed) % 2]!
          if ((index + seed) % 5 === 0) Y.applyUpdate(client, Y.encodeStateAsUpdate(server))
          const update = updateOf(client, () => perform(client, edit))
          if (update.length === 2) continue
          sent.push(update)
          // Two may delete the same: the second brings nothing new.
          expect(inspect(server, update).type).toMatch(/^(news|nothing-new)$/)
          Y.applyUpdate(server, update)
          expectWhole(server)
          if (index % 7 === 3) {
            const recent = Y.mergeUpdates(sent.slice(-4))
            const before = Y.encodeStateAsUpdate(server)
            expect(inspect(server, recent)).toEqual({ type: 'nothing-new' })
            Y.applyUpdate(server, recent)
            expect(Y.encodeStateAsUpdate(server)).toEqual(before)
          }
        }
        for (const client of clients) {
          expect(inspect(newDoc(4), Y.encodeStateAsUpdate(client)).type).toMatch(/news|nothing-new/)
          const partly = newDoc(5)
          for (const update of sent.slice(0, sent.length / 2)) {
            if (inspect(partly, update).type === 'news') Y.applyUpdate(partly, update)
          }
          const whole = Y.encodeStateAsUpdate(client)
          expect(inspect(partly, whole).type).toMatch(/news|nothing-new/)
          Y.applyUpdate(partly, whole)
          expectWhole(partly)
        }
      }),
      { numRuns: 120 },
    )
  }, 60_000)
})

describe('what no honest client sends', () => {
  const base = newDoc(1)
  updateOf(base, (root) => root.insert(0, [paragraph('Báo cáo sơ kết'), paragraph('hai')]))
  const next = updateOf(copyOf(base), (root) => {
    root.insert(1, [paragraph('xen giữa')])
    root.delete(2, 1)
    const first = root.get(0) as Y.XmlElement
    first.setAttribute('id', 'p1')
    ;(first.get(0) as Y.XmlText).format(0, 3, { bold: {} })
  })

  it('an update that ends early or goes on after its end', () => {
    for (let length = 0; length < next.length; length++) {
      expect(inspect(base, next.slice(0, length)).type, `cut to ${length}`).toBe('bad')
    }
    expect(inspect(base, new Uint8Array([...next, 0]))).toMatchObject({ type: 'bad' })
  })

  it('an update in the second format', () => {
    const client = newDoc(7)
    updateOf(client, (root) => root.insert(0, [paragraph('một'), paragraph('hai')]))
    expect(inspect(newDoc(8), Y.encodeStateAsUpdateV2(client)).type).toBe('bad')
  })

  it('random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(inspect(base, bytes).type).toMatch(/bad|missing|nothing-new|news/)
        expectSafe(base, bytes)
      }),
      { numRuns: 3_000 },
    )
  }, 60_000)

  it('law: after any damage to an update, the document is as before or takes it whole', () => {
    const damage = fc.record({
      how: fc.constantFrom('flip', 'flip', 'flip', 'cut', 'insert', 'double', 'swap'),
      at: fc.nat(),
      with: fc.nat(255),
    })
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), fc.boolean(), (damages, whole) => {
        const update = whole ? Y.encodeStateAsUpdate(merged(base, next)) : next
        expectSafe(base, damages.reduce(damaged, update))
      }),
      { numRuns: 6_000 },
    )
  }, 60_000)

  it('every single flipped bit', () => {
    for (let bit = 0; bit < next.length * 8; bit++) {
      const copy = next.slice()
      copy[bit >> 3]! ^= 1 << (bit & 7)
      expectSafe(base, copy)
    }
  })

  it('another root than the report', () => {
    const doc = newDoc(5)
    const update = updateOf(doc, () => doc.getXmlFragment('khác').insert(0, [new Y.XmlText('x')]))
    expect(inspect(newDoc(6), update)).toEqual({ type: 'bad', reason: 'another root than the report' })
  })

  it.each([
    ['a section in a section', 'section', 'section'],
    ['a row in the opening', 'preamble', 'tableRow'],
    ['a line break in a section', 'section', 'hardBreak'],
    ['text in a section', 'section', undefined],
    ['a paragraph in a paragraph', 'paragraph', 'paragraph'],
  ])('%s: every editor would drop what it stands in', (_what, parent, child) => {
    const made = () => (child === undefined ? new Y.XmlText('trần') : new Y.XmlElement(child))
    const before = newDoc(5)
    updateOf(before, (root) => root.insert(0, [new Y.XmlElement(parent)]))
    const bad = expect.objectContaining({ type: 'bad' })
    const within = updateOf(copyOf(before), (root) => (root.get(0) as Y.XmlElement).push([made()]))
    expect(inspect(before, within)).toEqual(bad)
    // Beside a neighbour, whose parent it does not say.
    updateOf(before, (root) => (root.get(0) as Y.XmlElement).push([new Y.XmlElement('la-lam')]))
    const beside = updateOf(copyOf(before), (root) => (root.get(0) as Y.XmlElement).push([made()]))
    expect(inspect(before, beside)).toEqual(bad)
    // And with its parent in one update.
    const both = updateOf(newDoc(8), (root) => {
      root.insert(0, [new Y.XmlElement(parent)])
      ;(root.get(0) as Y.XmlElement).push([made()])
    })
    expect(inspect(newDoc(6), both)).toEqual(bad)
  })

  it.each(['colspan', 'rowspan'])('a cell whose %s every editor would count one by one', (name) => {
    const write = (doc: Y.Doc, span: unknown) =>
      updateOf(doc, (root) => (root.get(0) as Y.XmlElement).setAttribute(name, span as string))
    const before = newDoc(5)
    updateOf(before, (root) => root.insert(0, [new Y.XmlElement('tableCell')]))
    for (const span of [3_000_000, -1, 1.5, Number.NaN, 'abc', { a: 1 }]) {
      expect(inspect(before, write(copyOf(before), span))).toMatchObject({ type: 'bad' })
    }
    expect(inspect(before, write(copyOf(before), 4))).toMatchObject({ type: 'news' })
    // In place of a value that is there, the struct does not say which attribute it is of.
    write(before, 2)
    expect(inspect(before, write(copyOf(before), 3_000_000))).toMatchObject({ type: 'bad' })
    expect(inspect(before, write(copyOf(before), 5))).toMatchObject({ type: 'news' })
  })

  it('text directly in the report, also beside what is there', () => {
    const before = newDoc(5)
    updateOf(before, (root) => root.insert(0, [paragraph('a')]))
    const text = { type: 'bad', reason: 'text directly in the report' }
    const alone = updateOf(newDoc(7), (root) => root.insert(0, [new Y.XmlText('x')]))
    expect(inspect(newDoc(6), alone)).toEqual(text)
    const beside = updateOf(copyOf(before), (root) => root.insert(1, [new Y.XmlText('x')]))
    expect(inspect(before, beside)).toEqual(text)
  })

  it('a document in the document, a map, an array', () => {
    const bad = (change: (element: Y.XmlElement) => void) => {
      const doc = newDoc(5)
      const update = updateOf(doc, (root) => {
        const element = new Y.XmlElement('paragraph')
        root.insert(0, [element])
        change(element)
      })
      expect(inspect(newDoc(6), update).type).toBe('bad')
    }
    bad((element) => element.setAttribute('doc', new Y.Doc() as unknown as string))
    bad((element) => element.setAttribute('map', new Y.Map() as unknown as string))
    bad((element) => element.setAttribute('array', new Y.Array() as unknown as string))
  })

  it('elements nested beyond the limit, at once or one by one', () => {
    const nest = (doc: Y.Doc, levels: number) =>
      updateOf(doc, (root) => {
        let parent: Y.XmlFragment = root
        for (let level = 0; level < levels; level++) {
          const element = new Y.XmlElement('item')
          parent.insert(0, [element])
          parent = element
        }
      })
    expect(inspect(newDoc(6), nest(newDoc(5), LIMITS.depth)).type).toBe('news')
    expect(inspect(newDoc(6), nest(newDoc(5), LIMITS.depth + 1))).toMatchObject({
      reason: 'nested too deeply',
    })

    const client = newDoc(5)
    const server = newDoc(6)
    Y.applyUpdate(server, nest(client, LIMITS.depth))
    const deepest = () => {
      let element = client.getXmlFragment('report').get(0) as Y.XmlElement
      while (element.length > 0) element = element.get(0) as Y.XmlElement
      return element
    }
    const tooDeep = updateOf(client, () => deepest().insert(0, [new Y.XmlElement('item')]))
    expect(inspect(server, tooDeep)).toMatchObject({ type: 'bad', reason: 'nested too deeply' })
  })

  it('clocks and lengths beyond any typing', () => {
    const gc = (clock: number, length: number) =>
      forged((encoder) => uints(encoder, 1, 1, 77, clock, 0, length, 0))
    expect(inspect(base, gc(0, 2 ** 50)).type).toBe('bad')
    expect(inspect(base, gc(2 ** 50, 1)).type).toBe('bad')
    expect(inspect(base, gc(5, 1))).toMatchObject({ type: 'missing', dependency: { client: 77, clock: 0 } })
    expect(inspect(base, gc(0, 3)).type).toBe('news')
    expect(inspect(base, gc(0, 0)).type).toBe('bad')
  })

  it('deletions of what nobody has', () => {
    const deletes = (client: number, clock: number, length: number) =>
      forged((encoder) => uints(encoder, 0, 1, client, 1, clock, length))
    expect(inspect(base, deletes(1, 0, 1)).type).toBe('news')
    expect(inspect(base, deletes(1, 0, 10_000)).type).toBe('missing')
    expect(inspect(base, deletes(4, 0, 1)).type).toBe('missing')
    expect(inspect(base, deletes(1, 0, 2 ** 50)).type).toBe('bad')
  })

  it('a client’s structs in two blocks, of which Yjs would take the second alone', () => {
    const block = (encoder: encoding.Encoder, clock: number) => uints(encoder, 1, 77, clock, 0, 1)
    const update = forged((encoder) => {
      uints(encoder, 2)
      block(encoder, 0)
      block(encoder, 1)
      uints(encoder, 0)
    })
    expect(inspect(base, update)).toEqual({ type: 'bad', reason: 'a client block twice' })
  })

  it('structs that wait for each other', () => {
    const item = (encoder: encoding.Encoder, client: number, originClient: number) => {
      uints(encoder, 1, client, 0)
      encoding.writeUint8(encoder, 0b1000_0100)
      uints(encoder, originClient, 0)
      encoding.writeVarString(encoder, 'x')
    }
    const ring = forged((encoder) => {
      uints(encoder, 2)
      item(encoder, 90, 91)
      item(encoder, 91, 90)
      uints(encoder, 0)
    })
    expect(inspect(base, ring).type).toBe('missing')
    const self = forged((encoder) => {
      uints(encoder, 1)
      item(encoder, 90, 90)
      uints(encoder, 0)
    })
    expect(inspect(base, self).type).toBe('bad')
  })

  it('more structs than a frame may hold', () => {
    const doc = newDoc(5)
    const update = updateOf(doc, (root) =>
      root.insert(
        0,
        Array.from({ length: 60 }, () => new Y.XmlElement('item')),
      ),
    )
    expect(inspectUpdate(newDoc(6), update, { ...LIMITS, maxStructs: 50 })).toMatchObject({
      reason: 'too many structs',
    })
  })

  it('a value nested beyond what anybody can walk', () => {
    const doc = newDoc(5)
    const deep = Array.from({ length: 5_000 }).reduce<unknown>((inner) => [inner], 1)
    const update = updateOf(doc, (root) => {
      const element = new Y.XmlElement('paragraph')
      root.insert(0, [element])
      element.setAttribute('x', deep as string)
    })
    expect(inspect(newDoc(6), update)).toMatchObject({ reason: 'a value nested too deeply' })
  })
})

function merged(doc: Y.Doc, update: Uint8Array): Y.Doc {
  const copy = copyOf(doc)
  Y.applyUpdate(copy, update)
  return copy
}

function damaged(
  bytes: Uint8Array,
  { how, at, with: value }: { how: string; at: number; with: number },
): Uint8Array {
  const place = at % Math.max(1, bytes.length)
  const copy = [...bytes]
  if (how === 'flip') copy[place] = (copy[place] ?? 0) ^ (1 << (value & 7))
  else if (how === 'cut') copy.splice(place, 1 + (value % 4))
  else if (how === 'insert') copy.splice(place, 0, value)
  else if (how === 'swap') copy[place] = value
  else copy.splice(place, 0, ...copy.slice(place, place + (value % 30)))
  return new Uint8Array(copy)
}

/** The promise the room relies on: what passes applies without exception and without a rest; the copy says so. */
function expectSafe(doc: Y.Doc, update: Uint8Array): void {
  const inspection = inspect(doc, update)
  if (inspection.type === 'bad' || inspection.type === 'missing') return
  const copy = copyOf(doc)
  const before = Y.encodeStateAsUpdate(copy)
  Y.applyUpdate(copy, update)
  expectWhole(copy)
  if (inspection.type === 'nothing-new') expect(Y.encodeStateAsUpdate(copy)).toEqual(before)
  copy.getXmlFragment('report').toJSON()
  expect(inspect(copy, update)).toEqual({ type: 'nothing-new' })
}
