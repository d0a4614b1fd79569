import { z } from 'zod'

import { PROFILES } from '../../report/wire/profile.ts'
import type { PaperChoice } from '../report-paths.ts'

const draftSchema = z.coerce.number().int().min(1).max(99)
const profileSchema = z.enum(PROFILES)

/** What the address asks for; what nobody can ask for is left out, as from a link that was cut. */
export function readPaperChoice(params: URLSearchParams): PaperChoice {
  const said = (name: string) => params.get(name) || undefined
  return {
    draft: draftSchema.safeParse(params.get('draft')).data,
    profile: profileSchema.safeParse(params.get('profile')).data,
    toc: params.get('toc') === '1',
    section: said('section'),
    version: said('version'),
  }
}
