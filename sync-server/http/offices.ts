import { Router } from 'express'
import { newId } from '../../report/id.ts'
import { rarestColor } from '../../report/office-colors.ts'
import { ReportError } from '../../report/wire/errors.ts'
import {
  newOfficeSchema,
  officeChangeSchema,
  type AuditAction,
  type NewOffice,
  type Office,
  type OfficeChange,
  type Person,
} from '../../report/wire/rest.ts'
import type { NewAuditEntry, Records } from '../store/records.ts'
import type { Who } from './who.ts'

/** An office as an administrator describes it; without a colour it gets the one that fewest others have. */
export function toOffice({ name, shortName, color }: NewOffice, others: readonly Office[]): Office {
  return {
    id: newId(),
    name: name.normalize('NFC'),
    shortName: shortName.normalize('NFC'),
    color: color ?? rarestColor(others.map((other) => other.color)),
  }
}

export type OfficeDeps = {
  readonly records: Records
  readonly who: Who
  readonly now: () => number
  /** What is remembered of people holds their office's name. */
  readonly forget: () => void
}

export function officeRoutes({ records, who, now, forget }: OfficeDeps): Router {
  const router = Router()

  router.get('/offices', async (request, response) => {
    await who.person(request)
    response.json(await records.offices())
  })

  router.post('/offices', async (request, response) => {
    const admin = await who.admin(request)
    const office = toOffice(newOfficeSchema.parse(request.body), await records.offices())
    await records.atomically(async (transaction) => {
      await transaction.addOffice(office, now())
      await transaction.audit(entry('office-created', admin, office, now()))
    })
    response.status(201).json(office)
  })

  router.patch('/offices/:id', async (request, response) => {
    const admin = await who.admin(request)
    const { id } = request.params
    const change = officeChangeSchema.parse(request.body)
    const before = await known(records, id)
    await records.atomically(async (transaction) => {
      await transaction.changeOffice(id, change)
      await transaction.audit(entry('office-changed', admin, before, now(), change))
    })
    forget()
    response.json(await known(records, id))
  })

  router.delete('/offices/:id', async (request, response) => {
    const admin = await who.admin(request)
    const office = await known(records, request.params.id)
    await records.atomically(async (transaction) => {
      await transaction.removeOffice(office.id)
      await transaction.audit(entry('office-deleted', admin, office, now()))
    })
    forget()
    response.status(204).end()
  })

  return router
}

async function known(records: Records, id: string): Promise<Office> {
  const office = (await records.offices()).find((other) => other.id === id)
  if (!office) throw new ReportError('not-found')
  return office
}

function entry(
  action: Extract<AuditAction, `office-${string}`>,
  admin: Person,
  office: Office,
  at: number,
  { name, shortName, color }: OfficeChange = {},
): NewAuditEntry {
  const details = {
    officeId: office.id,
    office: office.name,
    ...(name === undefined ? {} : { newName: name }),
    ...(shortName === undefined ? {} : { shortName }),
    ...(color === undefined ? {} : { color }),
  }
  return { at, action, userId: admin.id, details }
}
