import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { must } from '../../report/must.ts'
import type { ReportRights, SectionRecord } from '../../report/permission/rights.ts'
import { seedReport } from '../../report/seed.ts'
import { CLOSE } from '../../report/wire/close-codes.ts'
import type { Identity } from './ports.ts'
import { Client, type ClientOptions, createRig, person, type Rig, turn, until } from './rig.ts'

/** A report with the preamble and the sections `s1`, `s2`; `s1` is the office `o1`'s, `s2` the office `o2`'s. */
let rig: Rig
beforeEach(async () => {
  rig = await createRig()
  rig.rights.rights = rights({ s1: { officeIds: ['o1'] }, s2: { officeIds: ['o2'] } })
  await rig.log.append([seedEdit()])
  rig.log.appended.length = 0
})
afterEach(() => rig.stop())

function rights(records: Record<string, Partial<SectionRecord>>): ReportRights {
  const whole = ([id, record]: [string, Partial<SectionRecord>]): [string, SectionRecord] => [
    id,
    { officeIds: [], status: 'drafting', locked: false, ...record },
  ]
  return { stage: 'drafting', records: new Map(Object.entries(records).map(whole)) }
}

function seedEdit() {
  // In the order in which a seed asks for ids: paragraphs and sections take turns.
  const ids = ['p0', 'p1', 's1', 'p2', 's2']
  const { update: bytes, client } = seedReport(
    ['I', 'II'].map((title) => ({ level: 1, title, guidance: '', invites: false })),
    { newId: () => must(ids.shift(), 'an id'), clientId: 7 },
  )
  const from = { reportId: 'r1', userId: 'server', connection: 'server', at: 1 }
  return { ...from, bytes, newClients: [client], sections: [] }
}

const drafter = (userId: string, change: Partial<Identity> = {}) =>
  person(userId, { role: 'drafter', ...change })
const o2 = { id: 'o2', name: 'Ban cán sự đảng UBND tỉnh', shortName: 'UBND', color: '#00897b' }

async function people(...options: (ClientOptions & { readonly identity: Identity })[]): Promise<Client[]> {
  const clients = await Promise.all(options.map((each) => rig.client(each.identity.userId, each)))
  await rig.settle(...clients)
  return clients
}

function compartment(client: Client, id: string): Y.XmlElement {
  const found = client.fragment
    .toArray()
    .find((node): node is Y.XmlElement => node instanceof Y.XmlElement && nameOf(node) === id)
  return must(found, `the section ${id}`)
}

const nameOf = (node: Y.XmlElement) => node.getAttribute('id') ?? node.nodeName

/** Types into a section's first paragraph, as one frame. */
function type(client: Client, id: string, text: string): void {
  const paragraph = compartment(client, id).get(0) as Y.XmlElement
  client.doc.transact(() => {
    const run = paragraph.get(0)
    if (run instanceof Y.XmlText) run.insert(run.length, text)
    else paragraph.insert(0, [new Y.XmlText(text)])
  })
}

const stored = () =>
  rig.db
    .prepare('select user_id, sections from edit where report_id = ? and seq > 1 order by seq')
    .all('r1')
    .map((row) => `${String(row['user_id'])}${String(row['sections'])}`)

describe('an edit', () => {
  it('where its author may write is stored with the sections it writes in', async () => {
    const [a, b] = await people({ identity: drafter('a') }, { identity: drafter('b', { office: o2 }) })
    type(a!, 's1', 'của BTG')
    type(b!, 's2', 'của UBND')
    await rig.settle(a!, b!)
    expect(stored().toSorted()).toEqual(['a,s1,', 'b,s2,'])
    expect(a!.text).toBe(b!.text)
    expect([a!.refusals, b!.refusals]).toEqual([[], []])
  })

  it('in another office’s section is refused whole, by frame, code and section, and nobody sees it', async () => {
    const [a, b] = await people({ identity: drafter('a') }, { identity: drafter('b', { office: o2 }) })
    const before = b!.text
    const frame = a!.sent + 1
    a!.doc.transact(() => {
      type(a!, 's1', 'được')
      type(a!, 's2', 'không được')
    })
    type(a!, 's1', 'xây trên cái bị từ chối')
    await rig.settle(a!, b!)
    const refusal = { code: 'section-of-others', sections: ['s2'] }
    expect(a!.refusals).toEqual([
      { frame, ...refusal },
      { frame: frame + 1, ...refusal },
    ])
    expect(a!.saved).toBe(a!.sent)
    expect([b!.text, stored()]).toEqual([before, []])
  })

  it('of a reader is refused, but not the step 2 by which they come', async () => {
    const [writer] = await people({ identity: person('w') })
    type(writer!, 's1', 'chữ')
    await rig.settle(writer!)
    for (const role of ['viewer', 'reviewer'] as const) {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(writer!.doc))
      const [reader] = await people({ identity: person(role, { role }), doc })
      reader!.sendStep2(Y.encodeStateAsUpdate(doc))
      await rig.settle(reader!)
      expect([reader!.refusals, reader!.saved]).toEqual([[], reader!.sent])
      type(reader!, 's1', 'x')
      await rig.settle(reader!)
      expect(reader!.refusals).toMatchObject([{ code: 'reads-only' }])
    }
    expect(stored()).toEqual(['w,s1,'])
  })

  it('of the server itself is nobody’s section', async () => {
    await rig.stop()
    rig = await createRig({
      repair: (doc) => {
        const section = doc.getXmlFragment('report').get(0)
        if (!(section instanceof Y.XmlElement) || section.getAttribute('guidance')) return false
        section.setAttribute('guidance', 'x')
        return true
      },
    })
    await rig.log.append([seedEdit()])
    const [a] = await people({ identity: person('a') })
    a!.doc.transact(() => compartment(a!, 's1').push([new Y.XmlElement('paragraph')]))
    await rig.settle(a!)
    rig.rights.rights = rights({ preamble: { locked: true } })
    await rig.rooms.rightsChanged('r1')
    rig.clock.now += 1_100
    await rig.rooms.tick()
    await rig.settle(a!)
    expect(stored()).toEqual(['a,s1,', 'server'])
  })
})

describe('when rights change', () => {
  const closed = () => rights({ s1: { officeIds: ['o1'], locked: true } })

  it('no edit is judged by the old ones once that was acknowledged; what was accepted before stays', async () => {
    const [a] = await people({ identity: drafter('a') })
    rig.log.hold()
    type(a!, 's1', 'kịp, ')
    await until(() => rig.log.waiting > 0)
    rig.rights.hold()
    rig.rights.rights = closed()
    const changed = rig.rooms.rightsChanged('r1')
    type(a!, 's1', 'vẫn kịp')
    rig.rights.release(0)
    await changed
    type(a!, 's1', 'muộn')
    rig.log.release()
    await rig.settle(a!)
    expect(a!.refusals).toMatchObject([{ code: 'section-locked', sections: ['s1'] }])
    expect(stored()).toEqual(['a,s1,', 'a,s1,'])
    const text = await rig.rooms.read('r1', (doc) => doc.getXmlFragment('report').toJSON())
    expect(text).toContain('kịp, vẫn kịp<')
  })

  it('and change back, the same words are taken', async () => {
    const [a, b] = await people({ identity: drafter('a') }, { identity: person('b') })
    const open = rig.rights.rights
    rig.rights.rights = closed()
    await rig.rooms.rightsChanged('r1')
    type(a!, 's1', 'chờ')
    await rig.settle(a!, b!)
    expect(b!.text).not.toContain('chờ')
    rig.rights.rights = open
    await rig.rooms.rightsChanged('r1')
    a!.sendStep2(Y.encodeStateAsUpdate(a!.doc))
    await rig.settle(a!, b!)
    expect(b!.text).toContain('chờ')
    expect(a!.saved).toBe(a!.sent)
  })

  it('twice at once, the newest holds, whichever is answered first', async () => {
    const [a] = await people({ identity: drafter('a') })
    for (const order of [
      [0, 1],
      [1, 0],
    ] as const) {
      rig.rights.hold()
      rig.rights.rights = rights({})
      const first = rig.rooms.rightsChanged('r1')
      rig.rights.rights = closed()
      const second = rig.rooms.rightsChanged('r1')
      for (const number of order) {
        rig.rights.release(number)
        await turn()
      }
      await Promise.all([first, second])
      const before = a!.refusals.length
      type(a!, 's1', 'x')
      await rig.settle(a!)
      expect(a!.refusals.length, `answered in the order ${order.join()}`).toBe(before + 1)
    }
  })

  it('but cannot be read, the room goes on by none: everybody comes back when they can be', async () => {
    const [a, b] = await people({ identity: drafter('a') }, { identity: drafter('b', { office: o2 }) })
    rig.rights.rights = closed()
    rig.rights.failing = new Error('the database is away')
    await rig.rooms.rightsChanged('r1')
    expect([a!.closed?.code, b!.closed?.code]).toEqual([CLOSE.unavailable, CLOSE.unavailable])
    await a!.connect(rig.rooms)
    expect(a!.refused?.code).toBe(CLOSE.unavailable)
    rig.rights.failing = undefined
    await a!.connect(rig.rooms)
    await rig.settle(a!)
    type(a!, 's1', 'x')
    await rig.settle(a!)
    expect(a!.refusals).toMatchObject([{ code: 'section-locked' }])
    expect(stored()).toEqual([])
  })

  it('an older question that fails late does not matter to who knows better', async () => {
    const [a] = await people({ identity: drafter('a') })
    rig.rights.hold()
    rig.rights.failing = new Error('the database was away')
    const first = rig.rooms.rightsChanged('r1')
    rig.rights.failing = undefined
    rig.rights.rights = closed()
    const second = rig.rooms.rightsChanged('r1')
    rig.rights.release(1)
    await second
    rig.rights.release(0)
    await first
    expect(a!.closed).toBeUndefined()
    type(a!, 's1', 'x')
    await rig.settle(a!)
    expect(a!.refusals).toMatchObject([{ code: 'section-locked' }])
  })

  it('while the report is loading, it opens with the new ones', async () => {
    rig.rights.hold()
    const a = new Client('a', { identity: drafter('a') })
    const joining = a.connect(rig.rooms)
    await until(() => rig.rights.questions === 1)
    rig.rights.rights = closed()
    const changed = rig.rooms.rightsChanged('r1')
    rig.rights.release(0)
    await until(() => rig.rights.questions === 2)
    rig.rights.release(1)
    await Promise.all([changed, joining])
    await rig.settle(a)
    type(a, 's1', 'x')
    await rig.settle(a)
    expect(a.refusals).toMatchObject([{ code: 'section-locked' }])
  })

  it('to signed, nobody writes, coordinators neither', async () => {
    const [c, d] = await people({ identity: person('c') }, { identity: drafter('d') })
    rig.rights.rights = { ...rights({}), stage: 'signed' }
    await rig.rooms.rightsChanged('r1')
    type(c!, 's1', 'x')
    type(d!, 'preamble', 'x')
    await rig.settle(c!, d!)
    for (const client of [c, d]) expect(client!.refusals).toMatchObject([{ code: 'report-signed' }])
    expect(stored()).toEqual([])
  })

  it('of a report that nobody has open, nothing is asked', async () => {
    await rig.rooms.rightsChanged('r1')
    await rig.rooms.rightsChanged('nothing')
    expect([rig.rights.questions, rig.rooms.open]).toEqual([0, 0])
  })

  it('a report without rights is no report', async () => {
    rig.rights.rights = undefined
    const a = await rig.client('a')
    expect(a.refused?.code).toBe(CLOSE.noSuchReport)
  })
})

describe('a damaged report', () => {
  /** `a` and `b` write; then the rows of both are lost, and everybody is sent away with what they have. */
  async function damage(...options: (ClientOptions & { readonly identity: Identity })[]): Promise<Client[]> {
    const clients = await people(...options)
    const writers = await people({ identity: drafter('a') }, { identity: drafter('b', { office: o2 }) })
    type(writers[0]!, 's1', 'chữ của BTG')
    type(writers[1]!, 's2', 'chữ của UBND')
    await rig.settle(...clients, ...writers)
    for (const client of [...clients, ...writers]) client.leave()
    rig.clock.now += 120_000
    await rig.rooms.tick()
    rig.db.exec(`delete from checkpoint`)
    rig.db.exec(`update edit set bytes = zeroblob(length(bytes)) where seq > 1`)
    return clients
  }
  const text = () => rig.rooms.read('r1', (doc) => doc.getXmlFragment('report').toJSON())

  it('gets everybody’s words back from a coordinator', async () => {
    const [c] = await damage({ identity: person('c') })
    await c!.connect(rig.rooms)
    await rig.settle(c!)
    expect(await text()).toContain('chữ của BTG')
    expect(await text()).toContain('chữ của UBND')
  })

  it('gets back from a drafter what was lost where they may write, not what they may have made up elsewhere', async () => {
    const [d, v] = await damage({ identity: drafter('d') }, { identity: person('v', { role: 'viewer' }) })
    await v!.connect(rig.rooms)
    await d!.connect(rig.rooms)
    await rig.settle(d!, v!)
    expect(d!.refusals).toMatchObject([{ code: 'section-of-others', sections: ['s2'] }])
    expect(v!.refusals).toMatchObject([{ code: 'reads-only' }])
    expect(await text()).not.toContain('chữ của')
    // All offices' words are lost to nobody: whoever may write everywhere brings them.
    rig.rights.rights = rights({ s1: { officeIds: ['o1'] } })
    await rig.rooms.rightsChanged('r1')
    d!.sendStep2(Y.encodeStateAsUpdate(d!.doc))
    await rig.settle(d!, v!)
    expect(await text()).toContain('chữ của BTG')
    expect(await text()).toContain('chữ của UBND')
  })
})

describe('a report that is held still', () => {
  it('keeps what comes meanwhile, and judges it in its order by what holds afterwards', async () => {
    const [a, b] = await people({ identity: drafter('a') }, { identity: drafter('b', { office: o2 }) })
    type(a!, 's1', 'trước')
    const work = Promise.withResolvers<void>()
    const seen: string[] = []
    const still = rig.rooms.still('r1', async () => {
      // What came before is on disk; nothing is taken from here on.
      seen.push(...stored())
      await work.promise
      seen.push(...stored())
      rig.rights.rights = rights({ s1: { officeIds: ['o1'], locked: true }, s2: { officeIds: ['o2'] } })
      await rig.rooms.rightsChanged('r1')
      return 'xong'
    })
    await until(() => seen.length > 0, 'the work begins')
    type(a!, 's1', ' trong lúc đó')
    type(b!, 's2', 'một')
    type(b!, 's2', ' hai')
    for (const client of [a!, b!]) client.flush()
    await turn()
    work.resolve()
    expect(await still).toBe('xong')
    await rig.settle(a!, b!)
    expect(seen).toEqual(['a,s1,', 'a,s1,'])
    expect(a!.refusals).toMatchObject([{ code: 'section-locked', sections: ['s1'] }])
    expect(b!.refusals).toEqual([])
    expect(b!.text).toContain('một hai')
    expect([a!.saved, b!.saved]).toEqual([a!.sent, b!.sent])
  })

  it('goes on when the work fails, and takes turns', async () => {
    const [a] = await people({ identity: drafter('a') })
    const order: string[] = []
    const first = rig.rooms.still('r1', async () => {
      order.push('một')
      await turn()
      order.push('một xong')
      throw new Error('hỏng')
    })
    const second = rig.rooms.still('r1', () => Promise.resolve(void order.push('hai')))
    await expect(first).rejects.toThrow('hỏng')
    await second
    expect(order).toEqual(['một', 'một xong', 'hai'])
    type(a!, 's1', 'vẫn viết được')
    await rig.settle(a!)
    expect(stored()).toEqual(['a,s1,'])
    expect(await rig.rooms.still('không có', () => Promise.resolve(1))).toBeUndefined()
  })
})
