import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type {
  Account,
  AuditPage,
  CreatedUser,
  ImportResult,
  Me,
  Office,
  OneTimeCode,
} from '../../report/wire/rest.ts'
import { ADMIN, adminOf, personOf, startRig, type Browser, type Rig } from './rig.ts'

// Every sign-in costs a password hash, on purpose.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const HOUR = 60 * 60_000

/** The server's clock is so much ahead. */
let ahead = 0
let rig: Rig
let admin: Browser
let office: Office
beforeAll(async () => {
  rig = await startRig({ now: () => Date.now() + ahead })
  admin = await adminOf(rig)
  const made = await admin.post('/api/offices', { name: 'Ban Tuyên giáo Tỉnh ủy', shortName: 'BTG' })
  office = (await made.json()) as Office
})
afterAll(() => rig.stop())
afterEach(() => {
  ahead = 0
})

const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code
const invite = async (username: string): Promise<CreatedUser & { oneTime: OneTimeCode }> => {
  const made = await admin.post('/api/users', { username, name: `Người ${username}`, officeId: office.id })
  expect(made.status).toBe(201)
  return (await made.json()) as CreatedUser & { oneTime: OneTimeCode }
}
const enter = async (username: string, password: string) => {
  const browser = rig.browser()
  const response = await browser.signIn({ username, password })
  return { browser, status: response.status, me: (await response.json()) as Me }
}
const accountOf = async (id: string) =>
  ((await (await admin.get('/api/users')).json()) as Account[]).find((account) => account.id === id)
const trail = async (query = '') =>
  ((await (await admin.get(`/api/audit?limit=200${query}`)).json()) as AuditPage).entries

describe('a one-time code', () => {
  test('lets in as it is typed, to set a password and nothing else', async () => {
    const { oneTime, id } = await invite('lan-dau')
    expect(oneTime.code).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/)
    expect(Math.round((oneTime.expiresAt - Date.now()) / HOUR)).toBe(72)
    expect(await accountOf(id)).toMatchObject({ mustChangePassword: true, lastSignInAt: null, active: true })

    const { browser, status, me } = await enter(
      'lan-dau',
      ` ${oneTime.code.toLowerCase().replaceAll('-', '')}`,
    )
    expect([status, me.mustChangePassword]).toEqual([200, true])
    expect(await (await browser.get('/api/me')).json()).toMatchObject({ mustChangePassword: true })
    expect(await codeOf(await browser.get('/api/reports'))).toBe('password-change-required')

    const change = (current: string, next: string) => browser.post('/api/auth/password', { current, next })
    expect(await codeOf(await change('sai-ma-roi', 'con đò sang sông'))).toBe('wrong-credentials')
    for (const weak of [oneTime.code, oneTime.code.toLowerCase(), 'matkhau123', 'lan-dau-1']) {
      expect(await codeOf(await change(oneTime.code, weak))).toBe('weak-password')
    }
    expect((await change(oneTime.code, 'con đò sang sông')).status).toBe(204)

    // The same session goes on, now with everything.
    expect(await (await browser.get('/api/me')).json()).toMatchObject({ mustChangePassword: false })
    expect((await browser.get('/api/reports')).status).toBe(200)
    expect((await enter('lan-dau', oneTime.code)).status).toBe(401)
    expect((await enter('lan-dau', 'con đò sang sông')).status).toBe(200)
    expect(await accountOf(id)).toMatchObject({ mustChangePassword: false })
  })

  test('is worth nothing after 72 hours, neither to come in nor to set a password', async () => {
    const { oneTime } = await invite('qua-han')
    const { browser } = await enter('qua-han', oneTime.code)
    ahead = 72 * HOUR + 1_000
    const late = await rig.browser().signIn({ username: 'qua-han', password: oneTime.code })
    expect([late.status, await codeOf(late)]).toEqual([401, 'wrong-credentials'])
    const change = { current: oneTime.code, next: 'con đò sang sông' }
    expect(await codeOf(await browser.post('/api/auth/password', change))).toBe('wrong-credentials')
  })

  test('takes the place of a forgotten password, and ends what was open', async () => {
    const { id, browser, password } = await personOf(rig, admin, { username: 'quen-mat' })
    const answer = await admin.post(`/api/users/${id}/code`)
    const { code } = (await answer.json()) as OneTimeCode
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect((await browser.get('/api/me')).status).toBe(401)
    expect((await enter('quen-mat', password)).status).toBe(401)
    expect((await enter('quen-mat', code)).me).toMatchObject({ mustChangePassword: true })
    // A second code takes the place of the first.
    const second = (await (await admin.post(`/api/users/${id}/code`)).json()) as OneTimeCode
    expect((await enter('quen-mat', code)).status).toBe(401)
    expect((await enter('quen-mat', second.code)).status).toBe(200)
  })

  test('is for others, and from administrators', async () => {
    const { id, browser } = await personOf(rig, admin, { username: 'khong-quyen' })
    expect((await browser.post(`/api/users/${id}/code`)).status).toBe(403)
    const me = (await (await admin.get('/api/me')).json()) as Me
    expect((await admin.post(`/api/users/${me.id}/code`)).status).toBe(409)
    expect((await admin.post('/api/users/khong-co/code')).status).toBe(404)
  })

  test('opens no sync socket', async () => {
    const { oneTime } = await invite('khong-socket')
    const { browser } = await enter('khong-socket', oneTime.code)
    const socket = new WebSocket(`${rig.url.replace('http', 'ws')}/sync/bao-cao`, {
      headers: { cookie: browser.cookie, origin: rig.url },
    })
    const code = await new Promise((resolve, reject) => {
      socket.on('close', resolve)
      socket.on('error', reject)
    })
    expect(code).toBe(4401)
  })
})

describe('a password', () => {
  test('of one’s own is changed by who knows it; other sessions end, this one goes on', async () => {
    const { browser, password, username } = await personOf(rig, admin, { username: 'doi-mat-khau' })
    const other = await enter(username, password)
    const wrong = { current: 'khong-phai', next: 'mưa nắng hai mùa' }
    expect((await browser.post('/api/auth/password', wrong)).status).toBe(401)
    expect((await other.browser.get('/api/me')).status).toBe(200)
    const same = { current: password, next: password }
    expect(await codeOf(await browser.post('/api/auth/password', same))).toBe('weak-password')
    const right = { current: password, next: 'mưa nắng hai mùa' }
    expect((await browser.post('/api/auth/password', right)).status).toBe(204)
    expect((await other.browser.get('/api/me')).status).toBe(401)
    expect((await browser.get('/api/me')).status).toBe(200)
    expect((await enter(username, 'mưa nắng hai mùa')).status).toBe(200)
  })

  test('cannot be guessed from an open session either', async () => {
    const { browser, password } = await personOf(rig, admin, { username: 'may-bo-ngo' })
    const guess = (current: string) =>
      browser.post('/api/auth/password', { current, next: 'mưa nắng hai mùa' })
    const statuses = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => (await guess(`x${index}`)).status),
    )
    expect(statuses.filter((status) => status === 401)).toHaveLength(8)
    const right = await guess(password)
    expect([right.status, right.headers.get('retry-after')]).toEqual([429, '60'])
    ahead = 61_000
    expect((await guess(password)).status).toBe(204)
  })

  test('signing out everywhere ends every session of one’s own, and nobody else’s', async () => {
    const { browser, password, username } = await personOf(rig, admin, { username: 'di-khoi' })
    const other = await enter(username, password)
    expect((await browser.post('/api/auth/sign-out-everywhere')).status).toBe(204)
    expect(browser.cookie).toBe('')
    expect((await other.browser.get('/api/me')).status).toBe(401)
    expect((await admin.get('/api/me')).status).toBe(200)
  })

  test('of the first administrator must not be an easy one', async () => {
    const fresh = await startRig({ env: { ADMIN_USERNAME: '', ADMIN_PASSWORD: '' } })
    const setup = { token: fresh.server.setupToken, username: 'quantri', name: 'Quản trị' }
    const weak = await fresh.browser().post('/api/setup', { ...setup, password: 'quantri123' })
    expect(await codeOf(weak)).toBe('weak-password')
    const strong = await fresh.browser().post('/api/setup', { ...setup, password: 'con đò sang sông' })
    expect(strong.status).toBe(201)
    await fresh.stop()
  })
})

test('a refused sign-in says the same whether or not the account exists', async () => {
  await personOf(rig, admin, { username: 'co-that' })
  const { oneTime } = await invite('cho-dat')
  const { id } = await personOf(rig, admin, { username: 'bi-khoa' })
  await admin.send('PATCH', `/api/users/${id}`, { active: false })
  const answers = []
  const tries = [
    ['co-that', 'sai'],
    ['khong-co', 'sai'],
    ['cho-dat', `${oneTime.code}X`],
    ['bi-khoa', 'mat-khau-bi-khoa'],
  ] as const
  for (const [username, password] of tries) {
    const response = await rig.browser().signIn({ username, password })
    const { date: _date, ...headers } = Object.fromEntries(response.headers)
    answers.push({ status: response.status, headers, body: await response.text() })
  }
  for (const answer of answers) expect(answer).toEqual(answers[0])
  const failed = await trail('&action=sign-in-failed')
  const locked = failed.find(({ details }) => details.username === 'bi-khoa')
  expect(locked).toMatchObject({ by: null, details: { address: '127.0.0.1' } })
  expect(JSON.stringify(failed)).not.toContain('khong-co')
})

describe('administrators', () => {
  test('change name, office, rights and password of others', async () => {
    const { id, browser, username } = await personOf(rig, admin, { username: 'duoc-sua' })
    const patch = (change: object) => admin.send('PATCH', `/api/users/${id}`, change)
    const answer = await patch({ name: 'Tên mới'.normalize('NFD'), officeId: office.id, admin: true })
    expect(await answer.json()).toMatchObject({ name: 'Tên mới', office: { id: office.id }, admin: true })
    expect((await browser.get('/api/users')).status).toBe(200)
    await patch({ admin: false })
    expect((await browser.get('/api/users')).status).toBe(403)
    await patch({ password: 'mat-khau-khac' })
    expect((await browser.get('/api/me')).status).toBe(401)
    const { me } = await enter(username, 'mat-khau-khac')
    expect(me).toMatchObject({ mustChangePassword: false })
    expect((await accountOf(id))?.lastSignInAt).toBeGreaterThan(Date.now() - 60_000)
    expect((await patch({ officeId: 'khong-co' })).status).toBe(400)
    expect((await patch({ name: '' })).status).toBe(400)
    expect((await admin.send('PATCH', '/api/users/khong-co', { name: 'X' })).status).toBe(404)
  })

  test('cannot all go: the last one stays, also when two take leave of each other', async () => {
    const one = await startRig()
    const first = await adminOf(one)
    const me = (await (await first.get('/api/me')).json()) as Me
    const mine = (change: object) => first.send('PATCH', `/api/users/${me.id}`, change)
    expect(await codeOf(await mine({ admin: false }))).toBe('conflict')
    expect(await codeOf(await mine({ active: false }))).toBe('conflict')

    const other = await personOf(one, first, { username: 'quantri2' })
    await first.send('PATCH', `/api/users/${other.id}`, { admin: true })
    const both = await Promise.all([
      first.send('PATCH', `/api/users/${other.id}`, { admin: false }),
      other.browser.send('PATCH', `/api/users/${me.id}`, { admin: false }),
    ])
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1)
    await one.stop()
  })

  test('who are deactivated do not count', async () => {
    const one = await startRig()
    const first = await adminOf(one)
    const me = (await (await first.get('/api/me')).json()) as Me
    const other = await personOf(one, first, { username: 'quantri2' })
    const change = (body: object) => first.send('PATCH', `/api/users/${other.id}`, body)
    await change({ admin: true })
    expect((await change({ active: false })).status).toBe(200)
    expect((await first.send('PATCH', `/api/users/${me.id}`, { admin: false })).status).toBe(409)
    await one.stop()
  })

  test('change and remove offices; one that somebody is in stays', async () => {
    const make = (name: string, shortName: string) => admin.post('/api/offices', { name, shortName })
    const made = (await (await make('Sở Y tế', 'SYT')).json()) as Office
    const path = `/api/offices/${made.id}`
    const renamed = await admin.send('PATCH', path, {
      name: 'Sở Y tế tỉnh'.normalize('NFD'),
      color: '#123456',
    })
    expect(await renamed.json()).toEqual({ ...made, name: 'Sở Y tế tỉnh', color: '#123456' })
    expect(await codeOf(await admin.send('PATCH', path, { name: office.name }))).toBe('name-taken')
    expect((await admin.send('PATCH', path, { color: 'red' })).status).toBe(400)

    const { id } = await personOf(rig, admin, { username: 'y-te', officeId: made.id })
    expect(await codeOf(await admin.send('DELETE', path))).toBe('conflict')
    await admin.send('PATCH', `/api/users/${id}`, { officeId: null })
    expect((await admin.send('DELETE', path)).status).toBe(204)
    expect((await admin.send('DELETE', path)).status).toBe(404)
    expect((await trail('&action=office-deleted'))[0]?.details).toMatchObject({ office: 'Sở Y tế tỉnh' })
  })

  test('find in the audit what they did', async () => {
    const { id } = await invite('ghi-so')
    await admin.send('PATCH', `/api/users/${id}`, { name: 'Ghi Sổ', password: 'mat-khau-ghi-so' })
    await admin.post(`/api/users/${id}/code`)
    await admin.send('PATCH', `/api/users/${id}`, { active: false })
    await admin.send('PATCH', `/api/users/${id}`, { active: false })
    await admin.send('PATCH', `/api/users/${id}`, { active: true })
    const mine = (await trail()).filter(({ details }) => details.username === 'ghi-so')
    expect(mine.map(({ action }) => action)).toEqual([
      'user-activated',
      'user-deactivated',
      'code-issued',
      'user-changed',
      'user-created',
    ])
    expect(mine.every(({ by }) => by?.name === 'Quản trị')).toBe(true)
  })
})

test('what cannot be written into the audit does not happen', async () => {
  const database = new DatabaseSync(join(rig.dataDir, 'cung-soan.sqlite'))
  const { id, browser, password } = await personOf(rig, admin, { username: 'khong-doi' })
  const refuse = "create trigger full before insert on audit begin select raise(abort, 'full'); end"
  database.exec(refuse)
  const person = { username: 'khong-vet', name: 'Không Vết', password: 'mat-khau-khong-vet' }
  const answers = [
    await admin.post('/api/users', person),
    await admin.send('PATCH', `/api/users/${id}`, { name: 'Khác', admin: true, active: false }),
    await admin.post(`/api/users/${id}/code`),
    await browser.post('/api/auth/password', { current: password, next: 'con đò sang sông' }),
    await admin.send('PATCH', `/api/offices/${office.id}`, { name: 'Khác' }),
  ]
  database.exec('drop trigger full')
  database.close()
  expect(answers.map(({ status }) => status)).toEqual([500, 500, 500, 500, 500])
  const people = (await (await admin.get('/api/users')).json()) as Account[]
  expect(people.some(({ username }) => username === 'khong-vet')).toBe(false)
  expect(await accountOf(id)).toMatchObject({
    name: 'khong-doi',
    admin: false,
    active: true,
    mustChangePassword: false,
  })
  expect((await browser.get('/api/me')).status).toBe(200)
  expect((await enter('khong-doi', password)).status).toBe(200)
  const offices = (await (await admin.get('/api/offices')).json()) as Office[]
  expect(offices.map(({ name }) => name)).toContain(office.name)
})

describe('a list of people', () => {
  const send = async (body: string | FormData, query = '') => {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
    const headers = typeof body === 'string' ? { 'content-type': 'text/csv' } : {}
    const response = await admin.post(`/api/users/import${query}`, bytes, { headers })
    expect(response.status).toBe(200)
    return (await response.json()) as ImportResult
  }
  const usernames = async () =>
    ((await (await admin.get('/api/users')).json()) as Account[]).map(({ username }) => username)
  const HEADING = 'Họ tên;Tên đăng nhập;Cơ quan;Quản trị\n'

  test('is shown first, made whole, and each gets a code that lets in', async () => {
    const file = `${HEADING}Lò Thị Hoa;lo.hoa;BTG;\nVừ A Páo;;BTG;có\n`
    const preview = await send(file, '?preview=1')
    expect(preview).toMatchObject({ imported: 0, problems: [] })
    expect(
      preview.rows.map(({ username, usernameSuggested, code }) => [username, usernameSuggested, code]),
    ).toEqual([
      ['lo.hoa', undefined, undefined],
      ['vuapao', true, undefined],
    ])
    expect(await usernames()).not.toContain('lo.hoa')

    const form = new FormData()
    form.append('file', new Blob([`\uFEFF${file}`]), 'danh sách.csv')
    const { rows, imported } = await send(form, '?preview=0')
    expect(imported).toBe(2)
    for (const { username, code = '', admin: isAdmin } of rows) {
      const { status, me } = await enter(username, code)
      expect([status, me.mustChangePassword, me.admin]).toEqual([200, true, isAdmin])
      expect(me.office?.id).toBe(office.id)
    }
    expect(
      (await trail('&action=user-created')).filter(({ details }) =>
        /^(?:lo.hoa|vuapao)$/.test(details.username ?? ''),
      ),
    ).toHaveLength(2)
    // Again: everybody is there already.
    const again = await send(file)
    expect(again.imported).toBe(0)
    expect(again.rows[0]?.problems).toEqual(['Tên đăng nhập này đã có người dùng.'])
  })

  test('with one bad row makes nobody', async () => {
    const { rows, imported } = await send(
      `${HEADING}Người Tốt;nguoi.tot;BTG;\nNgười Xấu;nguoi.xau;Không có;\n`,
    )
    expect(imported).toBe(0)
    expect(rows.map(({ problems }) => problems.length)).toEqual([0, 1])
    expect(await usernames()).not.toContain('nguoi.tot')
  })

  test('is all or nothing also when somebody takes a name meanwhile', async () => {
    const people = Array.from({ length: 12 }, (_, index) => `Người ${index};tranh.${index};BTG;`)
    const importing = send(HEADING + people.join('\n'))
    // Two lists at once are not taken; a single account is.
    await expect
      .poll(
        async () =>
          (await admin.post('/api/users/import', new TextEncoder().encode(`${HEADING}A B C;abc;BTG;`)))
            .status,
        { interval: 5 },
      )
      .toBe(409)
    const rival = await admin.post('/api/users', {
      username: 'tranh.7',
      name: 'Kẻ tranh',
      password: 'mat-khau-tranh',
    })
    const { rows, imported } = await importing
    if (imported === 12) return expect(rival.status).toBe(409)
    expect([imported, rival.status]).toEqual([0, 201])
    expect(rows[7]?.problems).toEqual(['Tên đăng nhập này vừa có người khác dùng.'])
    expect((await usernames()).filter((name) => name.startsWith('tranh.'))).toEqual(['tranh.7'])
  })

  test('that is too large, or no file at all, is refused', async () => {
    const huge = new Uint8Array(1024 * 1024 + 1).fill(0x61)
    expect((await admin.post('/api/users/import', huge)).status).toBe(413)
    const form = new FormData()
    form.append('file', new Blob([huge]), 'to.csv')
    expect((await admin.post('/api/users/import', form)).status).toBe(413)
    const other = new FormData()
    other.append('tep', new Blob(['x']), 'x.csv')
    expect((await admin.post('/api/users/import', other)).status).toBe(400)
    expect((await send('')).problems).toEqual(['Tệp trống.'])
    expect((await admin.post('/api/users/import?preview=maybe', huge)).status).toBe(400)
  })
})

test('nothing secret is in the log at level trace, nor in the audit, nor in any answer but one', async () => {
  const { oneTime, id } = await invite('kin-dao')
  const { browser } = await enter('kin-dao', oneTime.code)
  await browser.post('/api/auth/password', { current: oneTime.code, next: 'bí mật của riêng tôi' })
  await browser.post('/api/auth/password', { current: 'gõ nhầm mật khẩu', next: 'lại một bí mật nữa' })
  await enter('kin-dao', 'mật khẩu gõ sai')
  await enter('mật khẩu gõ vào ô tên', 'x')
  const reset = (await (await admin.post(`/api/users/${id}/code`)).json()) as OneTimeCode
  const file = 'Họ tên;Cơ quan\nKín Đáo Hai;BTG'
  const imported = await admin.post('/api/users/import', new TextEncoder().encode(file))
  const [row] = ((await imported.json()) as ImportResult).rows
  await admin.send('PATCH', `/api/users/${id}`, { password: 'admin đặt cho' })
  await admin.post('/api/auth/sign-in/username', 'không phải JSON của mật khẩu', {
    headers: { 'content-type': 'application/json' },
  })

  const kept = [rig.logged(), JSON.stringify(await trail()), await (await admin.get('/api/users')).text()]
  const secrets = [
    oneTime.code,
    reset.code,
    row?.code ?? '',
    'bí mật của riêng tôi',
    'gõ nhầm mật khẩu',
    'lại một bí mật nữa',
    'mật khẩu gõ sai',
    'mật khẩu gõ vào ô tên',
    'admin đặt cho',
    ADMIN.password,
    browser.cookie,
    admin.cookie,
    readFileSync(join(rig.dataDir, 'session-secret'), 'utf8'),
  ].flatMap((secret) => [secret, secret.replaceAll('-', '')])
  expect(rig.logged()).toContain('/api/auth/password')
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(8)
    for (const text of kept) expect(text.normalize('NFC')).not.toContain(secret.normalize('NFC'))
  }
})
