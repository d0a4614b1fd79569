import { blockerLines } from '../../report/form/blocker-words.ts'
import { ReportError } from '../../report/wire/errors.ts'
import type { Blocker } from '../../report/wire/paper.ts'

/** The report is not ready to be signed: the person is told each reason, and the page gets them as data. */
export class ExportBlocked extends ReportError {
  readonly blockers: readonly Blocker[]
  constructor(blockers: readonly Blocker[]) {
    super('export-blocked', blockerLines(blockers).join('\n'))
    this.blockers = blockers
  }
}
