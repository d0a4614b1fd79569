import { Router, type Request, type Response } from 'express'
import { ReportError } from '../../report/wire/errors.ts'
import { passwordChangeSchema, setupSchema, signInSchema, type Me } from '../../report/wire/rest.ts'
import type { Accounts, Cookies, Session } from '../auth/accounts.ts'
import type { FirstAdmin } from '../auth/first-admin.ts'
import { isWeak } from '../auth/weak-password.ts'
import type { Records } from '../store/records.ts'

export type SessionDeps = {
  readonly accounts: Accounts
  readonly records: Pick<Records, 'audit'>
  readonly firstAdmin: FirstAdmin
  readonly now: () => number
  /** Sessions behind some open sockets of this person have ended. */
  readonly onSessionsEnded: (userId: string) => Promise<void>
}

/** Signing in and out, one's own password, who am I, and the first administrator. */
export function sessionRoutes({ accounts, records, firstAdmin, now, onSessionsEnded }: SessionDeps): Router {
  const router = Router()
  const audit = (action: 'sign-out', request: Request, { person }: Session) =>
    records.audit({ at: now(), action, userId: person.id, details: { address: addressOf(request) } })
  const mine = async (request: Request) => {
    const session = await accounts.session(request.headers.cookie)
    if (!session) throw new ReportError('not-signed-in')
    return session
  }

  router.post('/auth/sign-in/username', async (request, response) => {
    const { me, cookies } = await accounts.signIn(signInSchema.parse(request.body), addressOf(request))
    setCookies(request, response, cookies)
    response.json(me)
  })

  router.post('/auth/sign-out', async (request, response) => {
    const session = await accounts.session(request.headers.cookie)
    setCookies(request, response, await accounts.signOut(request.headers.cookie))
    if (session) {
      await onSessionsEnded(session.person.id)
      await audit('sign-out', request, session)
    }
    response.status(204).end()
  })

  router.post('/auth/sign-out-everywhere', async (request, response) => {
    const session = await mine(request)
    await accounts.endSessions(session.person.id)
    setCookies(request, response, await accounts.signOut(request.headers.cookie))
    await onSessionsEnded(session.person.id)
    await audit('sign-out', request, session)
    response.status(204).end()
  })

  router.post('/auth/password', async (request, response) => {
    const session = await mine(request)
    const change = passwordChangeSchema.parse(request.body)
    await accounts.changePassword(session, change, addressOf(request))
    await onSessionsEnded(session.person.id)
    response.status(204).end()
  })

  router.get('/me', async (request, response) => {
    const session = await accounts.renew(request.headers.cookie)
    if (!session) throw new ReportError('not-signed-in')
    setCookies(request, response, session.cookies)
    const { person, mustChangePassword } = session
    response.json({ ...person, mustChangePassword } satisfies Me)
  })

  router.post('/setup', async (request, response) => {
    const setup = setupSchema.parse(request.body)
    if (isWeak(setup.password, setup.username)) throw new ReportError('weak-password')
    await firstAdmin.setUp(setup)
    const { me, cookies } = await accounts.signIn(setup, addressOf(request))
    setCookies(request, response, cookies)
    response.status(201).json(me)
  })

  return router
}

/** The browser must send the cookie over plain http, and only over https where it came by https. */
export function setCookies(request: Request, response: Response, cookies: Cookies): void {
  const secure = request.secure ? '; Secure' : ''
  for (const cookie of cookies) response.append('set-cookie', `${cookie}${secure}`)
}

/** Who asks, as the network says. */
export function addressOf(request: Request): string {
  // A server that listens on IPv6 and IPv4 at once is told IPv4 addresses in this clothing; nobody else reads them so.
  return (request.ip ?? '').replace(/^::ffff:(?=\d+\.)/u, '')
}
