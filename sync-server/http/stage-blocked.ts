import { ReportError } from '../../report/wire/errors.ts'
import type { StageBlocker } from '../../report/wire/progress.ts'
import { stageBlockerLines } from '../../report/stage/stage-blocker-words.ts'

/** The report is not ready for its next stage: the person is told each reason, and the page gets them as data. */
export class StageBlocked extends ReportError {
  readonly blockers: readonly StageBlocker[]
  constructor(blockers: readonly StageBlocker[], also: readonly string[] = []) {
    super('stage-blocked', [...also, ...stageBlockerLines(blockers)].join('\n'))
    this.blockers = blockers
  }
}
