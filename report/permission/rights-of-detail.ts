import type { ReportDetail } from '../wire/rest.ts'
import { PREAMBLE_ID, type ReportRights } from './rights.ts'

/** The rights that `GET /api/reports/:id` tells of, so that a page judges as the server will. */
export function rightsOfDetail({
  stage,
  preamble,
  sections,
}: Pick<ReportDetail, 'stage' | 'preamble' | 'sections'>): ReportRights {
  return {
    stage,
    records: new Map([[PREAMBLE_ID, preamble], ...sections.map((section) => [section.id, section] as const)]),
  }
}
