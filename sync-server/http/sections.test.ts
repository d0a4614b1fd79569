import { readVarString, readVarUint } from 'lib0/decoding'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { FRAGMENT } from '../../report/schema/names.ts'
import { progressSchema } from '../../report/wire/progress.ts'
import { reportDetailSchema } from '../../report/wire/rest.ts'
import { startReportRig, type Asker, type ReportRig } from './report-rig.ts'
import type { Browser } from './rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let on: ReportRig
let id: string
let sections: readonly string[]
let coordinator: Browser

beforeAll(async () => {
  on = await startReportRig()
  coordinator = on.browsers.coordinator
})
afterAll(() => on.rig.stop())
beforeEach(async () => {
  id = await on.report()
  sections = await on.sections(id)
})

const at = (index: number) => sections[index] ?? ''
const change = (sectionId: string, body: unknown, by: Browser = coordinator) =>
  by.send('PATCH', `/api/reports/${id}/sections/${sectionId}`, body)
const detail = async (by: Browser = coordinator) =>
  reportDetailSchema.parse(await (await by.get(`/api/reports/${id}`)).json())
const problem = async (response: Response) => {
  const { status, code, detail } = (await response.json()) as {
    status: number
    code: string
    detail?: string
  }
  return [status, code, detail ?? '']
}
/** What was done in the report: not who signed in. */
const trail = async () => {
  const { entries } = await on.records.auditTrail({ reportId: id, limit: 100 })
  return entries.filter(({ report }) => report !== null)
}

test('what is decided about a section is told with the report, and noted by the names of the day', async () => {
  const { own, other, third } = on.offices
  expect((await detail()).sections[2]).toMatchObject({
    officeId: null,
    officeIds: [],
    status: 'drafting',
    locked: false,
    due: null,
  })
  const all = {
    officeIds: [third.id, own.id, third.id],
    status: 'submitted',
    locked: true,
    due: '2026-12-31',
  }
  expect((await change(at(2), all)).status).toBe(204)
  expect((await change('preamble', { officeId: other.id })).status).toBe(204)
  const told = await detail(on.browsers.viewer)
  expect(told.sections[2]).toMatchObject({ ...all, officeId: third.id, officeIds: [third.id, own.id] })
  expect(told.preamble).toMatchObject({ officeId: other.id, officeIds: [other.id] })

  expect((await change(at(2), { officeIds: [own.id, third.id], due: null })).status).toBe(204)
  expect((await change(at(2), { officeId: null })).status).toBe(204)
  expect((await detail()).sections[2]).toMatchObject({
    officeIds: [],
    due: null,
    status: 'submitted',
    locked: true,
  })
  const noted = (await trail()).map(({ action, sectionId, details }) => [action, sectionId, details])
  expect(noted.toReversed()).toEqual([
    ['section-assigned', at(2), { from: '', to: 'Cơ quan third; Cơ quan own' }],
    ['section-status', at(2), { from: 'drafting', to: 'submitted' }],
    ['section-locked', at(2), { locked: 'true' }],
    ['section-due', at(2), { from: '', to: '2026-12-31' }],
    ['section-assigned', 'preamble', { from: '', to: 'Cơ quan other' }],
    ['section-assigned', at(2), { from: 'Cơ quan third; Cơ quan own', to: 'Cơ quan own; Cơ quan third' }],
    ['section-due', at(2), { from: '2026-12-31', to: '' }],
    ['section-assigned', at(2), { from: 'Cơ quan own; Cơ quan third', to: '' }],
  ])
})

test('what is so already is not noted', async () => {
  const same = { officeIds: [], status: 'drafting', locked: false, due: null }
  for (const body of [{}, same, { officeId: null }]) expect((await change(at(1), body)).status).toBe(204)
  expect(await trail()).toEqual([])
})

test('what cannot be is refused whole', async () => {
  const { own } = on.offices
  expect(await problem(await change('khong-co', { locked: true }))).toEqual([
    404,
    'not-found',
    'Không có phần này trong báo cáo.',
  ])
  expect(await problem(await change(at(1), { locked: true, officeIds: [own.id, 'la'] }))).toEqual([
    400,
    'bad-request',
    'Không có cơ quan nào có mã “la”.',
  ])
  const wrong: unknown[] = [
    { status: 'xong' },
    { due: '31/12/2026' },
    { due: '2026-02-30' },
    { locked: 'true' },
    { officeIds: 'x' },
    { officeIds: Array.from({ length: 51 }, () => own.id) },
    [],
  ]
  for (const body of wrong)
    expect((await problem(await change(at(1), body))).slice(0, 2)).toEqual([400, 'bad-request'])
  const elsewhere = await on.report()
  const foreign = await coordinator.send('PATCH', `/api/reports/khong-co/sections/${at(1)}`, { locked: true })
  expect((await problem(foreign))[1]).toBe('no-such-report')
  expect(await on.records.sections(elsewhere)).toEqual(new Map())
  expect(await on.records.sections(id)).toEqual(new Map())
  expect(await trail()).toEqual([])
})

test('two who decide at once take turns', async () => {
  await on.records.changeSection(id, at(3), { officeIds: [on.offices.own.id], status: 'submitted' })
  const both = await Promise.all([
    change(at(3), { status: 'approved' }, on.browsers.reviewer),
    change(at(3), { status: 'drafting' }, on.browsers.own),
  ])
  const statuses = both.map(({ status }) => status)
  // Whoever comes second finds what the first has made of it: an approved section is the coordinator's.
  expect([
    [204, 403],
    [204, 204],
  ]).toContainEqual(statuses)
  expect((await on.records.sections(id)).get(at(3))?.status).toBe('approved')
  expect(await on.noted(id)).toBe(statuses.filter((status) => status === 204).length)
})

test('two coordinators who take each other’s role at once do not both succeed', async () => {
  await on.records.setMember(id, on.ids.reviewer ?? '', 'coordinator')
  const demote = (by: Asker, whom: Asker) =>
    on.browsers[by].send('PUT', `/api/reports/${id}/members/${on.ids[whom]}`, { role: 'viewer' })
  const both = await Promise.all([demote('coordinator', 'reviewer'), demote('reviewer', 'coordinator')])
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 403])
  expect(await on.noted(id)).toBe(1)
})

test('an office’s report is its people’s, and a role of one’s own counts more', async () => {
  const inList = async (asker: Asker) => {
    const list = (await (await on.browsers[asker].get('/api/reports')).json()) as {
      id: string
      role: string
      members: number
    }[]
    const found = list.find((report) => report.id === id)
    return found && [found.role, found.members]
  }
  const office = `/api/reports/${id}/offices/${on.offices.own.id}`
  expect((await coordinator.send('DELETE', `/api/reports/${id}/members/${on.ids.own}`)).status).toBe(204)
  expect(await inList('own')).toBeUndefined()
  expect((await on.browsers.own.get(`/api/reports/${id}`)).status).toBe(403)

  expect((await coordinator.send('PUT', office, { role: 'reviewer' })).status).toBe(204)
  expect(await inList('own')).toEqual(['reviewer', 5])
  expect((await detail(on.browsers.own)).role).toBe('reviewer')
  expect((await detail()).officeMembers).toEqual([{ office: on.offices.own, role: 'reviewer' }])
  expect((await detail()).members).toContainEqual(
    expect.objectContaining({ userId: on.ids.own, role: 'reviewer', byOffice: true }),
  )
  await coordinator.send('PUT', `/api/reports/${id}/members/${on.ids.own}`, { role: 'viewer' })
  expect((await detail(on.browsers.own)).role).toBe('viewer')
  await coordinator.send('DELETE', `/api/reports/${id}/members/${on.ids.own}`)
  expect((await detail(on.browsers.own)).role).toBe('reviewer')

  expect((await coordinator.send('PUT', office, { role: 'reviewer' })).status).toBe(204)
  const noted = (await trail()).map(({ action, details }) => [
    action,
    details.office ?? details.username,
    details.role,
  ])
  expect(noted.toReversed()).toEqual([
    ['member-removed', 'own', 'drafter'],
    ['member-set', 'Cơ quan own', 'reviewer'],
    ['member-set', 'own', 'viewer'],
    ['member-removed', 'own', 'viewer'],
  ])
  const nowhere = await coordinator.send('PUT', `/api/reports/${id}/offices/la`, { role: 'viewer' })
  expect(await problem(nowhere)).toEqual([404, 'not-found', 'Không có cơ quan này.'])
})

// ---- an open room

function open(asker: Asker) {
  const { cookie } = on.browsers[asker]
  class WithCookie extends WebSocket {
    constructor(address: string | URL) {
      super(address, { headers: { cookie, origin: on.rig.url } })
    }
  }
  const provider = new WebsocketProvider(`${on.rig.url.replace('http', 'ws')}/sync`, id, new Y.Doc(), {
    WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    params: { v: '1' },
  })
  const refused: { code: string; sections?: string[] }[] = []
  const events: string[] = []
  const settled = { count: 0 }
  const waiting = new Set<() => void>()
  const hear = (note: () => void) => {
    note()
    for (const look of waiting) look()
  }
  provider.messageHandlers[121] = (_encoder, decoder) => hear(() => (settled.count = readVarUint(decoder)))
  provider.messageHandlers[122] = (_encoder, decoder) =>
    hear(() => events.push((JSON.parse(readVarString(decoder)) as { type: string }).type))
  provider.messageHandlers[123] = (_encoder, decoder) =>
    hear(() => refused.push(JSON.parse(readVarString(decoder)) as (typeof refused)[number]))
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!isSo()) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  const write = (sectionId: string, words: string) => {
    const section = provider.doc
      .getXmlFragment(FRAGMENT)
      .toArray()
      .find((element) => element instanceof Y.XmlElement && element.getAttribute('id') === sectionId)
    if (!(section instanceof Y.XmlElement)) throw new Error(`no section ${sectionId}`)
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [new Y.XmlText(words)])
    section.insert(0, [paragraph])
  }
  const synced = new Promise<void>((resolve) => provider.once('sync', () => resolve()))
  return { provider, refused, events, settled, until, write, synced }
}

test('what was decided holds in an open report before the answer comes', async () => {
  const writer = open('own')
  await writer.synced
  await writer.until(() => writer.settled.count > 0)

  const allowed = writer.settled.count
  writer.write(at(1), 'Một câu được nhận.')
  await writer.until(() => writer.settled.count > allowed)
  expect(writer.refused).toEqual([])

  await change(at(1), { locked: true })
  writer.write(at(1), 'Một câu muộn.')
  await writer.until(() => writer.refused.length === 1)
  expect(writer.refused[0]).toMatchObject({ code: 'section-locked', sections: [at(1)] })
  expect(writer.events).toContain('sections')
  writer.provider.destroy()

  const reader = open('viewer')
  await reader.synced
  const text = reader.provider.doc.getXmlFragment(FRAGMENT).toJSON()
  expect(text).toContain('Một câu được nhận.')
  expect(text).not.toContain('Một câu muộn.')
  reader.provider.destroy()
  const edited = (await trail()).filter(({ action }) => action === 'section-edited')
  expect(edited.map(({ by, sectionId, details }) => [by?.userId, sectionId, details.edits])).toEqual([
    [on.ids.own, at(1), '1'],
  ])
})

test('who wrote last in a section stands on the board', async () => {
  const board = async () => {
    const answer = await (await on.browsers.viewer.get(`/api/reports/${id}/progress`)).json()
    return new Map(progressSchema.parse(answer).sections.map((section) => [section.id, section]))
  }
  expect((await board()).get(at(1))).toMatchObject({ editedAt: null, editedBy: null, empty: true, words: 0 })
  const [own, other] = [open('own'), open('other')]
  const edits: [typeof own, number, string][] = [
    [own, 1, 'Một câu của cơ quan này.'],
    [other, 1, 'Một câu của cơ quan kia.'],
    [own, 2, 'Ba chữ thôi.'],
  ]
  for (const [writer, section, words] of edits) {
    await writer.synced
    await writer.until(() => writer.settled.count > 0)
    const before = writer.settled.count
    writer.write(at(section), words)
    await writer.until(() => writer.settled.count > before)
  }
  for (const { provider } of [own, other]) provider.destroy()
  const told = await board()
  expect(told.get(at(1))).toMatchObject({ editedBy: 'Người other', empty: false, words: 12 })
  expect(told.get(at(2))).toMatchObject({ editedBy: 'Người own', words: 3 })
  expect(told.get(at(2))?.editedAt).toBeGreaterThanOrEqual(told.get(at(1))?.editedAt ?? Infinity)
  expect(told.get(at(0))).toMatchObject({ editedAt: null, words: 0, empty: false })
  expect(told.get(at(3))).toMatchObject({ editedAt: null, empty: true })
})

test('many sections changed at once are one event for who is in the report', async () => {
  const reader = open('viewer')
  await reader.synced
  await coordinator.send('PATCH', `/api/reports/${id}/sections`, {
    sectionIds: sections,
    change: { status: 'returned', reason: 'Viết lại.' },
  })
  await coordinator.send('PATCH', `/api/reports/${id}`, { settings: { inclusive: true } })
  await reader.until(() => reader.events.includes('report'))
  expect(reader.events).toEqual(['threads', 'sections', 'report'])
  reader.provider.destroy()
})
