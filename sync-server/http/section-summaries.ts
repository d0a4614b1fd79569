import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import type { SectionState } from '../../report/sections.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import { NO_RECORD, type SectionRow } from '../store/records.ts'

/** The opening paragraphs and every section: what the text says of them, and beside it what SQL says. */
export function sectionSummaries(
  sections: readonly SectionState[],
  rows: ReadonlyMap<string, SectionRow>,
  openThreads: ReadonlyMap<string, number>,
): Pick<ReportDetail, 'preamble' | 'sections'> {
  const recordOf = (sectionId: string) => {
    const { officeIds, status, locked, due } = rows.get(sectionId) ?? NO_RECORD
    return {
      officeId: officeIds[0] ?? null,
      officeIds: [...officeIds],
      status,
      locked,
      due,
      openThreads: openThreads.get(sectionId) ?? 0,
    }
  }
  return {
    preamble: recordOf(PREAMBLE_ID),
    sections: sections.map(({ id, level, number, title, fixed, appendix, words }) => ({
      id,
      level,
      number,
      title,
      fixed,
      ...(appendix ? { appendix } : {}),
      words,
      ...recordOf(id),
    })),
  }
}
