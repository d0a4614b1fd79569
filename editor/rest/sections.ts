import type { SectionChange } from '../../report/wire/rest.ts'
import { requestNothing } from './request.ts'

/** Gives a section to offices, closes it, or moves its status on. The opening paragraphs are the section `preamble`. */
export function changeSection(reportId: string, sectionId: string, change: SectionChange): Promise<void> {
  const path = `/api/reports/${encodeURIComponent(reportId)}/sections/${encodeURIComponent(sectionId)}`
  return requestNothing(path, { method: 'PATCH', body: change })
}
