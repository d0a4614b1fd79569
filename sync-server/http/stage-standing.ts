import type { SectionState } from '../../report/sections.ts'
import { blockersOfStep } from '../../report/stage/stage-blockers.ts'
import { mayMoveBack, mayMoveOn, previousStage, stepFrom } from '../../report/stage/stages.ts'
import type { Progress, StageBlocker } from '../../report/wire/progress.ts'
import type { Role, Stage } from '../../report/wire/rest.ts'
import type { Records } from '../store/records.ts'
import { isSteering, type Access } from './who.ts'

/** What the board says of the stages: where this person may go from here, and the way so far. */
export type StageStanding = Pick<Progress, 'next' | 'back' | 'moves' | 'signature'>

/** `sections`: as the text is now. */
export async function stageStanding(
  records: Records,
  access: Access,
  sections: readonly SectionState[],
): Promise<StageStanding> {
  const { id } = access.report
  const { stage = access.report.stage } = (await records.rights(id)) ?? {}
  const role = moverOf(access)
  const step = mayMoveOn(role, stage) ? stepFrom(stage) : undefined
  return {
    next: step ? { stage: step.to, blockers: await stageBlockers(records, { id, stage }, sections) } : null,
    back: (mayMoveBack(role, stage) ? previousStage(stage) : undefined) ?? null,
    moves: [...(await records.stageMoves(id))],
    signature: (await records.signature(id)) ?? null,
  }
}

/** As whom somebody moves a report: administrators steer as coordinators do. */
export function moverOf(access: Access): Role {
  return isSteering(access) ? 'coordinator' : access.role
}

/** What stands in the way of the next stage. */
export async function stageBlockers(
  records: Records,
  { id, stage }: { readonly id: string; readonly stage: Stage },
  sections: readonly SectionState[],
): Promise<StageBlocker[]> {
  const step = stepFrom(stage)
  if (!step) return []
  return blockersOfStep(step, {
    sections,
    records: await records.sections(id),
    demands: await records.openChangeThreads(id),
  })
}
