import { setImmediate as breath } from 'node:timers/promises'
import { figureSources, pictureIdOf } from '../../report/content/figures.ts'
import { readContent } from '../../report/content/read-content.ts'
import { ReportError } from '../../report/wire/errors.ts'
import type { Rooms } from '../room/rooms.ts'
import type { PartRecord, Records } from '../store/records.ts'
import { partsWritten, type Written } from './hand-in.ts'

export type WrittenOrder = {
  readonly records: Records
  readonly rooms: Pick<Rooms, 'read'>
  readonly sourceReportId: string
  /** The report that it is for, and its sections. */
  readonly reportId: string
  readonly sectionIds: ReadonlySet<string>
  readonly userId: string
  readonly at: number
}

/** What an office's own report says now, for the report that it is for: its pictures are kept there too. Throws `no-such-report`. */
export async function readWritten(order: WrittenOrder, before: readonly PartRecord[]): Promise<Written> {
  const { records, rooms, sourceReportId, reportId, sectionIds, userId, at } = order
  const content = await rooms.read(sourceReportId, (doc) => readContent(doc))
  if (!content) throw new ReportError('no-such-report')
  for (const src of figureSources(content)) {
    const id = pictureIdOf(src)
    const image = id === undefined ? undefined : await records.image(sourceReportId, id)
    if (image) await records.addImage({ ...image, reportId, createdBy: userId, createdAt: at })
    await breath()
  }
  return partsWritten(content, { reportId, sectionIds, before })
}
