import type { Extensions } from '@tiptap/core'
import type { Office, Role, Stage } from '../../../report/wire/rest.ts'
import type { SectionRecord } from '../../../report/permission/rights.ts'
import { CATALOGUES } from '../../i18n/catalogue.ts'
import { type Cell, createCell } from '../connection/cell.ts'
import { type Desk, type DeskOptions, openDesk } from '../editing/test-desk.ts'
import { reportViews } from '../views/report-views.ts'
import { type OpenRights, sameOpenRights } from './open-rights.ts'
import { rightsGuard } from './rights-guard.ts'

export const OFFICES: readonly Office[] = [
  { id: 'so', name: 'Sở Khoa học và Công nghệ', shortName: 'Sở KH&CN', color: '#1f5fa8' },
  { id: 'hoi', name: 'Liên hiệp các Hội', shortName: 'Liên hiệp hội', color: '#2e7031' },
]

export type Given = {
  readonly role?: Role
  readonly officeId?: string | null
  readonly stage?: Stage
  readonly records?: Readonly<Record<string, Partial<SectionRecord>>>
}

/** The rights of a drafter of the Sở, unless told otherwise. */
export function openRights({
  role = 'drafter',
  officeId = 'so',
  stage = 'drafting',
  records = {},
}: Given = {}): OpenRights {
  const known = Object.entries(records).map(([id, record]): [string, SectionRecord] => [
    id,
    { officeIds: [], status: 'drafting', locked: false, ...record },
  ])
  return {
    writer: { role, officeId },
    rights: { stage, records: new Map(known) },
    offices: new Map(OFFICES.map((office) => [office.id, office])),
  }
}

export type GuardedDesk = Desk & { readonly rights: Cell<OpenRights> }

const VIEW_TEXTS = CATALOGUES.vi.drafting.views

/** A desk whose person has the rights given, and later those that are set. */
export function openGuardedDesk(
  update: Uint8Array,
  given: Given = {},
  { more = [], ...options }: DeskOptions & { readonly more?: Extensions } = {},
): GuardedDesk {
  const rights = createCell(openRights(given), sameOpenRights)
  const texts = { text: CATALOGUES.vi.rights, language: 'vi' } as const
  const views = [
    rightsGuard({ rights, texts }),
    reportViews({ texts: VIEW_TEXTS, newSectionTitle: 'Nội dung khác', rights: texts }),
    ...more,
  ]
  return { ...openDesk(update, { ...options, views }), rights }
}
