import { admin as adminEn } from './en/admin.ts'
import { app as appEn } from './en/app.ts'
import { drafting as draftingEn } from './en/drafting.ts'
import { notices as noticesEn } from './en/notices.ts'
import { recovery as recoveryEn } from './en/recovery.ts'
import { register as registerEn } from './en/register.ts'
import { reports as reportsEn } from './en/reports.ts'
import { review as reviewEn } from './en/review.ts'
import { rights as rightsEn } from './en/rights.ts'
import { session as sessionEn } from './en/session.ts'
import { admin } from './vi/admin.ts'
import { app } from './vi/app.ts'
import { drafting } from './vi/drafting.ts'
import { notices } from './vi/notices.ts'
import { recovery } from './vi/recovery.ts'
import { register } from './vi/register.ts'
import { reports } from './vi/reports.ts'
import { review } from './vi/review.ts'
import { rights } from './vi/rights.ts'
import { session } from './vi/session.ts'

/** Every sentence a person can see, by room. Vietnamese sets the keys; another language must have the same. */
const vi = { app, session, reports, drafting, recovery, rights, review, notices, register, admin }

export type Catalogue = typeof vi

const en: Catalogue = {
  app: appEn,
  session: sessionEn,
  reports: reportsEn,
  drafting: draftingEn,
  recovery: recoveryEn,
  rights: rightsEn,
  review: reviewEn,
  notices: noticesEn,
  register: registerEn,
  admin: adminEn,
}

export const LANGUAGES = ['vi', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

export const CATALOGUES: Readonly<Record<Language, Catalogue>> = { vi, en }

export function isLanguage(value: string | undefined): value is Language {
  return LANGUAGES.some((language) => language === value)
}
