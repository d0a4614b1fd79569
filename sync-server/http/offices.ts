import { Router } from 'express'
import { newId } from '../../report/id.ts'
import { newOfficeSchema, type NewOffice, type Office } from '../../report/wire/rest.ts'
import type { Records } from '../store/records.ts'
import type { Who } from './who.ts'

/** Carets and names are drawn in these: each has a contrast of 4.5:1 or more on white. */
export const OFFICE_COLORS = [
  '#b3261e',
  '#1f5fa8',
  '#2e7031',
  '#8a4b00',
  '#6a3fa0',
  '#00696d',
  '#a3246b',
  '#4d5b00',
  '#334d9e',
  '#7a4a3a',
] as const

/** An office as an administrator describes it; without a colour it gets the one that fewest others have. */
export function toOffice({ name, shortName, color }: NewOffice, others: readonly Office[]): Office {
  return {
    id: newId(),
    name: name.normalize('NFC'),
    shortName: shortName.normalize('NFC'),
    color: color ?? rarestColor(others),
  }
}

function rarestColor(others: readonly Office[]): string {
  const uses = (color: string) => others.filter((office) => office.color === color).length
  return OFFICE_COLORS.reduce<string>(
    (rarest, color) => (uses(color) < uses(rarest) ? color : rarest),
    OFFICE_COLORS[0],
  )
}

export type OfficeDeps = { readonly records: Records; readonly who: Who; readonly now: () => number }

export function officeRoutes({ records, who, now }: OfficeDeps): Router {
  const router = Router()
  router.get('/offices', async (request, response) => {
    await who.person(request)
    response.json(await records.offices())
  })
  router.post('/offices', async (request, response) => {
    await who.admin(request)
    const office = toOffice(newOfficeSchema.parse(request.body), await records.offices())
    await records.addOffice(office, now())
    response.status(201).json(office)
  })
  return router
}
