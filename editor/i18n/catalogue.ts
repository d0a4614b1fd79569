import { admin as adminEn } from './en/admin.ts'
import { app as appEn } from './en/app.ts'
import { attribution as attributionEn } from './en/attribution.ts'
import { contributions as contributionsEn } from './en/contributions.ts'
import { drafting as draftingEn } from './en/drafting.ts'
import { exporting as exportingEn } from './en/export.ts'
import { formCheck as formCheckEn } from './en/form-check.ts'
import { head as headEn } from './en/head.ts'
import { history as historyEn } from './en/history.ts'
import { importing as importingEn } from './en/import.ts'
import { notices as noticesEn } from './en/notices.ts'
import { preview as previewEn } from './en/preview.ts'
import { progress as progressEn } from './en/progress.ts'
import { recovery as recoveryEn } from './en/recovery.ts'
import { register as registerEn } from './en/register.ts'
import { reports as reportsEn } from './en/reports.ts'
import { review as reviewEn } from './en/review.ts'
import { rights as rightsEn } from './en/rights.ts'
import { session as sessionEn } from './en/session.ts'
import { admin } from './vi/admin.ts'
import { app } from './vi/app.ts'
import { attribution } from './vi/attribution.ts'
import { contributions } from './vi/contributions.ts'
import { drafting } from './vi/drafting.ts'
import { exporting } from './vi/export.ts'
import { formCheck } from './vi/form-check.ts'
import { head } from './vi/head.ts'
import { history } from './vi/history.ts'
import { importing } from './vi/import.ts'
import { notices } from './vi/notices.ts'
import { preview } from './vi/preview.ts'
import { progress } from './vi/progress.ts'
import { recovery } from './vi/recovery.ts'
import { register } from './vi/register.ts'
import { reports } from './vi/reports.ts'
import { review } from './vi/review.ts'
import { rights } from './vi/rights.ts'
import { session } from './vi/session.ts'

/** Every sentence a person can see, by room. Vietnamese sets the keys; another language must have the same. */
const vi = {
  app,
  session,
  reports,
  drafting,
  attribution,
  recovery,
  rights,
  review,
  notices,
  register,
  admin,
  head,
  exporting,
  importing,
  formCheck,
  preview,
  history,
  progress,
  contributions,
}

export type Catalogue = typeof vi

const en: Catalogue = {
  app: appEn,
  session: sessionEn,
  reports: reportsEn,
  drafting: draftingEn,
  attribution: attributionEn,
  recovery: recoveryEn,
  rights: rightsEn,
  review: reviewEn,
  notices: noticesEn,
  register: registerEn,
  admin: adminEn,
  head: headEn,
  exporting: exportingEn,
  importing: importingEn,
  formCheck: formCheckEn,
  preview: previewEn,
  history: historyEn,
  progress: progressEn,
  contributions: contributionsEn,
}

export const LANGUAGES = ['vi', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

export const CATALOGUES: Readonly<Record<Language, Catalogue>> = { vi, en }

export function isLanguage(value: string | undefined): value is Language {
  return LANGUAGES.some((language) => language === value)
}
