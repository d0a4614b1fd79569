import { z } from 'zod'

/** Rule sets of the official form; see `report/form/profiles.ts`. The first one was in force when the shipped plan was written. */
export const PROFILES = ['hd36-2018', 'hd05-2026', 'nd30-2020'] as const
export const profileSchema = z.enum(PROFILES)
export type ProfileId = z.infer<typeof profileSchema>
