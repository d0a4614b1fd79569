import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openLogger } from '../log.ts'
import { createApp, type AppDeps } from './app.ts'
import { adminOf, startRig, type Browser, type Rig } from './rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/**
 * Every route there is, found by walking the router, so that a new one cannot forget what all must do. What is open to
 * people without a session is listed here, one by one.
 */
const OPEN_TO_ALL = new Set([
  'GET /metrics',
  'GET /api/health',
  'GET /api/auth/providers',
  'GET /api/auth/oidc/start',
  'GET /api/auth/oidc/callback',
  'POST /api/auth/sign-in/username',
  'POST /api/auth/sign-out',
  'POST /api/setup',
])
const OPEN_WITH_A_CODE = new Set([
  'GET /api/me',
  'POST /api/auth/password',
  'POST /api/auth/sign-out',
  'POST /api/auth/sign-out-everywhere',
])
/** The pages themselves: anybody may load them, they hold nothing. */
const PAGES = /^GET \/(?:\{\*|\*|assets)/

type Route = { readonly method: string; readonly path: string }

/** What express keeps of a route or a mounted router; not part of its types. */
type Layer = {
  readonly route?: {
    readonly path: string | readonly string[]
    readonly methods: Readonly<Record<string, boolean>>
  }
  readonly handle: { readonly stack?: readonly Layer[] }
  readonly rawPath: unknown
}

function walk(layers: readonly Layer[], mount: string): Route[] {
  return layers.flatMap((layer): Route[] => {
    const { route } = layer
    if (route) {
      const paths = [route.path].flat()
      const methods = Object.keys(route.methods).filter((method) => route.methods[method])
      return paths.flatMap((path) =>
        methods.map((method) => ({ method: method.toUpperCase(), path: mount + path })),
      )
    }
    const { stack } = layer.handle
    return stack ? walk(stack, mount + mountOf(layer)) : []
  })
}

function mountOf({ rawPath }: Layer): string {
  const mounts = [rawPath].flat()
  if (mounts.length === 1 && typeof mounts[0] === 'string') return mounts[0] === '/' ? '' : mounts[0]
  throw new Error(`a router is mounted where this test does not know to look: ${String(rawPath)}`)
}

function allRoutes(): Route[] {
  const deps = {
    allowedOrigins: [],
    singleSignOn: { name: 'SSO' },
    metrics: new Registry(),
    logger: openLogger('silent'),
    clientDirectory: '/nowhere',
  } as unknown as AppDeps
  const app = createApp(deps)
  return walk((app as unknown as { router: { stack: readonly Layer[] } }).router.stack, '')
}

const named = ({ method, path }: Route) => `${method} ${path}`
const addressOf = ({ path }: Route) => path.replaceAll(/:\w+/g, 'khong-co').replace(/\{?\*\w+\}?$/, 'x')
const routes = allRoutes()
const writes = routes.filter(({ method }) => method !== 'GET')
const guarded = routes.filter((route) => !OPEN_TO_ALL.has(named(route)) && !PAGES.test(named(route)))

describe('the routes', () => {
  let rig: Rig
  let admin: Browser
  let withCode: Browser
  beforeAll(async () => {
    rig = await startRig({
      env: {
        OIDC_ISSUER: 'https://127.0.0.1:9',
        OIDC_CLIENT_ID: 'cung-soan',
        OIDC_CLIENT_SECRET: 'bi-mat',
      },
    })
    admin = await adminOf(rig)
    // An administrator, so that nothing is refused for want of rights.
    const person = { username: 'co-ma', name: 'Có mã', admin: true }
    const { oneTime } = await (await admin.post('/api/users', person)).json()
    withCode = rig.browser()
    expect((await withCode.signIn({ username: 'co-ma', password: oneTime.code })).status).toBe(200)
  })
  afterAll(() => rig.stop())

  const ask = (browser: Browser, route: Route, headers: Readonly<Record<string, string>> = {}) =>
    route.method === 'GET'
      ? browser.get(addressOf(route), { redirect: 'manual' })
      : browser.send(route.method, addressOf(route), {}, { headers })
  const codeOf = async (response: Response) => ((await response.json()) as { code?: string }).code

  test('are found: reading and writing, in every room', () => {
    const all = routes.map(named)
    expect(all.length).toBeGreaterThan(25)
    for (const name of [...OPEN_TO_ALL, ...OPEN_WITH_A_CODE]) expect(all).toContain(name)
    for (const name of [
      'PATCH /api/users/:id',
      'DELETE /api/offices/:id',
      'PUT /api/reports/:id/members/:userId',
    ]) {
      expect(all).toContain(name)
    }
  })

  test.each(writes.map((route) => [named(route), route] as const))(
    '%s refuses a foreign page, whoever is signed in',
    async (_name, route) => {
      const response = await ask(admin, route, { origin: 'http://ke-gian.example' })
      expect([response.status, await codeOf(response)]).toEqual([403, 'foreign-origin'])
    },
  )

  test.each(guarded.map((route) => [named(route), route] as const))(
    '%s refuses who is not signed in',
    async (_name, route) => {
      const response = await ask(rig.browser(), route)
      expect([response.status, await codeOf(response)]).toEqual([401, 'not-signed-in'])
    },
  )

  const closed = guarded.filter((route) => !OPEN_WITH_A_CODE.has(named(route)))
  test.each(closed.map((route) => [named(route), route] as const))(
    '%s refuses who came with a one-time code',
    async (_name, route) => {
      const response = await ask(withCode, route)
      expect([response.status, await codeOf(response)]).toEqual([403, 'password-change-required'])
    },
  )

  test('that are open tell who came with a code what to do', async () => {
    expect(await (await withCode.get('/api/me')).json()).toMatchObject({ mustChangePassword: true })
  })
})
