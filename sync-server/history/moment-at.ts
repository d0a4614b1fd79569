import { ReportError } from '../../report/wire/errors.ts'
import type { Moment } from '../../report/wire/history.ts'
import type { Records } from '../store/records.ts'

/**
 * After which edit of the log a report said what is asked for. What people have just typed must be in the log already.
 * Throws ReportError `no-such-report`, and `no-such-moment` for what is yet to come, another report's, or thinned out.
 */
export async function seqAt(
  records: Pick<Records, 'headSeq' | 'version'>,
  reportId: string,
  moment: Moment,
): Promise<number> {
  const head = await records.headSeq(reportId)
  if (head === undefined) throw new ReportError('no-such-report')
  if (moment === 'now') return head
  const [, edit] = /^seq-([1-9]\d*)$/.exec(moment) ?? []
  const seq = edit === undefined ? (await records.version(reportId, moment))?.seq : Number(edit)
  if (seq === undefined || seq > head) throw new ReportError('no-such-moment')
  return seq
}
