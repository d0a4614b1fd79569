import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { BadSetting } from '../env.ts'
import { ADMIN, adminOf, personOf, startRig, type Rig } from './rig.ts'

// Every sign-in costs a password hash, on purpose.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const problem = async (response: Response) => {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  const body = (await response.json()) as { code: string; status: number; title: string; detail?: string }
  expect(body.status).toBe(response.status)
  return body
}

describe('a session', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig()
  })
  afterAll(() => rig.stop())

  test('begins with the right password, says who one is, and ends with sign-out', async () => {
    const browser = rig.browser()
    expect((await problem(await browser.get('/api/me'))).code).toBe('not-signed-in')
    const signedIn = await browser.signIn({ ...ADMIN, username: ' QuanTri ' })
    expect(signedIn.status).toBe(200)
    expect(await (await browser.get('/api/me')).json()).toMatchObject({ username: 'quantri', admin: true })
    const cookie = browser.cookie
    expect((await browser.post('/api/auth/sign-out', {})).status).toBe(204)
    // Also for whoever kept the cookie.
    browser.cookie = cookie
    expect((await browser.get('/api/me')).status).toBe(401)
  })

  test('lies in a cookie that scripts cannot read, that plain http carries and https protects', async () => {
    const plain = await rig.browser().signIn(ADMIN)
    const [cookie = ''] = plain.headers.getSetCookie()
    expect(cookie).toMatch(/^cung-soan\.session_token=/)
    expect(cookie).toMatch(/; HttpOnly/)
    expect(cookie).toMatch(/; SameSite=Strict/)
    expect(cookie).toMatch(/; Max-Age=2592000/)
    expect(cookie).not.toMatch(/secure/i)
    expect(await plain.text()).not.toContain(cookie.split('=')[1]?.split('.')[0])

    const behindTls = await rig
      .browser()
      .post('/api/auth/sign-in/username', ADMIN, { headers: { 'x-forwarded-proto': 'https' } })
    expect(behindTls.headers.getSetCookie()[0]).toMatch(/; Secure$/)
  })

  test.each([
    ['a wrong password', { username: 'quantri', password: 'sai-mat-khau' }],
    ['an unknown name', { username: 'khong-co-ai', password: 'sai-mat-khau' }],
    ['a name no account can have', { username: 'Điều phối', password: 'sai-mat-khau' }],
  ])('is refused for %s, in the same words', async (_what, credentials) => {
    const response = await rig.browser().signIn(credentials)
    expect(response.status).toBe(401)
    expect((await problem(response)).code).toBe('wrong-credentials')
  })

  test('is not found behind a cookie that was altered', async () => {
    const browser = await adminOf(rig)
    browser.cookie = browser.cookie.replace(/=(.)/, (_match, first) => `=${first === 'a' ? 'b' : 'a'}`)
    expect((await browser.get('/api/me')).status).toBe(401)
  })

  test('is guarded against guessing, whether the guesses come one by one or all at once', async () => {
    const admin = await adminOf(rig)
    const victim = await personOf(rig, admin, { username: 'nguoi-bi-do' })
    const guesses = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        rig.browser().signIn({ username: 'nguoi-bi-do', password: `doan-mo-${index}` }),
      ),
    )
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(8)
    const last = await rig.browser().signIn(victim)
    expect(last.status).toBe(429)
    expect(last.headers.get('retry-after')).toBe('60')
    expect((await problem(last)).code).toBe('too-many-requests')
    expect((await rig.browser().signIn(ADMIN)).status).toBe(200)
  })

  test('many people behind one address sign in at once', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => rig.browser().signIn(ADMIN)))
    expect(all.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200))
  })

  test('outlives a restart; its secret is for the server alone', async () => {
    const browser = await adminOf(rig)
    await rig.restart()
    expect((await browser.get('/api/me')).status).toBe(200)
    for (const name of readdirSync(rig.dataDir).filter((file) => !file.startsWith('server.lock'))) {
      expect([name, statSync(join(rig.dataDir, name)).mode & 0o077]).toEqual([name, 0])
    }
  })

  test('leaves neither passwords nor cookies in the log', async () => {
    const browser = await adminOf(rig)
    await browser.signIn({ username: 'quantri', password: 'mat-khau-bi-go-nham' })
    await browser.get(`/thiet-lap?ma=ma-mot-lan`)
    const logged = rig.logged()
    const secret = readFileSync(join(rig.dataDir, 'session-secret'), 'utf8')
    expect(logged).toContain('/api/auth/sign-in/username')
    for (const hidden of [ADMIN.password, 'mat-khau-bi-go-nham', browser.cookie, secret, 'ma-mot-lan']) {
      expect(logged).not.toContain(hidden)
    }
  })
})

describe('people', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig()
  })
  afterAll(() => rig.stop())

  test('cannot make accounts for themselves, nor reach what better-auth would offer', async () => {
    const stranger = rig.browser()
    const body = { email: 'a@b.vn', password: 'mat-khau-la', name: 'A', username: 'nguoila' }
    for (const path of [
      'sign-up/email',
      'admin/create-user',
      'update-user',
      'sign-in/email',
      'get-session',
    ]) {
      expect((await stranger.post(`/api/auth/${path}`, body)).status).toBe(404)
    }
    expect((await stranger.get('/api/auth/list-sessions')).status).toBe(404)
    expect((await stranger.post('/api/users', { ...body })).status).toBe(401)
  })

  test('are made, moved, locked out and let in again by an administrator only', async () => {
    const admin = await adminOf(rig)
    const office = await (
      await admin.post('/api/offices', { name: 'Ban Tuyên giáo Tỉnh ủy', shortName: 'BTG' })
    ).json()
    const { id, browser, ...credentials } = await personOf(rig, admin, { username: 'can-bo' })
    expect((await browser.get('/api/users')).status).toBe(403)
    expect((await browser.post('/api/offices', { name: 'X', shortName: 'X' })).status).toBe(403)

    expect((await admin.send('PATCH', `/api/users/${id}`, { officeId: office.id })).status).toBe(200)
    expect(await (await browser.get('/api/me')).json()).toMatchObject({ office: { shortName: 'BTG' } })

    await admin.send('PATCH', `/api/users/${id}`, { active: false })
    expect((await browser.get('/api/me')).status).toBe(401)
    expect((await browser.get('/api/reports')).status).toBe(401)
    expect((await rig.browser().signIn(credentials)).status).toBe(401)

    await admin.send('PATCH', `/api/users/${id}`, { active: true, password: 'mat-khau-moi' })
    expect((await rig.browser().signIn({ ...credentials, password: 'mat-khau-moi' })).status).toBe(200)
  })

  test('have names of their own; so have offices', async () => {
    const admin = await adminOf(rig)
    const person = { username: 'trung-ten', name: 'Trùng tên', password: 'mat-khau-trung' }
    expect((await admin.post('/api/users', person)).status).toBe(201)
    expect((await problem(await admin.post('/api/users', person))).code).toBe('name-taken')
    const twice = { username: 'cung-luc', name: 'Cùng lúc', password: 'mat-khau-cung-luc' }
    const both = await Promise.all([admin.post('/api/users', twice), admin.post('/api/users', twice)])
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409])
    const office = { name: 'Văn phòng Tỉnh ủy', shortName: 'VPTU' }
    expect((await admin.post('/api/offices', office)).status).toBe(201)
    const taken = await admin.post('/api/offices', { ...office, name: office.name.normalize('NFD') })
    expect((await problem(taken)).code).toBe('name-taken')
    expect(
      (await admin.post('/api/users', { ...person, username: 'khac', officeId: 'khong-co' })).status,
    ).toBe(400)
  })

  test('may type their password in composed or decomposed Vietnamese', async () => {
    const admin = await adminOf(rig)
    const password = 'Mật khẩu tiếng Việt'
    await admin.post('/api/users', {
      username: 'go-dau',
      name: 'Gõ dấu',
      password: password.normalize('NFC'),
    })
    const typed = await rig.browser().signIn({ username: 'go-dau', password: password.normalize('NFD') })
    expect(typed.status).toBe(200)
  })
})

describe('the first administrator', () => {
  test('comes from the one-time link, once, and signed in', async () => {
    const rig = await startRig({ env: { ADMIN_USERNAME: '', ADMIN_PASSWORD: '' } })
    const token = rig.server.setupToken ?? ''
    expect(token).not.toBe('')
    const person = { username: 'quantri', name: 'Quản trị', password: 'mat-khau-dai' }

    expect((await rig.browser().post('/api/setup', { ...person, token: `${token}x` })).status).toBe(409)
    const both = await Promise.all([1, 2].map(() => rig.browser().post('/api/setup', { ...person, token })))
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409])
    expect(rig.server.setupToken).toBeUndefined()

    const late = await rig.browser().post('/api/setup', { ...person, username: 'kethu', token })
    expect((await problem(late)).code).toBe('setup-done')
    const admin = rig.browser()
    await admin.signIn(person)
    expect(await (await admin.get('/api/me')).json()).toMatchObject({ admin: true })
    await rig.stop()
  })

  test('is made from the environment at the first start; later passwords there change nothing', async () => {
    const rig = await startRig()
    await rig.restart()
    expect(rig.server.setupToken).toBeUndefined()
    expect(await (await (await adminOf(rig)).get('/api/users')).json()).toHaveLength(1)
    await rig.stop()
  })
})

test('a second server on the same data directory is refused, and the first goes on', async () => {
  const rig = await startRig()
  await expect(startRig({ env: { DATA_DIR: rig.dataDir } })).rejects.toThrow(BadSetting)
  await expect(startRig({ env: { DATA_DIR: rig.dataDir } })).rejects.toThrow(/đang được một máy chủ/)
  expect((await rig.browser().get('/api/health')).status).toBe(200)
  await rig.stop()
})
