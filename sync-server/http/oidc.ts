import { Router, type Request, type Response } from 'express'
import type { ErrorCode } from '../../report/wire/errors.ts'
import type { Providers } from '../../report/wire/rest.ts'
import type { Accounts } from '../auth/accounts.ts'
import { KEEPSAKE_LIVES_MS, type SingleSignOn } from '../auth/single-sign-on.ts'
import { addressOf, setCookies } from './session.ts'

export type OidcDeps = {
  readonly accounts: Pick<Accounts, 'signInVouched'>
  /** Undefined where no provider is configured. */
  readonly singleSignOn: SingleSignOn | undefined
  /** The address that the provider knows us by; without one, the address that was asked. */
  readonly redirectOrigin: string | undefined
}

const KEEPSAKE_COOKIE = 'cung-soan.sign-on'
const COOKIE_PATH = '/api/auth/oidc'

/** Single sign-on. Only accounts that are there already come in by it: it makes none. */
export function oidcRoutes({ accounts, singleSignOn, redirectOrigin }: OidcDeps): Router {
  const router = Router()

  router.get('/auth/providers', (_request, response) => {
    const oidc = singleSignOn ? { name: singleSignOn.name } : null
    response.json({ oidc } satisfies Providers)
  })
  if (!singleSignOn) return router

  router.get('/auth/oidc/start', async (request, response) => {
    const to = localPath(request.query.to)
    const here = redirectOrigin ?? `${request.protocol}://${request.get('host') ?? ''}`
    const departure = await singleSignOn.depart(`${here}/api/auth/oidc/callback`, to)
    if (!departure) return backToSignIn(response, 'sign-on-failed', to)
    keep(request, response, departure.keepsake)
    response.redirect(departure.location)
  })

  router.get('/auth/oidc/callback', async (request, response) => {
    const query = request.originalUrl.split('?').slice(1).join('?')
    const arrival = await singleSignOn.arrive(query, keptBy(request))
    // Used once, whether it was good or not.
    keep(request, response, undefined)
    if (arrival.type === 'failed') return backToSignIn(response, 'sign-on-failed', arrival.to)
    const signedIn = await accounts.signInVouched(arrival.username, addressOf(request))
    if (!signedIn) return backToSignIn(response, 'sign-on-unknown', arrival.to)
    setCookies(request, response, signedIn.cookies)
    response.redirect(arrival.to)
  })

  return router
}

function backToSignIn(
  response: Response,
  code: Extract<ErrorCode, `sign-on-${string}`>,
  wanted: string,
): void {
  const query = new URLSearchParams({ loi: code, ...(wanted === '/' ? {} : { tiep: wanted }) })
  response.redirect(`/dang-nhap?${query.toString()}`)
}

/** Only a page of ours: a link that somebody else made must not lead on to a foreign one. */
export function localPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || wanted.length > 500) return '/'
  // Browsers drop tabs and line ends from an address, and read a backslash as a slash.
  if (!/^\/(?!\/)[^\\\p{Cc}]*$/u.test(wanted)) return '/'
  const path = new URL(wanted, 'http://here')
  if (path.origin !== 'http://here' || path.pathname.startsWith('//')) return '/'
  return /^\/(?:api|dang-nhap)(?:\/|$)/.test(path.pathname) ? '/' : path.href.slice('http://here'.length)
}

// Lax, unlike the session's: the provider's page sends the browser back to us, and Strict would leave it at home.
function keep(request: Request, response: Response, keepsake: string | undefined): void {
  const age = keepsake === undefined ? 0 : KEEPSAKE_LIVES_MS / 1000
  const attributes = `Max-Age=${age}; Path=${COOKIE_PATH}; HttpOnly; SameSite=Lax`
  setCookies(request, response, [`${KEEPSAKE_COOKIE}=${keepsake ?? ''}; ${attributes}`])
}

function keptBy(request: Request): string | undefined {
  const cookies = request.headers.cookie?.split(';').map((cookie) => cookie.trim()) ?? []
  const ours = cookies.find((cookie) => cookie.startsWith(`${KEEPSAKE_COOKIE}=`))
  return ours?.slice(KEEPSAKE_COOKIE.length + 1)
}
