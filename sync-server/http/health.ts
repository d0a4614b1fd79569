import { Router } from 'express'
import type { z } from 'zod'
import type { BackupState } from '../backup/daily-backup.ts'
import type { healthSchema } from '../../report/wire/rest.ts'
import { SCHEMA_VERSION, WIRE_VERSION } from '../../report/wire/version.ts'

export type HealthDeps = {
  readonly version: string
  readonly isDraining: () => boolean
  readonly backupState: () => BackupState | undefined
}

/** Is the server there, and of which version? 503 while it drains, so that a load balancer looks elsewhere. */
export function healthRoutes({ version, isDraining, backupState }: HealthDeps): Router {
  const router = Router()
  router.get('/health', (_request, response) => {
    const draining = isDraining()
    const backup = backupState()
    const health: z.infer<typeof healthSchema> = {
      status: draining ? 'draining' : 'ok',
      version,
      wire: WIRE_VERSION,
      schema: SCHEMA_VERSION,
      ...(backup && { backup }),
    }
    response.status(draining ? 503 : 200).json(health)
  })
  return router
}
