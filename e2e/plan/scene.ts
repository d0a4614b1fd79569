import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { must } from '../../report/must.ts'
import type { Problem } from '../../report/wire/errors.ts'
import type { StageBlocker } from '../../report/wire/progress.ts'
import type { ReportDetail, Stage } from '../../report/wire/rest.ts'
import { readReport } from '../rig/raw-client.ts'
import { beginStory, fiveAtOnce, type Part, type Story } from './story.ts'

/** What the chapters of the plan share. Each test goes on where the one before ended. */
export let story: Story
/** For papers and backups. */
export let folder: string
/** The sections that are to be written: those without any below them, and whose they become. */
export let leaves: ReportDetail['sections'] = []
export let lead: readonly string[] = []
export let science: readonly string[] = []

export async function openScene(): Promise<void> {
  story = await beginStory()
  folder = mkdtempSync(join(tmpdir(), 'cung-soan-plan-'))
}
export async function closeScene(): Promise<void> {
  await story?.stop()
  rmSync(folder, { recursive: true, force: true })
}

/** The plan's themes of I.3 and all of II are the science office's, the rest the lead office's. */
export function readOutline(sections: ReportDetail['sections']): void {
  leaves = sections.filter(({ level }, index) => (sections[index + 1]?.level ?? 0) <= level)
  const ids = leaves.map(({ id }) => id)
  lead = [...ids.slice(0, 2), ...ids.slice(8, 11)]
  science = [...ids.slice(2, 8), ...ids.slice(11)]
}

export const setToday = (today: string, more: object = {}) =>
  story.does('coordinator', 'PATCH', '', { settings: { today, ...more } })
export const daysLeft = async () => (await story.progress()).milestones.map((each) => each.daysLeft)
export const reportText = () => readReport(story.server.syncUrl, story.id, story.people.viewer)
const kinds = (blockers: readonly StageBlocker[]) => [...new Set(blockers.map(({ kind }) => kind))].toSorted()
export const status = (who: Part, sectionIds: readonly string[], change: object) =>
  story.does(who, 'PATCH', '/sections', { sectionIds, change })
export const first = (ids: readonly string[], index = 0) => must(ids[index], 'a section')

/** What is refused with its blockers, by kind. */
export async function blockedBy(who: Part, stage: Stage): Promise<readonly string[]> {
  const answer = await story.ask(who, 'PATCH', '', { stage })
  const problem = answer.json() as Problem & { blockers: StageBlocker[] }
  expect([answer.status, problem.code]).toEqual([409, 'stage-blocked'])
  return kinds(problem.blockers)
}

const madeByMoves = async () => (await story.versions()).filter(({ kind }) => kind === 'stage')

/** One move although five ask for it at once; its version has that name and says what the report says. */
export async function moves(who: Part, to: Stage, name: string, more = {}): Promise<void> {
  const before = { ...(await story.progress()), versions: await madeByMoves() }
  expect(await fiveAtOnce(story, who, to, more)).toEqual([204, 204, 204, 204, 204])
  const after = await story.progress()
  expect(after.stage).toBe(to)
  expect(after.moves).toHaveLength(before.moves.length + 1)
  const [version, ...older] = await madeByMoves()
  expect(older).toEqual(before.versions)
  expect(version).toMatchObject({ name, kind: 'stage' })
  const { userId } = must(version, 'a version').by
  expect([story.people[who], story.province.admin].map(({ person }) => person.id)).toContain(userId)
  expect(version?.sha256).toBe(await story.fingerprint())
  const move = after.moves.find((each) => each.version.id === version?.id)
  expect(move).toMatchObject({ from: before.stage, to, by: { userId } })
}

/** Nothing comes of it: the text and the stage are what they were. */
export async function unchanged(work: () => Promise<void>): Promise<void> {
  const before = [await story.fingerprint(), (await story.progress()).stage]
  await work()
  expect([await story.fingerprint(), (await story.progress()).stage]).toEqual(before)
}
