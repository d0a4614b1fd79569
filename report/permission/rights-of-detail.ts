import type { ReportDetail } from '../wire/rest.ts'
import { PREAMBLE_ID, type ReportRights } from './rights.ts'

/** The rights that `GET /api/reports/:id` tells of, so that a page judges as the server will. */
export function rightsOfDetail(detail: Pick<ReportDetail, 'stage' | 'preamble' | 'sections'>): ReportRights {
  return { stage: detail.stage, records: recordsOfDetail(detail) }
}

/** As much of them as says whose a section is. */
export function recordsOfDetail({
  preamble,
  sections,
}: Pick<ReportDetail, 'preamble' | 'sections'>): ReportRights['records'] {
  return new Map([[PREAMBLE_ID, preamble], ...sections.map((section) => [section.id, section] as const)])
}
