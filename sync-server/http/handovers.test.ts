import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { handoverSchema } from '../../report/wire/rest.ts'
import { startReportRig, type Asker, type ReportRig } from './report-rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let on: ReportRig
let id: string
let sections: readonly string[]

beforeAll(async () => {
  on = await startReportRig()
})
afterAll(() => on.rig.stop())
beforeEach(async () => {
  id = await on.report()
  sections = await on.sections(id)
  await on.records.changeSection(id, sections[3] ?? '', { officeIds: [on.offices.own.id] })
})

const hand = (by: Asker, handover: object) => on.browsers[by].post(`/api/reports/${id}/handovers`, handover)
const seen = async (by: Asker) =>
  handoverSchema.array().parse(await (await on.browsers[by].get(`/api/reports/${id}/handovers`)).json())
const idsSeen = async (by: Asker) => (await seen(by)).map(({ id }) => id)
const words = (id: string, sectionId: string, text = 'Câu bị từ chối.') => ({ id, sectionId, text })

test('words reach those who may write in their section, whoever sends them', async () => {
  const below = sections[5] ?? ''
  expect((await hand('other', words('cho-own-1', below))).status).toBe(201)
  expect((await hand('viewer', words('cho-moi-nguoi', 'preamble'))).status).toBe(201)
  expect((await hand('own', words('phan-da-xoa', 'khong-con'))).status).toBe(201)
  expect((await seen('own'))[0]).toMatchObject({
    sectionId: below,
    text: 'Câu bị từ chối.',
    from: { userId: on.ids.other, name: 'Người other', office: on.offices.other },
  })
  expect(await idsSeen('own')).toEqual(['cho-own-1', 'cho-moi-nguoi', 'phan-da-xoa'])
  expect(await idsSeen('other')).toEqual(['cho-own-1', 'cho-moi-nguoi'])
  expect(await idsSeen('viewer')).toEqual(['cho-moi-nguoi'])
  expect(await idsSeen('reviewer')).toEqual([])
  expect(await idsSeen('coordinator')).toEqual(['cho-own-1', 'cho-moi-nguoi', 'phan-da-xoa'])

  await on.records.changeSection(id, sections[3] ?? '', { status: 'approved' })
  expect(await idsSeen('own')).toEqual(['cho-moi-nguoi', 'phan-da-xoa'])
})

test('of one person no more than all can load: five of the longest', async () => {
  const longest = (index: number) => words(`dai-nhat-${index}`, 'preamble', 'x'.repeat(200_000))
  for (let index = 0; index < 5; index++) expect((await hand('own', longest(index))).status).toBe(201)
  expect((await hand('own', longest(5))).status).toBe(409)
  expect((await hand('other', words('cua-nguoi-khac', 'preamble'))).status).toBe(201)
  // What is there already is not more.
  expect((await hand('own', longest(0))).status).toBe(200)
})

test('sent twice they are there once, also after somebody took them over', async () => {
  const once = words('gui-hai-lan', 'preamble', 'Tiếng Việt')
  expect((await hand('own', once)).status).toBe(201)
  expect((await hand('own', { ...once, text: once.text.normalize('NFD') })).status).toBe(200)
  expect((await seen('own')).map(({ text }) => text)).toEqual(['Tiếng Việt'])
  // Said to be there, other words would be thrown away by their page.
  expect((await hand('own', { ...once, text: 'Câu khác' })).status).toBe(409)
  expect((await hand('other', once)).status).toBe(409)
  expect(await on.noted(id)).toBe(1)

  const path = `/api/reports/${id}/handovers/gui-hai-lan`
  expect((await on.browsers.other.send('DELETE', path)).status).toBe(204)
  expect(await idsSeen('own')).toEqual([])
  expect((await on.browsers.other.send('DELETE', path)).status).toBe(404)
  expect((await hand('own', once)).status).toBe(200)
  expect(await idsSeen('own')).toEqual([])
  expect(await on.noted(id)).toBe(2)
})

test('a long text comes through, an endless one and endlessly many do not', async () => {
  const long = 'ệ'.repeat(200_000)
  expect((await hand('own', words('rat-dai-01', 'preamble', long))).status).toBe(201)
  expect((await seen('own'))[0]?.text).toBe(long)
  expect((await hand('own', words('qua-dai-01', 'preamble', `${long}a`))).status).toBe(400)
  expect((await hand('own', words('qua-dai-02', 'preamble', long.repeat(2)))).status).toBe(413)
  for (const wrong of [
    words('ngan', 'preamble'),
    words('dau cach 1', 'preamble'),
    words('rong-0001', 'preamble', ''),
  ])
    expect((await hand('own', wrong)).status).toBe(400)
  for (let index = 1; index < 100; index++)
    expect((await hand('own', words(`nhieu-${1000 + index}`, 'preamble'))).status).toBe(201)
  expect((await hand('own', words('them-mot-1', 'preamble'))).status).toBe(409)
  expect((await hand('other', words('nguoi-khac-1', 'preamble'))).status).toBe(201)
})
