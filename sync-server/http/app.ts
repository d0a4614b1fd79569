import express, { Router, type Express } from 'express'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Accounts } from '../auth/accounts.ts'
import type { FirstAdmin } from '../auth/first-admin.ts'
import type { SingleSignOn } from '../auth/single-sign-on.ts'
import type { BackupState } from '../backup/daily-backup.ts'
import { EditTrail } from '../history/edit-trail.ts'
import type { Importer } from '../import/importer.ts'
import type { PdfPress } from '../pdf/pdf-press.ts'
import type { Press } from '../press/press.ts'
import type { Rooms } from '../room/rooms.ts'
import type { UpdateLog } from '../store/ports.ts'
import type { Records } from '../store/records.ts'
import { appraisalRoutes } from './review/appraisal.ts'
import type { Attributions } from '../attribution/attributions.ts'
import { attributionRoutes } from './attribution.ts'
import { auditRoutes } from './audit.ts'
import { jsonBodies } from './bodies.ts'
import { clientRoutes } from './client.ts'
import { contributionRoutes } from './contributions.ts'
import { excerptRoutes } from './excerpts.ts'
import { exportRoutes } from './export.ts'
import { ownPagesOnly, securityHeaders } from './guard.ts'
import { handoverRoutes } from './handovers.ts'
import { historyRoutes } from './history.ts'
import { healthRoutes } from './health.ts'
import { imageRoutes } from './images.ts'
import { importRoutes } from './import.ts'
import { memberRoutes } from './members.ts'
import { measureRequests, metricsRoutes } from './metrics.ts'
import { noticeSettingsRoutes } from './review/notice-settings.ts'
import { officeRoutes } from './offices.ts'
import { noticeRoutes } from './review/notices.ts'
import { oidcRoutes } from './oidc.ts'
import { planRoutes } from './plans.ts'
import { noSuchRoute, problemHandler } from './problem.ts'
import { progressRoutes } from './progress.ts'
import { reminderRoutes } from './reminders.ts'
import { reportRoutes } from './reports.ts'
import { logRequests } from './request-log.ts'
import { sectionRoutes } from './sections.ts'
import { signatureRoutes } from './signature.ts'
import { stageRoutes } from './stage.ts'
import { sessionRoutes } from './session.ts'
import { threadRoutes } from './review/threads.ts'
import { userImportRoutes } from './user-import.ts'
import { userRoutes } from './users.ts'
import { versionRoutes } from './versions.ts'
import { createWho } from './who.ts'

export type AppDeps = {
  readonly records: Records
  readonly accounts: Accounts
  readonly firstAdmin: FirstAdmin
  readonly rooms: Pick<
    Rooms,
    'read' | 'writeMade' | 'tell' | 'place' | 'follow' | 'recheck' | 'rightsChanged' | 'still'
  >
  /** Sessions or rights changed: what the door remembers of them is out of date. */
  readonly forget: () => void
  readonly isDraining: () => boolean
  /** Undefined where none is set up. */
  readonly backupState: () => BackupState | undefined
  readonly allowedOrigins: readonly string[]
  readonly singleSignOn: SingleSignOn | undefined
  readonly redirectOrigin: string | undefined
  readonly mailAvailable: boolean
  /** Sends the mails that are due; nothing where no mail is set up. */
  readonly mailNow: () => void
  readonly press: Pick<Press, 'turn' | 'warm'>
  /** Brings up moments of the past. */
  readonly archive: Pick<Press, 'turn'>
  readonly attributions: Pick<Attributions, 'of'>
  readonly log: Pick<UpdateLog, 'loadAt' | 'readSome'>
  readonly pdf: Pick<PdfPress, 'available' | 'convert'>
  readonly importer: Pick<Importer, 'reserve'>
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
  const trail = new EditTrail(deps.records)
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
    stageRoutes({ ...deps, who }),
    signatureRoutes({ ...deps, who, onSigned: (reportId) => recheck({ reportId }) }),
    reportRoutes({ ...deps, who }),
    memberRoutes({ ...deps, who, onChange: recheck }),
    sectionRoutes({ ...deps, who }),
    progressRoutes({ ...deps, who }),
    reminderRoutes({ ...deps, who }),
    handoverRoutes({ ...deps, who }),
    threadRoutes({ ...deps, who }),
    noticeRoutes({ ...deps, who }),
    auditRoutes({ ...deps, who }),
    imageRoutes({ ...deps, who }),
    noticeSettingsRoutes({ ...deps, who }),
    appraisalRoutes({ ...deps, who }),
    exportRoutes({ ...deps, who }),
    attributionRoutes({ ...deps, who }),
    versionRoutes({ ...deps, who, trail }),
    historyRoutes({ ...deps, who, trail }),
    importRoutes({ ...deps, who }),
    contributionRoutes({ ...deps, who }),
    excerptRoutes({ ...deps, who }),
  )
  router.use(noSuchRoute)
  return router
}
