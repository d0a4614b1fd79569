import express, { Router, type Express } from 'express'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Press } from '../appraisal/press.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { FirstAdmin } from '../auth/first-admin.ts'
import type { SingleSignOn } from '../auth/single-sign-on.ts'
import type { Rooms } from '../room/rooms.ts'
import type { Records } from '../store/records.ts'
import { appraisalRoutes } from './review/appraisal.ts'
import { auditRoutes } from './audit.ts'
import { jsonBodies } from './bodies.ts'
import { clientRoutes } from './client.ts'
import { ownPagesOnly, securityHeaders } from './guard.ts'
import { handoverRoutes } from './handovers.ts'
import { healthRoutes } from './health.ts'
import { imageRoutes } from './images.ts'
import { memberRoutes } from './members.ts'
import { measureRequests, metricsRoutes } from './metrics.ts'
import { noticeSettingsRoutes } from './review/notice-settings.ts'
import { officeRoutes } from './offices.ts'
import { noticeRoutes } from './review/notices.ts'
import { oidcRoutes } from './oidc.ts'
import { planRoutes } from './plans.ts'
import { noSuchRoute, problemHandler } from './problem.ts'
import { reportRoutes } from './reports.ts'
import { logRequests } from './request-log.ts'
import { sectionRoutes } from './sections.ts'
import { sessionRoutes } from './session.ts'
import { threadRoutes } from './review/threads.ts'
import { userImportRoutes } from './user-import.ts'
import { userRoutes } from './users.ts'
import { createWho } from './who.ts'

export type AppDeps = {
  readonly records: Records
  readonly accounts: Accounts
  readonly firstAdmin: FirstAdmin
  readonly rooms: Pick<Rooms, 'read' | 'tell' | 'place' | 'follow' | 'recheck' | 'rightsChanged'>
  /** Sessions or rights changed: what the door remembers of them is out of date. */
  readonly forget: () => void
  readonly isDraining: () => boolean
  readonly allowedOrigins: readonly string[]
  readonly singleSignOn: SingleSignOn | undefined
  readonly redirectOrigin: string | undefined
  readonly mailAvailable: boolean
  readonly press: Pick<Press, 'print'>
  readonly clientDirectory: string
  readonly version: string
  readonly metrics: Registry
  readonly logger: Logger
  readonly now: () => number
}

/** Everything that is asked over HTTP. */
export function createApp(deps: AppDeps): Express {
  const app = express()
  app.disable('x-powered-by')
  // A proxy on this very machine may say who asked and by which scheme; nobody else's word counts.
  app.set('trust proxy', 'loopback')
  app.use(logRequests(deps.logger), measureRequests(deps.metrics), securityHeaders())
  app.use(metricsRoutes(deps.metrics))
  app.use('/api', api(deps))
  app.use(clientRoutes(deps.clientDirectory))
  app.use(noSuchRoute, problemHandler(deps.logger))
  return app
}

function api(deps: AppDeps): Router {
  const { rooms, forget, allowedOrigins } = deps
  const who = createWho(deps)
  const recheck = async (which: Parameters<Rooms['recheck']>[0]) => {
    forget()
    await rooms.recheck(which)
  }
  const router = Router()
  router.use((_request, response, next) => {
    response.setHeader('cache-control', 'no-store')
    next()
  })
  router.use(ownPagesOnly(allowedOrigins), jsonBodies(who))
  router.use(
    healthRoutes(deps),
    sessionRoutes({ ...deps, onSessionsEnded: (userId) => recheck({ userId }) }),
    oidcRoutes(deps),
    officeRoutes({ ...deps, who }),
    userImportRoutes({ ...deps, who }),
    userRoutes({ ...deps, who, onChange: (userId) => recheck({ userId }) }),
    planRoutes({ who }),
    reportRoutes({ ...deps, who }),
    memberRoutes({ ...deps, who, onChange: recheck }),
    sectionRoutes({ ...deps, who }),
    handoverRoutes({ ...deps, who }),
    threadRoutes({ ...deps, who }),
    noticeRoutes({ ...deps, who }),
    auditRoutes({ ...deps, who }),
    imageRoutes({ ...deps, who }),
    noticeSettingsRoutes({ ...deps, who }),
    appraisalRoutes({ ...deps, who }),
  )
  router.use(noSuchRoute)
  return router
}
