import {
  PREAMBLE_ID,
  isClosed,
  preambleResponsibility,
  responsibilities,
  whyNotIn,
  whyNowhere,
} from '../../report/permission/rights.ts'
import type { Writer } from '../../report/permission/rights.ts'
import { rightsOfDetail } from '../../report/permission/rights-of-detail.ts'
import type { ErrorCode } from '../../report/wire/errors.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'

type Asked = Pick<ReportDetail, 'stage' | 'preamble' | 'sections'>

/** Why somebody may not restore something, as a code from which the screen chooses its sentence. */
export type RestoreRefusal = ErrorCode | 'coordinators-only'

/** Why somebody may not restore the whole report; undefined when they may. The server has the last word. */
export function whyNotWhole(writer: Writer, { stage }: Pick<Asked, 'stage'>): RestoreRefusal | undefined {
  const nowhere = whyNowhere(writer, stage)
  if (nowhere !== undefined) return nowhere
  if (writer.role !== 'coordinator') return 'coordinators-only'
  return isClosed(stage) ? 'stage-closed' : undefined
}

/** Why somebody may not restore a section, by section id. What is gone now only who may do everything brings back. */
export function whyNotSections(
  writer: Writer,
  report: Asked,
): (sectionId: string) => RestoreRefusal | undefined {
  const rights = rightsOfDetail(report)
  const answers = responsibilities(report.sections, rights)
  const reasons = new Map<string, RestoreRefusal | undefined>(
    report.sections.map(({ id }, index) => {
      const answer = answers[index]
      return [id, answer && whyNotIn(writer, report.stage, answer)]
    }),
  )
  reasons.set(PREAMBLE_ID, whyNotIn(writer, report.stage, preambleResponsibility(rights)))
  return (sectionId) => (reasons.has(sectionId) ? reasons.get(sectionId) : whyNotWhole(writer, report))
}
