import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { type Anchor, type AnchorDraft, relativePositionSchema } from '../../report/wire/review.ts'
import { ReportError } from '../../report/wire/errors.ts'
import { type Client, createRig, type Rig, turn, until } from './rig.ts'

/** Threads in an open report, with the real book of anchors. */

let rig: Rig
beforeEach(async () => {
  rig = await createRig()
})
afterEach(() => rig.stop())

function block(name: string, id: string, content: readonly (Y.XmlElement | Y.XmlText)[]): Y.XmlElement {
  const made = new Y.XmlElement(name)
  made.setAttribute('id', id)
  made.insert(0, [...content])
  return made
}

const paragraph = (id: string, text: string) => block('paragraph', id, [new Y.XmlText(text)])

/** A report of a preamble and one section, in which these paragraphs stand. */
async function reportWith(...texts: readonly string[]): Promise<Client> {
  const client = await rig.client('a')
  await rig.settle(client)
  client.doc.transact(() => {
    const paragraphs = texts.map((text, index) => paragraph(`p${index}`, text))
    const preamble = new Y.XmlElement('preamble')
    preamble.insert(0, [paragraph('p-preamble', '')])
    client.fragment.insert(0, [preamble, block('section', 's1', paragraphs)])
  })
  await rig.settle(client)
  return client
}

const section = (client: Client) => client.fragment.get(1) as Y.XmlElement
const textAt = (client: Client, index: number) =>
  (section(client).get(index) as Y.XmlElement).get(0) as Y.XmlText

function draftOn(text: Y.XmlText, words: string): AnchorDraft {
  const from = text.toString().indexOf(words)
  const point = (at: number, assoc: number) =>
    relativePositionSchema.parse(
      Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, at, assoc)),
    )
  return { kind: 'range', quote: words, rel: { from: point(from, 0), to: point(from + words.length, -1) } }
}

async function follow(threadId: string, draft: AnchorDraft): Promise<void> {
  const anchor = await rig.rooms.place('r1', draft)
  rig.anchors.stored.set(threadId, anchor!)
  rig.rooms.follow('r1', threadId, anchor!)
}

/** The parts of the stored anchor, and in which block each stands. */
function stored(threadId: string): Readonly<Record<string, string>> | 'lost' {
  const anchor = rig.anchors.stored.get(threadId) as Extract<Anchor, { kind: 'range' }>
  if (anchor.lost) return 'lost'
  return Object.fromEntries(anchor.pieces.map(({ blockId, text }) => [blockId ?? '', text]))
}

/** As an editor does it: Yjs cannot move. */
function split(client: Client, index: number, at: number): void {
  const text = textAt(client, index)
  const tail = text.toString().slice(at)
  client.doc.transact(() => {
    text.delete(at, tail.length)
    section(client).insert(index + 1, [paragraph(`after-${index}`, tail)])
  })
}

async function tick(): Promise<void> {
  rig.clock.now += 1_000
  await rig.rooms.tick()
  for (let turns = 0; turns < 5; turns++) await turn()
}

describe('a thread', () => {
  it('goes with its words, and where they went is stored', async () => {
    const a = await reportWith('Công tác kiểm tra giám sát còn hạn chế.')
    await follow('t1', draftOn(textAt(a, 0), 'kiểm tra giám sát'))
    expect(stored('t1')).toEqual({ p0: 'kiểm tra giám sát' })
    split(a, 0, 'Công tác kiểm tra '.length)
    await rig.settle(a)
    await tick()
    expect(stored('t1')).toEqual({ p0: 'kiểm tra ', 'after-0': 'giám sát' })
  })

  it('is found again by the next room when the last one had not stored where it went', async () => {
    const a = await reportWith('Công tác kiểm tra giám sát còn hạn chế.')
    await follow('t1', draftOn(textAt(a, 0), 'giám sát'))
    split(a, 0, 'Công tác kiểm tra '.length)
    await rig.settle(a)
    rig.log.failing = new Error('the database is away')
    textAt(a, 0).insert(0, 'không lưu được')
    await until(() => a.closed !== undefined)
    rig.log.failing = undefined
    expect(stored('t1')).toEqual({ p0: 'giám sát' })
    const b = await rig.client('b')
    await rig.settle(b)
    await tick()
    expect(stored('t1')).toEqual({ 'after-0': 'giám sát' })
  })

  it('goes with its words in edits that were the last before a crash, however little its words say', async () => {
    const a = await reportWith('Trước đó có 98,5 phần trăm.', 'Sau đó có 98,5 phần trăm.')
    await follow('t1', draftOn(textAt(a, 0), '98,5'))
    // What stood around it is no help any more.
    textAt(a, 0).insert('Trước đó có 98,5'.length, ' đến 99,1')
    await rig.settle(a)
    split(a, 0, 'Trước đó có '.length)
    textAt(a, 0).delete(0, 'Trước '.length)
    await rig.settle(a)
    rig.log.failing = new Error('the database is away')
    textAt(a, 0).insert(0, 'không lưu được')
    await until(() => a.closed !== undefined)
    rig.log.failing = undefined
    expect(stored('t1')).toEqual({ p0: '98,5' })
    const b = await rig.client('b')
    await rig.settle(b)
    await tick()
    expect(stored('t1')).toEqual({ 'after-0': '98,5' })
  })

  it('says that its words are gone, and comes back with them', async () => {
    const a = await reportWith('Câu này không còn cần thiết.', 'Đoạn sau.')
    await follow('t1', draftOn(textAt(a, 0), 'không còn cần thiết'))
    textAt(a, 0).delete('Câu này '.length, 'không còn cần thiết'.length)
    await rig.settle(a)
    await tick()
    expect(stored('t1')).toBe('lost')
    textAt(a, 1).insert(0, 'không còn cần thiết')
    await rig.settle(a)
    await tick()
    expect(stored('t1')).toEqual({ p1: 'không còn cần thiết' })
  })
})

describe('the place of a new comment', () => {
  it('is told when what it stands on is on disk', async () => {
    const a = await reportWith('Đoạn đầu.')
    rig.log.hold()
    textAt(a, 0).insert(0, 'Chưa lưu. ')
    await until(() => rig.log.waiting > 0)
    let placed: Anchor | undefined
    const placing = rig.rooms
      .place('r1', draftOn(textAt(a, 0), 'Chưa lưu'))
      .then((anchor) => (placed = anchor))
    for (let turns = 0; turns < 10; turns++) await turn()
    expect(placed).toBeUndefined()
    rig.log.release()
    await placing
    expect(placed).toMatchObject({ kind: 'range', lost: false, quote: 'Chưa lưu', sectionId: 's1' })
  })

  it('is not told when what it stands on was never stored', async () => {
    const a = await reportWith('Đoạn đầu.')
    rig.log.hold()
    textAt(a, 0).insert(0, 'Chưa lưu. ')
    await until(() => rig.log.waiting > 0)
    const placing = rig.rooms.place('r1', draftOn(textAt(a, 0), 'Chưa lưu'))
    rig.log.failing = new Error('disk full')
    rig.log.release()
    await expect(placing).rejects.toThrow('disk full')
  })

  it('is unknown while its characters have not arrived', async () => {
    const a = await reportWith('Đoạn đầu.')
    const elsewhere = new Y.Doc()
    Y.applyUpdate(elsewhere, Y.encodeStateAsUpdate(a.doc))
    const text = (elsewhere.getXmlFragment('report').get(1) as Y.XmlElement).get(0) as unknown as Y.XmlElement
    const far = text.get(0) as Y.XmlText
    far.insert(0, 'Viết khi mất mạng. ')
    const placing = rig.rooms.place('r1', draftOn(far, 'mất mạng'))
    await expect(placing).rejects.toThrow(new ReportError('text-not-here-yet'))
  })

  it('is nowhere in a report that is not there', async () => {
    expect(await rig.rooms.place('r404', { kind: 'report' })).toBeUndefined()
  })

  it('opens a report that nobody is in, and lets it go again', async () => {
    const a = await reportWith('Đoạn đầu.')
    a.leave()
    rig.clock.now += 60_000
    await tick()
    expect(rig.rooms.open).toBe(0)
    expect(await rig.rooms.place('r1', { kind: 'section', sectionId: 's1' })).toMatchObject({ lost: false })
    expect(rig.rooms.open).toBe(1)
    rig.clock.now += 60_000
    await tick()
    expect(rig.rooms.open).toBe(0)
  })

  it('whose words are gone is a place that is lost', async () => {
    const a = await reportWith('Đoạn đầu sẽ bị xoá.')
    const draft = draftOn(textAt(a, 0), 'sẽ bị xoá')
    textAt(a, 0).delete(0, textAt(a, 0).length)
    await rig.settle(a)
    expect(await rig.rooms.place('r1', draft)).toMatchObject({
      kind: 'range',
      lost: true,
      quote: 'sẽ bị xoá',
    })
  })
})
