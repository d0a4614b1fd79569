import { rightsOfDetail } from '../../../report/permission/rights-of-detail.ts'
import type { ReportRights, Writer } from '../../../report/permission/rights.ts'
import type { Me, Office, ReportDetail } from '../../../report/wire/rest.ts'

/** Who one is in the open report, and who may write where in it, as the server said last. */
export type OpenRights = {
  readonly writer: Writer
  readonly rights: ReportRights
  /** By id: those that take part, and those that some section was given to. */
  readonly offices: ReadonlyMap<string, Office>
}

/**
 * What the page knows of everybody's rights. One's own office is read from the report's members where it can be, for it
 * may have changed since the session was read.
 */
export function readOpenRights(report: ReportDetail, me: Me, known: readonly Office[] = []): OpenRights {
  const mine = report.members.find(({ userId }) => userId === me.id)
  const office = mine ? mine.office : me.office
  const offices = [
    ...known,
    ...report.officeMembers.map((member) => member.office),
    ...report.members.flatMap((member) => member.office ?? []),
    ...(office ? [office] : []),
  ]
  return {
    writer: { role: report.role, officeId: office?.id ?? null },
    rights: rightsOfDetail(report),
    offices: new Map(offices.map((one) => [one.id, one])),
  }
}

/** Whether two say the same: a page that was told of a change that is none draws nothing anew. */
export function sameOpenRights(a: OpenRights, b: OpenRights): boolean {
  return a === b || spell(a) === spell(b)
}

function spell({ writer, rights, offices }: OpenRights): string {
  const records = [...rights.records].map(([id, { officeIds, status, locked }]) => [
    id,
    officeIds,
    status,
    locked,
  ])
  return JSON.stringify([writer.role, writer.officeId, rights.stage, records, [...offices.values()]])
}
