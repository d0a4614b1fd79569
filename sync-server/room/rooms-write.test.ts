import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { CLOSE } from '../../report/wire/close-codes.ts'
import { createReportDoc } from '../../report/report-doc.ts'
import { type Client, createRig, person, type Rig, write } from './rig.ts'

/** Edits that the server makes in somebody's name. */

let rig: Rig
let one: Client
let other: Client
beforeEach(async () => {
  rig = await createRig()
  one = await rig.client('lan')
  other = await rig.client('minh')
  await rig.settle(one, other)
  write(one, 'Đoạn thứ nhất')
  await rig.settle(one, other)
})
afterEach(() => rig.stop())

const author = (userId: string, role: 'drafter' | 'viewer' | 'coordinator' = 'coordinator') => ({
  identity: person(userId, { role }),
  connection: 'restore',
})
const append = (words: string) => (doc: Y.Doc) => {
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [new Y.XmlText(words)])
  const root = doc.getXmlFragment('report')
  root.insert(root.length, [paragraph])
  return words
}
/** As the archive does it: from what the log says. `meanwhile` is called before it is handed over. */
const writeAs = <T>(
  who: string | readonly [string, 'viewer'],
  change: (doc: Y.Doc) => T,
  reportId = 'r1',
  before: (base: { readonly seq: number; readonly client: number }) => unknown = () => undefined,
) => {
  const by = typeof who === 'string' ? author(who) : author(...who)
  return rig.rooms.writeMade(reportId, by, async (base) => {
    const past = await rig.log.loadAt(reportId, base.seq)
    const doc = createReportDoc()
    if (past?.checkpoint) Y.applyUpdate(doc, past.checkpoint.state)
    for (const { bytes } of past?.tail ?? []) Y.applyUpdate(doc, bytes)
    doc.clientID = base.client
    let update: Uint8Array | undefined
    doc.on('update', (made: Uint8Array) => {
      update = made
    })
    const value = doc.transact(() => change(doc))
    await before(base)
    return { value, update }
  })
}
/** Does what is asked while time goes by for everybody. */
async function meanwhile<T>(asked: Promise<T>): Promise<T> {
  const state = { isDone: false }
  const done = () => {
    state.isDone = true
  }
  asked.then(done, done)
  while (!state.isDone) await rig.settle(one, other)
  return asked
}
const textOnServer = async () =>
  (await rig.rooms.read('r1', (doc) => doc.getXmlFragment('report').toJSON())) ?? ''
const textIn = (client: Client) => client.doc.getXmlFragment('report').toJSON()

describe('an edit of the server', () => {
  it('is this person’s in the log, under a client id of its own, and everybody sees it', async () => {
    const written = await meanwhile(writeAs('hoa', append('Đoạn của máy chủ')))
    expect(written).toEqual({ value: 'Đoạn của máy chủ', changed: true })
    const edit = rig.log.appended.at(-1)
    expect(edit).toMatchObject({ userId: 'hoa', connection: 'restore' })
    expect(edit?.newClients).toHaveLength(1)
    const taken = rig.log.appended.slice(0, -1).flatMap(({ newClients }) => newClients)
    expect(taken).not.toContain(edit?.newClients[0])
    await rig.settle(one, other)
    for (const client of [one, other]) expect(textIn(client)).toContain('Đoạn của máy chủ')
    const { clientOwners = new Map() } = (await rig.log.load('r1')) ?? {}
    expect(clientOwners.get(edit?.newClients[0] ?? 0)).toBe('hoa')
  })

  it('is nothing where nothing changes, and none of a report that is not there', async () => {
    const before = rig.log.appended.length
    const written = await meanwhile(writeAs('hoa', () => 7))
    expect(written).toEqual({ value: 7, changed: false })
    expect(rig.log.appended).toHaveLength(before)
    rig.rights.rights = undefined
    expect(await writeAs('hoa', append('x'), 'khongco')).toBeUndefined()
  })

  it('is refused as theirs would be, and has changed nothing', async () => {
    const said = textIn(one)
    const code = { code: 'reads-only' }
    await expect(meanwhile(writeAs(['hoa', 'viewer'], append('x')))).rejects.toMatchObject(code)
    rig.rights.rights = { stage: 'signed', records: new Map() }
    await rig.rooms.rightsChanged('r1')
    const signed = { code: 'report-signed' }
    await expect(meanwhile(writeAs('hoa', append('x')))).rejects.toMatchObject(signed)
    expect(await meanwhile(rig.rooms.read('r1', (doc) => doc.getXmlFragment('report').toJSON()))).toBe(said)
  })

  it('that throws half-way has changed nothing', async () => {
    const said = textIn(one)
    const failing = (doc: Y.Doc) => {
      append('Nửa chừng')(doc)
      throw new Error('half-way')
    }
    await expect(meanwhile(writeAs('hoa', failing))).rejects.toThrow('half-way')
    expect(await meanwhile(rig.rooms.read('r1', (doc) => doc.getXmlFragment('report').toJSON()))).toBe(said)
    await rig.settle(one, other)
    expect([textIn(one), textIn(other)]).toEqual([said, said])
  })

  it('that the disk does not take is seen by nobody; all go and come back to what is on disk', async () => {
    const said = textIn(other)
    rig.log.failing = new Error('disk full')
    const failed = { code: 'storage-failed' }
    await expect(meanwhile(writeAs('hoa', append('Không lên đĩa')))).rejects.toMatchObject(failed)
    expect([one.closed?.code, other.closed?.code]).toEqual([CLOSE.storage, CLOSE.storage])
    expect(textIn(other)).toBe(said)
    rig.log.failing = undefined
    expect(await rig.rooms.read('r1', (doc) => doc.getXmlFragment('report').toJSON())).toBe(said)
  })

  it('waits while the report stands still, and is judged by what holds then', async () => {
    const said = textIn(one)
    const gate = Promise.withResolvers<void>()
    const still = rig.rooms.still('r1', () => gate.promise)
    await rig.settle(one, other)
    const asked = writeAs('hoa', append('Giữa lúc chuyển bước'))
    rig.rights.rights = { stage: 'signed', records: new Map() }
    await rig.rooms.rightsChanged('r1')
    gate.resolve()
    await still
    await expect(meanwhile(asked)).rejects.toMatchObject({ code: 'report-signed' })
    await rig.settle(one, other)
    expect(textIn(one)).toBe(said)
  })

  it('stands in the log between the others, in the order in which they were made', async () => {
    write(one, 'Trước')
    one.flush()
    const asked = writeAs('hoa', (doc) => doc.getXmlFragment('report').length)
    const first = await meanwhile(asked)
    write(other, 'Sau')
    const edited = meanwhile(writeAs('hoa', append('Của máy chủ')))
    await edited
    await rig.settle(one, other)
    expect(first?.value).toBe(2)
    expect(textIn(one)).toBe(textIn(other))
    for (const words of ['Trước', 'Sau', 'Của máy chủ']) expect(textIn(one)).toContain(words)
  })

  it('is made once more where somebody wrote meanwhile, of exactly what the report says; then they wait', async () => {
    const seen: number[] = []
    const counted = (doc: Y.Doc) => {
      const { length } = doc.getXmlFragment('report')
      append(`Sau ${length} đoạn`)(doc)
      return length
    }
    let waiting = ''
    const asked = writeAs('hoa', counted, 'r1', async ({ seq }) => {
      seen.push(seq)
      write(one, `Chen ngang ${seen.length}`)
      one.flush()
      if (seen.length === 1) await rig.rooms.committed()
      else waiting = await textOnServer()
    })
    expect(await meanwhile(asked)).toEqual({ value: 2, changed: true })
    expect(seen).toHaveLength(2)
    expect(seen[1]).toBeGreaterThan(seen[0] ?? 0)
    // What came while the report stood still came behind it.
    expect(waiting).toContain('Chen ngang 1')
    expect(waiting).not.toContain('Chen ngang 2')
    await rig.settle(one, other)
    expect(textIn(other)).toBe(textIn(one))
    expect(textIn(one)).toContain('Sau 2 đoạn')
    expect(textIn(one)).not.toContain('Sau 1 đoạn')
    expect(textIn(one)).toContain('Chen ngang 2')
    const hoas = rig.log.appended.filter(({ userId }) => userId === 'hoa')
    expect(hoas).toHaveLength(1)
  })

  it('is judged by what holds when it is handed over', async () => {
    const said = textIn(one)
    const asked = writeAs('hoa', append('Quá muộn'), 'r1', async () => {
      rig.rights.rights = { stage: 'signed', records: new Map() }
      await rig.rooms.rightsChanged('r1')
    })
    await expect(meanwhile(asked)).rejects.toMatchObject({ code: 'report-signed' })
    await rig.settle(one, other)
    expect([textIn(one), await textOnServer()]).toEqual([said, said])
  })

  it('that fails while the report stands still lets everybody go on', async () => {
    let made = 0
    const asked = writeAs('hoa', append('Không xong'), 'r1', async () => {
      made += 1
      write(one, `Đoạn ${made}`)
      one.flush()
      await (made === 1 ? rig.rooms.committed() : Promise.reject(new Error('given up')))
    })
    await expect(meanwhile(asked)).rejects.toThrow('given up')
    await rig.settle(one, other)
    expect(textIn(other)).toContain('Đoạn 2')
    expect(textIn(other)).not.toContain('Không xong')
  })

  it('waits also when the report is held while it is made', async () => {
    const gate = Promise.withResolvers<void>()
    let still: Promise<unknown> = Promise.resolve()
    const made: number[] = []
    const asked = writeAs('hoa', append('Giữa chừng'), 'r1', async ({ seq }) => {
      made.push(seq)
      still = rig.rooms.still('r1', () => gate.promise)
      await Promise.resolve()
    })
    const before = rig.log.appended.length
    while (made.length === 0) await rig.settle(one, other)
    for (let turn = 0; turn < 5; turn += 1) await rig.settle(one, other)
    expect([made.length, rig.log.appended.length]).toEqual([1, before])
    gate.resolve()
    await still
    await meanwhile(asked)
    expect([made.length, rig.log.appended.length]).toEqual([1, before + 1])
  })
})
