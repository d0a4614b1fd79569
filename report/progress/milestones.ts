import { fold } from '../../outline/fold.ts'
import type { BoardMilestone, ReportSettings } from '../wire/progress.ts'
import { STAGES, type ReportMilestone, type Stage } from '../wire/rest.ts'
import { daysLeft } from './days.ts'

/** What a report's milestones are judged by. */
export type Standing = {
  readonly stage: Stage
  readonly settings: ReportSettings
  /** The report's today. */
  readonly today: string
}

/** The plan's milestones with the dates that hold now: those of the coordinator before those of the plan. */
export function holdingMilestones(
  planned: readonly ReportMilestone[],
  { dates }: Pick<ReportSettings, 'dates'>,
): ReportMilestone[] {
  return planned.map((milestone, index) => {
    const set = dates[String(index)]
    return set === undefined ? milestone : { ...milestone, date: set }
  })
}

/** The milestones of the board, in the plan's order. */
export function boardMilestones(
  planned: readonly ReportMilestone[],
  { stage, settings, today }: Standing,
): BoardMilestone[] {
  const stages = milestoneStages(planned)
  const isDone = doneMilestones(stages, stage)
  return holdingMilestones(planned, settings).map((milestone, index) => ({
    ...milestone,
    planned: planned[index]?.date ?? null,
    daysLeft: daysLeft(milestone, { today, inclusive: settings.inclusive }),
    stage: stages[index] ?? null,
    done: isDone[index] ?? false,
  }))
}

/** The milestone that everybody works towards: of those not done, the earliest, even when its day has passed. */
export function nextOf<M extends Pick<BoardMilestone, 'done' | 'daysLeft'>>(
  milestones: readonly M[],
): (M & { readonly daysLeft: number }) | undefined {
  const open = milestones.flatMap((one) =>
    one.done || one.daysLeft === null ? [] : [{ ...one, daysLeft: one.daysLeft }],
  )
  return open.toSorted((a, b) => a.daysLeft - b.daysLeft)[0]
}

/** `nextOf` as the list of reports shows it; null when none is left. */
export function nextMilestone(
  planned: readonly ReportMilestone[],
  standing: Standing,
): (ReportMilestone & { readonly daysLeft: number }) | null {
  const next = nextOf(boardMilestones(planned, standing))
  if (!next) return null
  const { date, before, what, from, to, daysLeft } = next
  return { date, before, what, from, to, daysLeft }
}

// ---- which step of the plan leads to which stage

/** The most telling first: who submits a paper for signature has also submitted it. Patterns are for folded text. */
const STEPS: readonly { readonly stage: Stage; readonly pattern: RegExp }[] = [
  {
    stage: 'signed',
    pattern: /\bky (?:ban hanh|duyet|phat hanh|ban)\b|\bban hanh bao cao\b|\btrinh\b.* ky\b/,
  },
  {
    stage: 'conference',
    pattern: /\b(?:to chuc|trinh|tai|phuc vu|chuan bi)(?: \S+){0,3} hoi nghi\b|\bhoi nghi (?:tong|so) ket\b/,
  },
  // Who appraises hands on; who sends for appraisal does not appraise.
  { stage: 'committee', pattern: /\btrinh\b/ },
  { stage: 'appraisal', pattern: /\btham dinh\b|\bdu thao\b/ },
]

/**
 * The stage that each milestone belongs to; null for what leads to none, as contributions do. A stage belongs to one
 * milestone: where several speak of it, to the last.
 */
export function milestoneStages(planned: readonly Pick<ReportMilestone, 'what'>[]): (Stage | null)[] {
  const found = planned.map(({ what }) => {
    const words = fold(what.normalize('NFC'))
    return STEPS.find(({ pattern }) => pattern.test(words))?.stage ?? null
  })
  return found.map((stage, index) => (found.lastIndexOf(stage) === index ? stage : null))
}

/** Which milestone is the offices' own reports: the first step of the plan that leads to no stage, before any that does. */
export function contributionMilestone(planned: readonly Pick<ReportMilestone, 'what'>[]): number | undefined {
  return milestoneStages(planned)[0] === null ? 0 : undefined
}

/**
 * A step is done once the report is at its stage; a conference is done once it was held. What leads to no stage is done when
 * a step after it in the plan is.
 */
function doneMilestones(stages: readonly (Stage | null)[], now: Stage): boolean[] {
  const at = STAGES.indexOf(now)
  const isReached = stages.map((stage) => {
    if (stage === null) return false
    const there = STAGES.indexOf(stage)
    return stage === 'conference' ? at > there : at >= there
  })
  return stages.map((stage, index) =>
    stage === null ? isReached.includes(true, index) : isReached[index] === true,
  )
}
