import mammoth from 'mammoth'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { factsInWords } from '../audit-words.ts'
import { startReportRig, type Asker, type ReportRig } from '../report-rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let on: ReportRig
let id: string
let count = 0
beforeAll(async () => {
  on = await startReportRig()
})
afterAll(() => on.rig.stop())
beforeEach(async () => {
  id = await on.report()
})

async function say(by: Asker, text: string, fields: object = {}): Promise<string> {
  count += 1
  const thread = {
    id: `y-kien-${1000 + count}`,
    kind: 'opinion',
    anchor: { kind: 'report' },
    text,
    ...fields,
  }
  const response = await on.browsers[by].post(`/api/reports/${id}/threads`, thread)
  expect(response.status).toBe(201)
  return thread.id
}

const ask = (by: Asker, query = '') => on.browsers[by].get(`/api/reports/${id}/appraisal.docx${query}`)
async function textOf(response: Response): Promise<string> {
  expect(response.status).toBe(200)
  const buffer = Buffer.from(await response.arrayBuffer())
  return (await mammoth.extractRawText({ buffer })).value
}

describe('the register as a file', () => {
  test('comes under a Vietnamese name as what Word opens', async () => {
    await on.browsers.coordinator.send('PATCH', `/api/reports/${id}`, {
      title: 'Báo cáo “10 năm” <20/NQ>: "x"?',
    })
    await say('reviewer', 'Ý kiến một')
    const response = await ask('viewer')
    expect(response.headers.get('content-type')).toBe(
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    )
    const [, name] = /filename\*=UTF-8''(\S+)/.exec(response.headers.get('content-disposition') ?? '') ?? []
    expect(decodeURIComponent(name ?? '')).toMatch(
      /^Bảng tổng hợp ý kiến - Báo cáo “10 năm” 20 NQ x - \d{4}-\d\d-\d\d\.docx$/,
    )
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await textOf(response)).toContain('Ý kiến một')
  })

  test('has the opinions of reviewers and all that must change, with their sections and answers', async () => {
    const [section = ''] = await on.sections(id)
    const inSection = { anchor: { kind: 'section', sectionId: section }, kind: 'change' }
    const answered = await say('reviewer', 'Cần **sửa** ngay', inSection)
    await say('own', 'Chuyện riêng của người soạn')
    await say('own', 'Người soạn cũng yêu cầu', { kind: 'change' })
    const answer = { kind: 'explained', text: 'Vì số liệu chưa có.' }
    await on.browsers.coordinator.send('PUT', `/api/reports/${id}/threads/${answered}/answer`, answer)
    await on.browsers.own.post(`/api/reports/${id}/threads/${answered}/messages`, { text: 'Lời đáp' })
    const text = await textOf(await ask('own'))
    for (const said of [
      'Cần sửa ngay',
      'Vì số liệu chưa có.',
      'Giải trình:',
      'Người soạn cũng yêu cầu',
      'Tổng số: 2',
    ]) {
      expect(text).toContain(said)
    }
    expect(text).not.toContain('Chuyện riêng')
    const detail = (await (await on.browsers.own.get(`/api/reports/${id}`)).json()) as {
      sections: { title: string }[]
    }
    expect(text).toContain(detail.sections[0]?.title)
  })

  test('is sorted and chosen as asked', async () => {
    const first = await say('reviewer', 'Thứ nhất')
    await say('reviewer', 'Thứ hai')
    await on.browsers.reviewer.send('PATCH', `/api/reports/${id}/threads/${first}`, { resolved: true })
    const order = async (query: string) => {
      const text = await textOf(await ask('reviewer', query))
      return [...text.matchAll(/Thứ (?:nhất|hai)/g)].map(([found]) => found)
    }
    expect(await order('?sort=number')).toEqual(['Thứ nhất', 'Thứ hai'])
    expect(await order('?sort=state')).toEqual(['Thứ hai', 'Thứ nhất'])
    expect(await order('?state=open')).toEqual(['Thứ hai'])
    expect(await order('?state=resolved&sort=office')).toEqual(['Thứ nhất'])
    for (const query of ['?sort=../x', '?state=gone', '?sort=number&sort=state']) {
      expect((await ask('reviewer', query)).status).toBe(400)
    }
    expect(await on.noted(id)).toBeGreaterThan(0)
  })

  test('is noted in the audit, in words', async () => {
    const before = await on.noted(id)
    expect((await ask('viewer')).status).toBe(200)
    const { entries } = await on.records.auditTrail({ reportId: id, limit: 1 })
    expect(entries[0]).toMatchObject({
      action: 'exported',
      details: { what: 'register' },
      by: { userId: on.ids.viewer },
    })
    expect(factsInWords(entries[0]?.details ?? {}, new Map())).toBe('Nội dung: bảng tổng hợp ý kiến')
    expect(await on.noted(id)).toBe(before + 1)
  })

  test('has every page of a long list, each opinion once', async () => {
    await on.records.atomically(async (inside) => {
      const author = {
        userId: on.ids.reviewer ?? '',
        name: 'Người thẩm định',
        office: null,
        role: 'reviewer',
      } as const
      for (let number = 0; number < 1_203; number += 1) {
        const thread = {
          id: `day-${String(number).padStart(6, '0')}`,
          kind: 'opinion',
          author,
          createdAt: 1,
        } as const
        await inside.addThread(id, { ...thread, anchor: { kind: 'report' }, text: `Ý số (${number})` })
      }
    })
    const text = await textOf(await ask('admin'))
    expect(new Set(text.match(/Ý số \(\d+\)/g)).size).toBe(1_203)
    expect(text.match(/Ý số/g)).toHaveLength(1_203)
  })
})
