import {
  PREAMBLE_ID,
  preambleResponsibility,
  responsibilities,
  UNASSIGNED,
  type Heading,
  type ReportRights,
  type Responsibility,
} from '../../report/permission/rights.ts'
import { readSections } from '../../report/sections.ts'
import { ReportError } from '../../report/wire/errors.ts'
import type { ReportRooms } from './report-rooms.ts'

/** The report's sections as they stand now. Throws ReportError `no-such-report`. */
export async function headingsOf(
  rooms: Pick<ReportRooms, 'read'>,
  reportId: string,
): Promise<readonly Heading[]> {
  const headings = await rooms.read(reportId, (doc) =>
    readSections(doc).map(({ id, level }) => ({ id, level })),
  )
  if (!headings) throw new ReportError('no-such-report')
  return headings
}

/** Who answers for a section, `preamble` among them. For the report as a whole, and a section that is gone, nobody does. */
export function responsibleFor(
  sectionId: string | null,
  headings: readonly Heading[],
  rights: ReportRights,
): Responsibility {
  if (sectionId === PREAMBLE_ID) return preambleResponsibility(rights)
  const index = headings.findIndex(({ id }) => id === sectionId)
  return responsibilities(headings, rights)[index] ?? UNASSIGNED
}
