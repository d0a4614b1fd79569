import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { Document, Packer, Paragraph } from 'docx'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { CLOSE } from '../../report/wire/close-codes.ts'
import { planPreviewSchema, reportDetailSchema, reportSummarySchema } from '../../report/wire/rest.ts'
import type { Role } from '../../report/wire/rest.ts'
import { WIRE_VERSION } from '../../report/wire/version.ts'
import { adminOf, personOf, startRig, type Browser, type Rig } from './rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const codeOf = async (response: Response) => {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  return ((await response.json()) as { code: string }).code
}

const PLAN = `KẾ HOẠCH
Sơ kết 5 năm thực hiện Chỉ thị số 05

I. Mục đích
- Đánh giá kết quả.

II. Nội dung
1. Kết quả thực hiện Chỉ thị
1.1. Đánh giá công tác tuyên truyền.
1.2. Đánh giá kết quả đạt được.
2. Đề xuất, kiến nghị
`

let rig: Rig
let admin: Browser
let author: Awaited<ReturnType<typeof personOf>>
let stranger: Awaited<ReturnType<typeof personOf>>

beforeAll(async () => {
  rig = await startRig()
  admin = await adminOf(rig)
  author = await personOf(rig, admin, { username: 'tac-gia', name: 'Tác giả' })
  stranger = await personOf(rig, admin, { username: 'nguoi-la', name: 'Người lạ' })
})
afterAll(() => rig.stop())

async function make(body: unknown = { plan: 'nq20' }, by: Browser = author.browser): Promise<string> {
  const made = await by.post('/api/reports', body)
  expect(made.status).toBe(201)
  const { id } = (await made.json()) as { id: string }
  expect(made.headers.get('location')).toBe(`/api/reports/${id}`)
  return id
}

async function detail(id: string, by: Browser = author.browser) {
  const response = await by.get(`/api/reports/${id}`)
  expect(response.status).toBe(200)
  return reportDetailSchema.parse(await response.json())
}

function planForm(bytes: Uint8Array | string, name: string, fields: Readonly<Record<string, string>> = {}) {
  const form = new FormData()
  for (const [field, value] of Object.entries(fields)) form.append(field, value)
  form.append('plan', new Blob([bytes as BlobPart]), name)
  return form
}

describe('a report is made', () => {
  test('from the shipped plan, with its outline, head and milestones; whoever makes it coordinates it', async () => {
    const report = await detail(await make())
    expect(report.role).toBe('coordinator')
    expect(report.members).toEqual([
      { userId: author.id, name: 'Tác giả', office: null, role: 'coordinator', byOffice: false },
    ])
    expect(report.sections.map(({ level, number }) => `${level} ${number}`)).toEqual(
      ['1 I', '2 1', '2 2', '2 3', '3 a)', '3 b)', '3 c)', '3 d)', '3 đ)', '3 e)'].concat([
        '2 4',
        '2 5',
        '2 6',
        '1 II',
        '2 1',
        '2 2',
      ]),
    )
    expect(new Set(report.sections.map(({ id }) => id)).size).toBe(16)
    expect(report.sections.every(({ fixed, words }) => fixed && words === 0)).toBe(true)
    expect(report.head).toMatchObject({
      issuingBody: 'TỈNH ỦY',
      type: 'BÁO CÁO',
      signatoryTitle: 'PHÓ BÍ THƯ',
      // To be signed before 08/5/2022; the plan of the shipped text names no province.
      date: '2022-05',
      place: '',
    })
    expect(report.head.recipients).toContain('Ban Tuyên giáo Tỉnh ủy')
    expect(report.milestones.map(({ date }) => date)).toEqual([
      '2022-04-08',
      null,
      '2022-04-15',
      '2022-04-29',
      '2022-05-08',
    ])
    expect(report.title).toMatch(/^Báo cáo tổng kết 10 năm thực hiện Nghị quyết số 20-NQ\/TW/)
  })

  test('from a text, with the title the person gave, composed', async () => {
    const title = 'Báo cáo của tỉnh'
    const report = await detail(await make({ plan: PLAN, title: title.normalize('NFD') }))
    expect(report.title).toBe(title)
    expect(report.sections.map(({ number }) => number)).toEqual(['I', '1', '2', 'II'])
  })

  test('from a file, also one with a Vietnamese name', async () => {
    const made = await author.browser.post(
      '/api/reports',
      planForm(PLAN, 'Kế hoạch số 5.txt', { title: 'Từ tệp' }),
    )
    expect(made.status).toBe(201)
    expect(await detail(((await made.json()) as { id: string }).id)).toMatchObject({ title: 'Từ tệp' })
  })

  test('from a Word file', async () => {
    const document = new Document({
      sections: [{ children: PLAN.split('\n').map((line) => new Paragraph(line)) }],
    })
    const form = planForm(await Packer.toBuffer(document), 'Kế hoạch.docx')
    const made = await author.browser.post('/api/reports', form)
    expect(made.status).toBe(201)
    const report = await detail(((await made.json()) as { id: string }).id)
    expect(report.sections.map(({ number }) => number)).toEqual(['I', '1', '2', 'II'])
  })

  test('from a blank outline', async () => {
    const report = await detail(await make({ plan: 'blank', title: 'Báo cáo kết quả năm 2026' }))
    expect(report.sections.map(({ level }) => level)).toContain(2)
    expect(report.title).toBe('Báo cáo kết quả năm 2026')
    expect(report.head.subject).toBe('kết quả năm 2026')
    expect(report.sections.map(({ fixed }) => fixed)).not.toContain(true)
  })

  test('not from a plan without an outline, unless one asks for the blank one', async () => {
    const plan = 'KẾ HOẠCH\nVề việc trồng cây\n\nKính gửi các đồng chí.'
    const refused = await author.browser.post('/api/reports', { plan })
    expect(refused.status).toBe(422)
    const problem = (await refused.json()) as { code: string; detail: string }
    expect(problem.code).toBe('plan-without-outline')
    expect(problem.detail).toMatch(/Nội dung/)
    expect((await detail(await make({ plan, blankIfMissing: true }))).sections.length).toBeGreaterThan(3)
  })

  test.each([
    [
      'an old Word file',
      Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3, 4),
      'ke-hoach.doc',
      415,
      'unsupported-file',
    ],
    ['a program', Uint8Array.of(0x4d, 0x5a, 0x90, 0), 'virus.exe', 415, 'unsupported-file'],
    [
      'a broken .docx',
      new TextEncoder().encode('PK\u0003\u0004 hỏng'),
      'ke-hoach.docx',
      422,
      'unreadable-file',
    ],
    ['a file too large', new Uint8Array(6 * 1024 * 1024).fill(65), 'to.txt', 413, 'too-large'],
  ])('not from %s', async (_what, bytes, name, status, code) => {
    const response = await author.browser.post('/api/reports', planForm(bytes, name))
    expect([response.status, await codeOf(response)]).toEqual([status, code])
  })

  test.each([
    ['nothing', undefined],
    ['no plan', {}],
    ['an empty plan', { plan: '' }],
    ['a plan of another kind', { plan: 5 }],
    ['an array', []],
    ['an endless title', { plan: 'nq20', title: 'a'.repeat(501) }],
  ])('not from %s', async (_what, body) => {
    const response = await author.browser.post('/api/reports', body)
    expect([response.status, await codeOf(response)]).toEqual([400, 'bad-request'])
  })

  test('not from a form without a file, nor from half a form', async () => {
    const form = new FormData()
    form.append('title', 'Không có tệp')
    expect(await codeOf(await author.browser.post('/api/reports', form))).toBe('bad-request')
    const half = await author.browser.post('/api/reports', new TextEncoder().encode('--x\r\nContent-Dispo'), {
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    })
    expect(await codeOf(half)).toBe('bad-request')
  })
})

test('a preview shows what a plan comes to, also when that is nothing, and makes no report', async () => {
  const before = await (await author.browser.get('/api/reports')).json()
  const preview = async (body: unknown) =>
    planPreviewSchema.parse(await (await author.browser.post('/api/plans/preview', body)).json())

  const shipped = await preview({ plan: 'nq20' })
  expect(shipped.sections).toHaveLength(16)
  expect(shipped.legalBases.map(({ code }) => code)).toContain('40-CTr/TU')
  expect(shipped.problems).toEqual([])
  const without = await preview({ plan: 'Một đoạn văn không phải kế hoạch.' })
  expect(without.sections).toEqual([])
  expect(without.problems.join(' ')).toMatch(/Nội dung/)
  expect((await preview({ plan: 'blank' })).sections.length).toBeGreaterThan(3)
  expect((await preview(planForm(PLAN, 'ke-hoach.txt'))).sections).toHaveLength(4)
  expect(await (await author.browser.get('/api/reports')).json()).toEqual(before)
})

describe('a report is for its members', () => {
  test('strangers find it in no list and behind no route', async () => {
    const id = await make()
    expect(await (await stranger.browser.get('/api/reports')).json()).toEqual([])
    const tries: [string, string, unknown?][] = [
      ['GET', `/api/reports/${id}`],
      ['PATCH', `/api/reports/${id}`, { title: 'Của tôi' }],
      ['GET', `/api/reports/${id}/candidates`],
      ['PUT', `/api/reports/${id}/members/${stranger.id}`, { role: 'coordinator' }],
      ['DELETE', `/api/reports/${id}/members/${author.id}`],
      ['POST', `/api/reports/${id}/images`, pngOf(1, 1)],
    ]
    for (const [method, path, body] of tries) {
      const ask = () =>
        method === 'GET' ? stranger.browser.get(path) : stranger.browser.send(method, path, body)
      const response = await ask()
      expect([method, path, response.status, await codeOf(response)]).toEqual([
        method,
        path,
        403,
        'no-access',
      ])
    }
    const nobody = rig.browser()
    for (const path of ['/api/reports', `/api/reports/${id}`, '/api/offices', '/api/users']) {
      expect(await codeOf(await nobody.get(path))).toBe('not-signed-in')
    }
    expect(await codeOf(await author.browser.get('/api/reports/khong-co'))).toBe('no-such-report')
  })

  test('administrators see all of them', async () => {
    const id = await make()
    const list = reportSummarySchema.array().parse(await (await admin.get('/api/reports')).json())
    expect(list.find((report) => report.id === id)).toMatchObject({ role: 'viewer', members: 1 })
    expect((await detail(id, admin)).role).toBe('viewer')
  })

  test('its coordinator takes people in, changes their role and lets them go', async () => {
    const id = await make()
    const { id: userId, browser } = await personOf(rig, admin, { username: 'thanh-vien' })
    const candidates = await (await author.browser.get(`/api/reports/${id}/candidates`)).json()
    expect(candidates).toContainEqual({ id: userId, name: 'thanh-vien', office: null })
    expect(candidates).not.toContainEqual(expect.objectContaining({ id: author.id }))

    const put = (role: Role) => author.browser.send('PUT', `/api/reports/${id}/members/${userId}`, { role })
    expect((await put('viewer')).status).toBe(204)
    expect((await detail(id, browser)).role).toBe('viewer')
    expect((await put('drafter')).status).toBe(204)
    expect((await detail(id, browser)).role).toBe('drafter')
    expect((await browser.get(`/api/reports/${id}/candidates`)).status).toBe(403)
    expect((await author.browser.send('DELETE', `/api/reports/${id}/members/${userId}`)).status).toBe(204)
    expect((await browser.get(`/api/reports/${id}`)).status).toBe(403)
  })

  test('its last coordinator stays', async () => {
    const id = await make()
    const path = `/api/reports/${id}/members/${author.id}`
    expect(await codeOf(await author.browser.send('PUT', path, { role: 'viewer' }))).toBe('conflict')
    expect(await codeOf(await author.browser.send('DELETE', path))).toBe('conflict')
    await author.browser.send('PUT', `/api/reports/${id}/members/${stranger.id}`, { role: 'coordinator' })
    expect((await author.browser.send('DELETE', path)).status).toBe(204)
  })

  test('nobody becomes a member who is no account, or as what is no role', async () => {
    const id = await make()
    const put = (userId: string, role: string) =>
      author.browser.send('PUT', `/api/reports/${id}/members/${userId}`, { role })
    expect(await codeOf(await put('khong-co', 'viewer'))).toBe('not-found')
    expect(await codeOf(await put(stranger.id, 'vua'))).toBe('bad-request')
  })

  test('its head and title are the coordinator’s to change, field by field', async () => {
    const id = await make()
    const change = { title: 'Tên mới', head: { number: '12-BC/TU', place: 'Tỉnh' } }
    expect((await author.browser.send('PATCH', `/api/reports/${id}`, change)).status).toBe(204)
    const report = await detail(id)
    expect(report.title).toBe('Tên mới')
    expect(report.head).toMatchObject({ number: '12-BC/TU', issuingBody: 'TỈNH ỦY' })
    const wrong = await author.browser.send('PATCH', `/api/reports/${id}`, { head: { number: 12 } })
    expect(await codeOf(wrong)).toBe('bad-request')
  })

  test('its head takes what a paper can show, and nothing else', async () => {
    const id = await make()
    const patch = (head: unknown) => author.browser.send('PATCH', `/api/reports/${id}`, { head })
    const taken = [
      ...['', '2022-05', '2022-05-06', '2024-02-29'].map((date) => ({ date })),
      { symbol: 'BC/TU', profile: 'hd05-2026', headingMark: '-', duplex: true, typist: 'ABC-268' },
      { secrecy: 'MẬT', urgency: 'KHẨN', circulation: 'XONG HỘI NGHỊ TRẢ LẠI' },
      { secrecy: '', urgency: '', subject: 'x'.repeat(2_000), recipients: ['x'.repeat(500)] },
    ]
    for (const head of taken) expect([head, (await patch(head)).status]).toEqual([head, 204])
    const refused = [
      ...['2023-02-29', '2022-13', '2022-5', '2022', '06/5/2022', '2022-05-06T00:00:00Z'].map((date) => ({
        date,
      })),
      { issuingBody: 'x'.repeat(301) },
      { number: 'x'.repeat(41) },
      { place: 'x'.repeat(101) },
      { subject: 'x'.repeat(2_001) },
      { recipients: ['x'.repeat(501)] },
      { recipients: Array.from({ length: 101 }, () => 'x') },
      { profile: 'hd11-2004' },
      { headingMark: ')' },
      { secrecy: 'KÍN' },
      { typist: 'x'.repeat(41) },
    ]
    for (const head of refused) expect([head, await codeOf(await patch(head))]).toEqual([head, 'bad-request'])
    expect((await detail(id)).head).toMatchObject({ date: '2024-02-29', duplex: true, profile: 'hd05-2026' })
  })

  test('what changed of the head is told in words, also of fields it was made without', async () => {
    const id = await make()
    const head = { duplex: true, typist: ' ABC-268 ', place: 'Quảng Nga\u0303i' }
    await author.browser.send('PATCH', `/api/reports/${id}`, { head })
    await author.browser.send('PATCH', `/api/reports/${id}`, { head: { duplex: false } })
    const audit = await (await author.browser.get(`/api/reports/${id}/audit?format=csv`)).text()
    expect(audit).toContain('In hai mặt:  → có')
    expect(audit).toContain('In hai mặt: có → không')
    expect(audit).toContain('Ký hiệu người đánh máy:  → ABC-268')
    expect(audit).toContain('Địa danh:  → Quảng Ngãi')
  })

  test('a plan that names its province gives the place', async () => {
    const headFrom = async (above: string) =>
      (await detail(await make({ plan: PLAN.replace('KẾ HOẠCH', `${above}KẾ HOẠCH`) }))).head
    expect(await headFrom('TỈNH ỦY QUẢNG NGÃI\n*\n')).toMatchObject({
      issuingBody: 'TỈNH ỦY QUẢNG NGÃI',
      place: 'Quảng Ngãi',
      date: '',
    })
    const line = 'HUYỆN ỦY BÌNH SƠN\tĐẢNG CỘNG SẢN VIỆT NAM\n*\tChâu Ổ, ngày 02 tháng 3 năm 2022\n'
    expect(await headFrom(line)).toMatchObject({ issuingBody: 'HUYỆN ỦY BÌNH SƠN', place: 'Châu Ổ' })
    expect(await headFrom('')).toMatchObject({ issuingBody: 'TỈNH ỦY', place: '' })
  })
})

describe('an open socket', () => {
  const open = (reportId: string, by: Browser) => {
    const socket = new WebSocket(`${rig.url.replace('http', 'ws')}/sync/${reportId}`, {
      headers: { cookie: by.cookie, origin: rig.url },
    })
    socket.on('error', () => undefined)
    const closed = new Promise<number>((resolve) => void socket.once('close', resolve))
    const heard = new Promise<void>((resolve) => void socket.once('message', () => resolve()))
    return { socket, closed, heard }
  }

  test('is closed when its member is removed, gets another role, or signs out', async () => {
    const id = await make()
    const { id: userId, browser, ...credentials } = await personOf(rig, admin, { username: 'dang-mo' })
    const path = `/api/reports/${id}/members/${userId}`

    expect(await open(id, browser).closed).toBe(CLOSE.noAccess)
    await author.browser.send('PUT', path, { role: 'viewer' })
    const asViewer = open(id, browser)
    await asViewer.heard
    await author.browser.send('PUT', path, { role: 'drafter' })
    expect(await asViewer.closed).toBe(CLOSE.roleChanged)

    const asDrafter = open(id, browser)
    await asDrafter.heard
    await author.browser.send('DELETE', path)
    expect(await asDrafter.closed).toBe(CLOSE.noAccess)

    await author.browser.send('PUT', path, { role: 'drafter' })
    const signedOut = open(id, browser)
    await signedOut.heard
    await browser.post('/api/auth/sign-out', {})
    expect(await signedOut.closed).toBe(CLOSE.notSignedIn)

    await browser.signIn(credentials)
    const lockedOut = open(id, browser)
    await lockedOut.heard
    await admin.send('PATCH', `/api/users/${userId}`, { active: false })
    expect([CLOSE.notSignedIn, CLOSE.noAccess]).toContain(await lockedOut.closed)
  })
})

describe('pictures', () => {
  let id: string
  beforeAll(async () => {
    id = await make()
  })
  const upload = (bytes: Uint8Array | FormData, type = 'image/png') =>
    author.browser.post(
      `/api/reports/${id}/images`,
      bytes,
      bytes instanceof FormData ? {} : { headers: { 'content-type': type } },
    )

  test('are kept, measured, and shown to members alone', async () => {
    const bytes = pngOf(640, 480)
    const made = await upload(bytes)
    expect(made.status).toBe(201)
    const image = (await made.json()) as { src: string; width: number; height: number }
    expect(image).toMatchObject({ width: 640, height: 480 })

    const shown = await author.browser.get(image.src)
    expect(shown.headers.get('content-type')).toBe('image/png')
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff')
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(bytes)
    const etag = shown.headers.get('etag') ?? ''
    const again = await rawGet(image.src, { cookie: author.browser.cookie, 'if-none-match': etag })
    expect(again).toEqual({ status: 304, body: '' })
    expect((await stranger.browser.get(image.src)).status).toBe(403)
    expect((await rig.browser().get(image.src)).status).toBe(401)

    expect(await (await upload(bytes)).json()).toEqual(image)
    const form = new FormData()
    form.append('image', new Blob([bytes as BlobPart], { type: 'image/png' }), 'ảnh.png')
    expect(await (await upload(form)).json()).toEqual(image)
    const elsewhere = image.src.replace(id, await make())
    expect((await author.browser.get(elsewhere)).status).toBe(404)
  })

  test('may be JPEG, whatever they are called', async () => {
    expect(await (await upload(jpegOf(300, 200), 'application/octet-stream')).json()).toMatchObject({
      width: 300,
      height: 200,
    })
  })

  const text = (content: string) => new TextEncoder().encode(content)
  test.each([
    ['an SVG', text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['a page', text('<!doctype html><script>alert(1)</script>')],
    ['a GIF', text('GIF89a\u0001\u0000\u0001\u0000')],
    ['nothing', new Uint8Array(0)],
    ['the first bytes of a PNG', pngOf(10, 10).slice(0, 20)],
    ['a PNG without an end', pngOf(10, 10).slice(0, -1)],
    ['a PNG with a page behind it', join(pngOf(10, 10), text('<script>alert(1)</script>'))],
    ['a JPEG with a page behind it', join(jpegOf(10, 10), text('<script>alert(1)</script>'))],
    ['a PNG of no width', pngOf(0, 10)],
    ['a JPEG whose segments run out', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, 0xd9)],
    [
      'a JPEG of segments of no length',
      join(Uint8Array.of(0xff, 0xd8), zeros(0xff, 0xe0), Uint8Array.of(0xff, 0xd9)),
    ],
  ])('are not %s', async (_what, bytes) => {
    expect(await codeOf(await upload(bytes))).toBe('unsupported-image')
  })

  test('are neither larger than 10 MB nor than a page can show', async () => {
    expect(await codeOf(await upload(new Uint8Array(10 * 1024 * 1024 + 1)))).toBe('too-large')
    const form = new FormData()
    form.append('image', new Blob([new Uint8Array(10 * 1024 * 1024 + 1)]), 'to.png')
    expect(await codeOf(await upload(form))).toBe('too-large')
    expect(await codeOf(await upload(pngOf(30_000, 30_000)))).toBe('too-large')
  })

  test('are not read from anybody who is no member', async () => {
    const response = await stranger.browser.post(
      `/api/reports/${id}/images`,
      new Uint8Array(20 * 1024 * 1024),
    )
    expect(response.status).toBe(403)
  })
})

describe('whatever is asked', () => {
  test('a write from a foreign page is refused, one from our page or from a program is not', async () => {
    const { host } = new URL(rig.url)
    const post = (headers: Readonly<Record<string, string>>) =>
      author.browser.post('/api/plans/preview', { plan: 'blank' }, { headers })
    for (const origin of ['http://evil.vn', 'null', `http://${host}.evil.vn`, 'http://127.0.0.1:1', '']) {
      const response = await post({ origin })
      expect([origin, response.status]).toEqual([origin, 403])
      expect(await codeOf(response)).toBe('foreign-origin')
    }
    expect((await post({ origin: `http://${host}` })).status).toBe(200)
    expect((await post({ origin: `https://${host}` })).status).toBe(200)
    const program = await fetch(`${rig.url}/api/plans/preview`, {
      method: 'POST',
      headers: { cookie: author.browser.cookie, 'content-type': 'application/json' },
      body: '{"plan":"blank"}',
    })
    expect(program.status).toBe(200)
    const signIn = await rig.browser().post('/api/auth/sign-in/username', author, {
      headers: { origin: 'http://evil.vn' },
    })
    expect(signIn.headers.getSetCookie()).toEqual([])
  })

  test.each([
    ['GET', '/api/khong-co', 404, 'not-found'],
    ['DELETE', '/api/reports', 404, 'not-found'],
    ['POST', '/api/health', 404, 'not-found'],
    ['GET', '/api/reports/%E0%A4%A', 400, 'bad-request'],
    ['GET', '/api/reports/..%2f..%2fdata', 404, 'no-such-report'],
    ['GET', '/assets/..%2f..%2fpackage.json', 404, 'not-found'],
    ['GET', '/assets/khong-co.js', 404, 'not-found'],
    ['POST', '/bat-ky', 404, 'not-found'],
  ])('%s %s is answered with a problem', async (method, path, status, code) => {
    const response = await author.browser.send(method, path, method === 'POST' ? {} : undefined)
    expect([response.status, await codeOf(response)]).toEqual([status, code])
  })

  test.each(['/../package.json', '/..%2f..%2fpackage.json', '//etc/passwd', '/%2e%2e/%2e%2e/package.json'])(
    'no file outside the client is served at %s',
    async (path) => {
      const secret = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
      expect((await rawGet(path)).body).not.toContain(secret.slice(0, 40))
    },
  )

  test('JSON that is none, or too much of it, is refused', async () => {
    const post = (path: string, body: string) =>
      author.browser.post(path, new TextEncoder().encode(body), {
        headers: { 'content-type': 'application/json' },
      })
    expect(await codeOf(await post('/api/reports', '{"plan": '))).toBe('bad-request')
    expect(await codeOf(await post('/api/reports', `{"plan":"${'a'.repeat(5_000_000)}"}`))).toBe('too-large')
    expect(await codeOf(await post('/api/offices', `{"name":"${'a'.repeat(70_000)}"}`))).toBe('too-large')
    // Strangers are sent away before anything of theirs is read.
    const nobody = await rig.browser().post('/api/reports', { plan: 'a'.repeat(5_000_000) })
    expect(nobody.status).toBe(401)
  })

  test('the page comes with headers that keep it to itself, and none that need https', async () => {
    const { headers } = await rig.browser().get('/api/health')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain(`connect-src 'self' ws://${new URL(rig.url).host} `)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('upgrade-insecure-requests')
    expect(headers.get('strict-transport-security')).toBeNull()
    expect(headers.get('cross-origin-opener-policy')).toBeNull()
    expect(headers.get('x-powered-by')).toBeNull()
  })

  test('health and metrics are there without a session', async () => {
    expect(await (await rig.browser().get('/api/health')).json()).toMatchObject({
      status: 'ok',
      wire: WIRE_VERSION,
    })
    const metrics = await (await rig.browser().get('/metrics')).text()
    expect(metrics).toMatch(/^process_cpu_seconds_total/m)
    expect(metrics).toMatch(/^cung_soan_http_request_seconds_bucket/m)
  })

  test('nothing that went wrong so far was the server’s fault', () => {
    expect(rig.logged()).not.toContain('request failed')
  })
})

/** Sends the path and the headers as they are; fetch would tidy them up. */
function rawGet(
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number | undefined; body: string }> {
  const { hostname, port } = new URL(rig.url)
  return new Promise((resolve, reject) => {
    const asked = httpRequest({ hostname, port, path, headers }, (response) => {
      let body = ''
      response.on('data', (chunk) => (body += String(chunk)))
      response.on('end', () => resolve({ status: response.statusCode, body }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

function join(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

/** Ten thousand segments that claim to have no length. */
function zeros(...marker: number[]): Uint8Array {
  return join(...Array.from({ length: 10_000 }, () => Uint8Array.of(...marker, 0, 0)))
}

function pngOf(width: number, height: number): Uint8Array {
  const bytes = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return new Uint8Array(bytes)
}

function jpegOf(width: number, height: number): Uint8Array {
  const app0 = [0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]
  const sof = [0xff, 0xc0, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]
  return Uint8Array.of(0xff, 0xd8, ...app0, ...sof, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0xff, 0xd9)
}
