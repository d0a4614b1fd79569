import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type OpenIdProvider, startProvider } from './rig/oidc-provider.ts'
import { type Province, call, foundProvince } from './rig/province.ts'
import { type Answer, request } from './rig/request.ts'
import { ADMIN, type Server, startServer } from './rig/server.ts'

const SESSION = 'cung-soan.session_token'
const KEEPSAKE = 'cung-soan.sign-on'

/** Somebody's browser: goes where it is sent, keeps cookies by origin, and fills in the provider's sign-in page. */
class Surfer {
  readonly #cookies = new Map<string, Map<string, string>>()
  /** Every `Set-Cookie` line of our server. */
  readonly set: string[] = []
  readonly visited: string[] = []

  cookie(url: string, name: string): string | undefined {
    return this.#jar(url).get(name)
  }

  bring(url: string, name: string, value: string): void {
    this.#jar(url).set(name, value)
  }

  async ask(url: string, form?: Readonly<Record<string, string>>): Promise<Answer> {
    this.visited.push(url)
    const jar = this.#jar(url)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = form
      ? await this.#post(url, cookie, form)
      : await request(url, { headers: cookie === '' ? {} : { cookie } })
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
      const [pair = ''] = line.split(';')
      const [name = '', ...value] = pair.split('=')
      this.set.push(line)
      if (value.join('=') === '') jar.delete(name)
      else jar.set(name, value.join('='))
    }
    return answer
  }

  // The provider reads forms, the rig's requests write JSON.
  async #post(url: string, cookie: string, form: Readonly<Record<string, string>>): Promise<Answer> {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams(form),
    })
    const text = await response.text()
    const headers = {
      ...Object.fromEntries(response.headers),
      'set-cookie': response.headers.getSetCookie(),
    }
    return { status: response.status, headers, text, json: () => JSON.parse(text) as unknown }
  }

  /** Follows redirects, signing in at the provider as `account`; stops where `until` says, or at a page of ours. */
  async surf(start: string, account: string, until?: (url: string) => boolean): Promise<string> {
    let url = start
    let form: Readonly<Record<string, string>> | undefined
    for (let step = 0; step < 20; step++) {
      if (until?.(url)) return url
      const answer = await this.ask(url, form)
      form = undefined
      const { location } = answer.headers
      if (typeof location === 'string') {
        url = new URL(location, url).href
        continue
      }
      const action = /<form[^>]* action="([^"]+)"/.exec(answer.text)?.[1]
      if (!action) return url
      url = new URL(action, url).href
      form = { prompt: 'login', login: account, password: 'gi-cung-duoc' }
    }
    throw new Error(`round and round:\n${this.visited.join('\n')}`)
  }

  #jar(url: string): Map<string, string> {
    const { origin } = new URL(url)
    const jar = this.#cookies.get(origin) ?? new Map<string, string>()
    this.#cookies.set(origin, jar)
    return jar
  }
}

describe.each(['id-token', 'userinfo'] as const)('single sign-on, with the name in the %s', (claimsIn) => {
  let provider: OpenIdProvider
  let server: Server
  let province: Province
  const callback = () => `${server.origin}/api/auth/oidc/callback`
  const start = (to = '/') => `${server.origin}/api/auth/oidc/start?to=${encodeURIComponent(to)}`
  const atCallback = (url: string) => url.startsWith(callback())

  beforeAll(async () => {
    provider = await startProvider(claimsIn)
    server = await startServer({
      env: {
        OIDC_ISSUER: provider.issuer,
        OIDC_ALLOW_HTTP: '1',
        OIDC_CLIENT_ID: provider.clientId,
        OIDC_CLIENT_SECRET: provider.clientSecret,
        OIDC_NAME: 'SSO tỉnh',
        LOG_LEVEL: 'trace',
      },
    })
    province = await foundProvince(server, { people: 2 })
  })
  afterAll(async () => {
    await server.stop()
    await provider.stop()
  })
  beforeEach(() => {
    provider.tamper = undefined
  })

  const me = async (surfer: Surfer) => {
    const cookie = surfer.cookie(server.origin, SESSION)
    return request(`${server.origin}/api/me`, {
      headers: cookie === undefined ? {} : { cookie: `${SESSION}=${cookie}` },
    })
  }
  const failed = async (surfer: Surfer, end: string, code = 'sign-on-failed', to?: string) => {
    expect(end).toBe(
      `${server.origin}/dang-nhap?loi=${code}${to === undefined ? '' : `&tiep=${encodeURIComponent(to)}`}`,
    )
    expect((await me(surfer)).status).toBe(401)
    expect(surfer.cookie(server.origin, KEEPSAKE)).toBeUndefined()
  }

  test('without the provider, the server starts and passwords work; the person is told', async () => {
    const surfer = new Surfer()
    await failed(surfer, await surfer.surf(start('/bao-cao/a'), 'soanthao1'), 'sign-on-failed', '/bao-cao/a')
    expect((await call(server, province.person(0), '/api/me')).status).toBe(200)
    provider.open(callback())
    // What was not there a moment ago is asked again a few seconds later.
    await expect
      .poll(async () => (await request(start())).headers.location, { timeout: 20_000, interval: 200 })
      .toContain(provider.issuer)
  })

  test('is offered under its name', async () => {
    const providers = await request(`${server.origin}/api/auth/providers`)
    expect(providers.json()).toEqual({ oidc: { name: 'SSO tỉnh' } })
  })

  test('leads somebody who has an account to the page they wanted, signed in', async () => {
    const surfer = new Surfer()
    const end = await surfer.surf(start('/bao-cao/abc?x=1#y'), 'SoanThao1')
    expect(end).toBe(`${server.origin}/bao-cao/abc?x=1#y`)
    expect((await me(surfer)).json()).toMatchObject({ username: 'soanthao1', mustChangePassword: false })

    const cookies = surfer.set.filter((line) => line.startsWith('cung-soan'))
    const session = cookies.find((line) => line.startsWith(SESSION))
    expect(session).toMatch(/HttpOnly/)
    expect(session).toMatch(/SameSite=Strict/)
    const keepsake = cookies.find((line) => line.startsWith(KEEPSAKE))
    expect(keepsake).toMatch(/Max-Age=600; Path=\/api\/auth\/oidc; HttpOnly; SameSite=Lax/)
    expect(surfer.cookie(server.origin, KEEPSAKE)).toBeUndefined()

    const asked = new URL(surfer.visited.find((url) => url.startsWith(`${provider.issuer}/auth?`)) ?? '')
    expect(asked.searchParams.get('code_challenge_method')).toBe('S256')
    expect(asked.searchParams.get('state')).toMatch(/^.{20,}$/)
    expect(asked.searchParams.get('nonce')).toMatch(/^.{20,}$/)
  })

  test('asks for no new password of who was given a code but came this way', async () => {
    const path = `/api/users/${province.person(1).person.id}/code`
    expect((await call(server, province.admin, path, { method: 'POST' })).status).toBe(200)
    const surfer = new Surfer()
    await surfer.surf(start(), 'soanthao2')
    expect((await me(surfer)).json()).toMatchObject({ username: 'soanthao2', mustChangePassword: false })
  })

  test('makes no account for who has none', async () => {
    const surfer = new Surfer()
    await failed(surfer, await surfer.surf(start('/x'), 'nguoi-la'), 'sign-on-unknown', '/x')
    const people = (await call(server, province.admin, '/api/users')).json()
    expect(JSON.stringify(people)).not.toContain('nguoi-la')
  })

  test('does not let in who is deactivated', async () => {
    const body = { username: 'da-khoa', name: 'Đã khoá', password: 'mat-khau-da-khoa' }
    const made = await call(server, province.admin, '/api/users', { method: 'POST', body })
    const { id } = made.json() as { id: string }
    const path = `/api/users/${id}`
    await call(server, province.admin, path, { method: 'PATCH', body: { active: false } })
    const surfer = new Surfer()
    await failed(surfer, await surfer.surf(start(), 'da-khoa'), 'sign-on-unknown')
  })

  test('refuses a callback with another state', async () => {
    const surfer = new Surfer()
    const back = new URL(await surfer.surf(start(), 'soanthao1', atCallback))
    back.searchParams.set('state', 'khac')
    await failed(surfer, await surfer.surf(back.href, ''))
  })

  test('refuses a callback in another browser: nobody is signed in as somebody else by a link', async () => {
    const [attacker, victim] = [new Surfer(), new Surfer()]
    const link = await attacker.surf(start(), 'soanthao1', atCallback)
    await failed(victim, await victim.surf(link, ''))
    // Also one that has begun a sign-in of its own.
    await victim.surf(start(), 'soanthao2', atCallback)
    await failed(victim, await victim.surf(link, ''))
  })

  test('refuses a callback played again, even with the cookie of the first time', async () => {
    const surfer = new Surfer()
    const back = await surfer.surf(start(), 'soanthao1', atCallback)
    const keepsake = surfer.cookie(server.origin, KEEPSAKE) ?? ''
    expect(await surfer.surf(back, '')).toBe(`${server.origin}/`)
    const later = new Surfer()
    await failed(later, await later.surf(back, ''))
    later.bring(server.origin, KEEPSAKE, keepsake)
    await failed(later, await later.surf(back, ''))
  })

  test('refuses a keepsake that was altered', async () => {
    const surfer = new Surfer()
    const back = await surfer.surf(start(), 'soanthao1', atCallback)
    const keepsake = surfer.cookie(server.origin, KEEPSAKE) ?? ''
    const last = keepsake.endsWith('0') ? '1' : '0'
    surfer.bring(server.origin, KEEPSAKE, keepsake.slice(0, -1) + last)
    await failed(surfer, await surfer.surf(back, ''))
  })

  const parts = (idToken: string) => idToken.split('.') as [string, string, string]
  const payloadWith = (idToken: string, change: Readonly<Record<string, unknown>>) => {
    const claims = JSON.parse(Buffer.from(parts(idToken)[1], 'base64url').toString()) as object
    return Buffer.from(JSON.stringify({ ...claims, ...change })).toString('base64url')
  }
  const forgeries: readonly (readonly [string, (idToken: string) => string])[] = [
    [
      'that says another name under the old signature',
      (idToken) => {
        const [head, , signature] = parts(idToken)
        const claims = { sub: ADMIN.username, preferred_username: ADMIN.username }
        return `${head}.${payloadWith(idToken, claims)}.${signature}`
      },
    ],
    [
      'without a signature',
      (idToken) => {
        const head = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
        return `${head}.${payloadWith(idToken, {})}.`
      },
    ],
    ['of an earlier sign-in', () => provider.given[0] ?? ''],
  ]
  test.each(forgeries)('refuses an id token %s', async (_what, forge) => {
    provider.tamper = forge
    const before = provider.given.length
    const surfer = new Surfer()
    await failed(surfer, await surfer.surf(start(), 'soanthao1'))
    expect(provider.given.length).toBe(before + 1)
  })

  test.each([
    '//ke-gian.example',
    'https://ke-gian.example/',
    '/\\ke-gian.example',
    '/\t/ke-gian.example',
    '/.//ke-gian.example',
    'javascript:alert(1)',
    '/api/auth/oidc/start',
    '',
  ])('leads nowhere but home for to=%j', async (to) => {
    const surfer = new Surfer()
    expect(await surfer.surf(start(to), 'soanthao1')).toBe(`${server.origin}/`)
    expect((await me(surfer)).status).toBe(200)
  })

  test('tells the person when the provider refuses', async () => {
    const surfer = new Surfer()
    const back = new URL(await surfer.surf(start('/x'), 'soanthao1', atCallback))
    const refused = `${callback()}?error=access_denied&state=${back.searchParams.get('state')}&iss=${provider.issuer}`
    await failed(surfer, await surfer.surf(refused, ''), 'sign-on-failed', '/x')
  })

  test('is looked up in the audit, refused ones too', async () => {
    const trail = (await call(server, province.admin, '/api/audit?limit=200')).json() as {
      entries: { action: string; by: { name: string } | null; details: Record<string, string> }[]
    }
    const signIns = trail.entries.filter(({ details }) => details.by === 'single-sign-on')
    expect(signIns.some(({ by }) => by?.name === 'Người soạn 1')).toBe(true)
    const refused = trail.entries.filter(({ action }) => action === 'sign-in-failed')
    expect(refused.some(({ details }) => details.username === 'da-khoa')).toBe(true)
    expect(JSON.stringify(refused)).not.toContain('nguoi-la')
  })

  test('survives a restart without the provider; nothing secret was logged at level trace', async () => {
    const surfer = new Surfer()
    const back = new URL(await surfer.surf(start(), 'soanthao1', atCallback))
    const keepsake = surfer.cookie(server.origin, KEEPSAKE) ?? ''
    await surfer.surf(back.href, '')
    provider.close()
    await server.terminate()
    await server.start()
    expect((await me(surfer)).status).toBe(200)
    const logged = server.output() + server.complaints()
    expect(logged).toContain('"path":"/api/auth/oidc/callback"')
    const secrets = [
      provider.clientSecret,
      back.searchParams.get('code') ?? '',
      back.searchParams.get('state') ?? '',
      keepsake,
      surfer.cookie(server.origin, SESSION) ?? '',
      ...provider.given,
      ...provider.given.map((idToken) => parts(idToken)[2]),
    ]
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(10)
      expect(logged).not.toContain(secret)
    }
  })
})
