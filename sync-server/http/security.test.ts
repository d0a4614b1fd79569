import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { CLOSE } from '../../report/wire/close-codes.ts'
import type { OneTimeCode } from '../../report/wire/rest.ts'
import { adminOf, personOf, startRig, type Browser, type Rig } from './rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let home: string
let rig: Rig
let admin: Browser
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'cung-soan-client-'))
  mkdirSync(join(home, 'client', 'assets'), { recursive: true })
  writeFileSync(join(home, 'secret.txt'), 'bí mật ngoài thư mục')
  writeFileSync(join(home, 'client', '.env'), 'bí mật trong tệp ẩn')
  writeFileSync(join(home, 'client', 'index.html'), '<!doctype html><title>Cùng Soạn</title>')
  rig = await startRig({ clientDirectory: join(home, 'client') })
  admin = await adminOf(rig)
})
afterAll(async () => {
  await rig.stop()
  rmSync(home, { recursive: true, force: true })
})

/** Asks for exactly this path: `fetch` would tidy it up first. */
const askFor = (path: string, cookie = ''): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(rig.url)
    const asked = request(
      { host: '127.0.0.1', port, path, headers: cookie === '' ? {} : { cookie } },
      (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (text: string) => (body += text))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      },
    )
    asked.on('error', reject)
    asked.end()
  })

describe('every answer', () => {
  test.each(['/', '/dang-nhap', '/api/me', '/api/health', '/khong-co/gi', '/api/reports/x/images/y'])(
    'of %s keeps the page to itself',
    async (path) => {
      const { headers } = await admin.get(path)
      const policy = headers.get('content-security-policy') ?? ''
      const rules = new Map(
        policy.split(';').map((rule) => {
          const [name = '', ...sources] = rule.trim().split(' ')
          return [name, sources.join(' ')]
        }),
      )
      expect(rules.get('default-src')).toBe("'self'")
      expect(rules.get('script-src')).toBe("'self'")
      expect(rules.get('object-src')).toBe("'none'")
      expect(rules.get('frame-ancestors')).toBe("'none'")
      expect(rules.get('base-uri')).toBe("'self'")
      expect(policy).not.toContain('unsafe-eval')
      // Only this very host, and what a page carries itself.
      const hosts = [...policy.matchAll(/(?:wss?|https?):\/\/([^\s;]+)/g)].map(([, host]) => host)
      expect(new Set(hosts)).toEqual(new Set([new URL(rig.url).host]))
      expect(policy).not.toContain('*')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('SAMEORIGIN')
      expect(headers.get('referrer-policy')).toBe('same-origin')
      expect(headers.get('x-powered-by')).toBeNull()
      // Plain http is the rule on an office network: what would force https locks people out.
      expect(headers.get('strict-transport-security')).toBeNull()
      expect(policy).not.toContain('upgrade-insecure-requests')
    },
  )

  test('is not shaped by a Host header that somebody made up', async () => {
    const { status, body } = await askFor('/api/health')
    expect([status, body]).toEqual([200, expect.stringContaining('"ok"')])
    const port = new URL(rig.url).port
    const policy = await new Promise<string>((resolve, reject) => {
      const headers = { host: "x; script-src 'unsafe-inline'" }
      const asked = request({ host: '127.0.0.1', port, path: '/api/health', headers }, (response) => {
        response.resume()
        resolve(String(response.headers['content-security-policy']))
      })
      asked.on('error', reject)
      asked.end()
    })
    expect(policy).not.toContain("script-src 'unsafe-inline'")
  })
})

describe('no path leads out of the client’s folder or into the server’s', () => {
  const ways = [
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/....//secret.txt',
    '//secret.txt',
    '/%00/../secret.txt',
    '/%252e%252e%252fsecret.txt',
    '/.env',
    '/assets/../.env',
    '/%2eenv',
    '/api/reports/..%2f..%2fsecret.txt/images/x',
    '/api/reports/x/images/..%2f..%2f..%2fsession-secret',
    '/api/reports/../../session-secret',
  ]
  test.each(ways)('%s', async (path) => {
    const { body, status } = await askFor(path, admin.cookie)
    expect(body).not.toContain('bí mật')
    expect(body).not.toContain(readFileSync(join(rig.dataDir, 'session-secret'), 'utf8').trim())
    expect(status).toBeLessThan(500)
  })
})

test('the secret and the data are for the server’s account alone', () => {
  const mode = (name: string) => statSync(join(rig.dataDir, name)).mode & 0o777
  expect(mode('session-secret')).toBe(0o600)
  expect(mode('cung-soan.sqlite')).toBe(0o600)
  expect(readFileSync(join(rig.dataDir, 'session-secret'), 'utf8').trim()).toMatch(/^[\w-]{43}$/)
})

describe('open pages', () => {
  const open = async (browser: Browser, reportId: string) => {
    const address = `${rig.url.replace('http', 'ws')}/sync/${reportId}`
    const socket = new WebSocket(address, { headers: { cookie: browser.cookie, origin: rig.url } })
    const closed = new Promise<number>((resolve) => socket.on('close', resolve))
    // The server speaks first.
    await new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject))
    return { socket, closed }
  }
  const member = async (username: string) => {
    const made = await admin.post('/api/reports', { plan: 'blank', title: 'Báo cáo thử' })
    const { id: reportId } = (await made.json()) as { id: string }
    const person = await personOf(rig, admin, { username })
    await admin.send('PUT', `/api/reports/${reportId}/members/${person.id}`, { role: 'drafter' })
    const elsewhere = rig.browser()
    await elsewhere.signIn({ username, password: person.password })
    return { reportId, ...person, here: person.browser, elsewhere }
  }

  test('elsewhere close when the password is changed; the one it was changed in stays', async () => {
    const { reportId, here, elsewhere, password } = await member('doi-mat-khau')
    const [mine, other] = [await open(here, reportId), await open(elsewhere, reportId)]
    await here.post('/api/auth/password', { current: password, next: 'con đò sang sông' })
    expect(await other.closed).toBe(CLOSE.notSignedIn)
    expect(mine.socket.readyState).toBe(WebSocket.OPEN)
    mine.socket.terminate()
  })

  test.each<[string, (id: string, here: Browser) => Promise<Response>]>([
    ['signing out everywhere', (_id, here) => here.post('/api/auth/sign-out-everywhere')],
    ['a one-time code', (id) => admin.post(`/api/users/${id}/code`)],
    [
      'a password from the administrator',
      (id) => admin.send('PATCH', `/api/users/${id}`, { password: 'mat-khau-khac' }),
    ],
    ['deactivation', (id) => admin.send('PATCH', `/api/users/${id}`, { active: false })],
  ])('all close at once by %s', async (what, act) => {
    const { reportId, here, elsewhere, id } = await member(`dong-${what.length}`)
    const pages = [await open(here, reportId), await open(elsewhere, reportId)]
    expect((await act(id, here)).status).toBeLessThan(300)
    expect(await Promise.all(pages.map(({ closed }) => closed))).toEqual([
      CLOSE.notSignedIn,
      CLOSE.notSignedIn,
    ])
  })

  test('do not open again with a code until a password is set', async () => {
    const { reportId, id, username } = await member('chua-dat')
    const { code } = (await (await admin.post(`/api/users/${id}/code`)).json()) as OneTimeCode
    const browser = rig.browser()
    await browser.signIn({ username, password: code })
    const address = `${rig.url.replace('http', 'ws')}/sync/${reportId}`
    const refused = new WebSocket(address, { headers: { cookie: browser.cookie, origin: rig.url } })
    expect(await new Promise((resolve) => refused.on('close', resolve))).toBe(CLOSE.notSignedIn)
    await browser.post('/api/auth/password', { current: code, next: 'con đò sang sông' })
    const { socket } = await open(browser, reportId)
    socket.terminate()
  })
})
