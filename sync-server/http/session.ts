import { Router, type Request, type Response } from 'express'
import { ReportError } from '../../report/wire/errors.ts'
import { setupSchema, signInSchema } from '../../report/wire/rest.ts'
import type { Accounts, Cookies } from '../auth/accounts.ts'
import type { FirstAdmin } from '../auth/first-admin.ts'

export type SessionDeps = {
  readonly accounts: Accounts
  readonly firstAdmin: FirstAdmin
  /** The session behind some open sockets has ended. */
  readonly onSignOut: (userId: string) => Promise<void>
}

/** Signing in and out, who am I, and the first administrator. */
export function sessionRoutes({ accounts, firstAdmin, onSignOut }: SessionDeps): Router {
  const router = Router()

  router.post('/auth/sign-in/username', async (request, response) => {
    const { person, cookies } = await accounts.signIn(signInSchema.parse(request.body), addressOf(request))
    setCookies(request, response, cookies)
    response.json(person)
  })

  router.post('/auth/sign-out', async (request, response) => {
    const session = await accounts.session(request.headers.cookie)
    setCookies(request, response, await accounts.signOut(request.headers.cookie))
    if (session) await onSignOut(session.person.id)
    response.status(204).end()
  })

  router.get('/me', async (request, response) => {
    const session = await accounts.renew(request.headers.cookie)
    if (!session) throw new ReportError('not-signed-in')
    setCookies(request, response, session.cookies)
    response.json(session.person)
  })

  router.post('/setup', async (request, response) => {
    const setup = setupSchema.parse(request.body)
    await firstAdmin.setUp(setup)
    const { person, cookies } = await accounts.signIn(setup, addressOf(request))
    setCookies(request, response, cookies)
    response.status(201).json(person)
  })

  return router
}

/** The browser must send the cookie over plain http, and only over https where it came by https. */
function setCookies(request: Request, response: Response, cookies: Cookies): void {
  const secure = request.secure ? '; Secure' : ''
  for (const cookie of cookies) response.append('set-cookie', `${cookie}${secure}`)
}

function addressOf(request: Request): string {
  return request.ip ?? ''
}
