import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../../report/must.ts'
import { nextStage, previousStage } from '../../report/stage/stages.ts'
import type { Problem } from '../../report/wire/errors.ts'
import type { Version } from '../../report/wire/paper.ts'
import { STAGES, type Stage } from '../../report/wire/rest.ts'
import { openReport } from './open-report.ts'
import { recordMove } from './stage.ts'
import { ASKERS, startReportRig, type Asker, type ReportRig } from './report-rig.ts'

let on: ReportRig
beforeAll(async () => {
  on = await startReportRig()
})
afterAll(() => on.rig.stop())

/** Puts a report where a test wants it, without the rules. */
async function putAt(reportId: string, to: Stage): Promise<void> {
  const { stage: from } = must(await on.records.rights(reportId), 'rights')
  if (from === to) return
  const by = { userId: 'x', name: 'x', office: '' }
  await on.records.moveStage(reportId, { from, to, at: 1, by, reason: '', blockers: 0, versionId: '' })
}
async function reportAt(stage: Stage): Promise<string> {
  const id = await on.report()
  await putAt(id, stage)
  return id
}
const stageOf = async (id: string) => must(await on.records.rights(id), 'rights').stage
const ask = (asker: Asker, id: string, body: object) =>
  on.browsers[asker].send('PATCH', `/api/reports/${id}`, body)
const sure = { confirm: true, reason: 'Đến hạn theo kế hoạch' }
const codeOf = async (response: Response) => ((await response.json()) as Problem).code

/** Who may take which step, as written in the plan's rules. */
function mayMove(asker: Asker, from: Stage, to: Stage): boolean {
  const steers = asker === 'coordinator' || asker === 'admin'
  if (from === 'signed' || to === 'signed') return false
  if (to === nextStage(from)) return steers || (asker === 'reviewer' && from === 'appraisal')
  if (to === previousStage(from)) return steers || (asker === 'reviewer' && from === 'appraisal')
  return false
}

describe.each(STAGES)('at %s', (from) => {
  test.each(ASKERS)('%s moves it where they may, and nowhere else', { timeout: 30_000 }, async (asker) => {
    const id = await reportAt(from)
    for (const to of STAGES) {
      await putAt(id, from)
      const before = { versions: await on.records.versions(id), noted: await on.noted(id) }
      const answer = await ask(asker, id, { stage: to, ...sure })
      const steps = asker === 'coordinator' || asker === 'admin' || asker === 'reviewer'
      if (to === from && steps) expect(answer.status).toBe(204)
      else if (mayMove(asker, from, to)) expect(`${to} ${answer.status}`).toBe(`${to} 204`)
      else expect([400, 401, 403, 409], `${from} -> ${to}: ${answer.status}`).toContain(answer.status)
      const moves = to !== from && mayMove(asker, from, to)
      expect(await stageOf(id)).toBe(moves ? to : from)
      expect((await on.records.versions(id)).length - before.versions.length).toBe(moves ? 1 : 0)
      expect((await on.noted(id)) - before.noted).toBe(moves ? 1 : 0)
    }
  })
})

describe('what stands in the way', () => {
  test('is told as lines and as data, and moves nothing; confirmed with a reason, it is recorded how much it was', async () => {
    const id = await on.report()
    const refused = await ask('coordinator', id, { stage: 'appraisal' })
    expect(refused.status).toBe(409)
    const problem = (await refused.json()) as Problem
    expect(problem.code).toBe('stage-blocked')
    expect(problem.blockers?.map(({ kind }) => kind)).toContain('not-assigned')
    expect(problem.detail).toContain('chưa giao cho cơ quan nào.')
    expect(await codeOf(await ask('coordinator', id, { stage: 'appraisal', confirm: true }))).toBe(
      'reason-missing',
    )
    expect(
      await codeOf(await ask('coordinator', id, { stage: 'appraisal', confirm: true, reason: '  ' })),
    ).toBe('reason-missing')
    expect(await stageOf(id)).toBe('drafting')

    expect((await ask('coordinator', id, { stage: 'appraisal', ...sure })).status).toBe(204)
    const [move] = await on.records.stageMoves(id)
    expect(move).toMatchObject({
      from: 'drafting',
      to: 'appraisal',
      reason: sure.reason,
      blockers: problem.blockers?.length,
      by: { userId: on.ids.coordinator },
      version: { number: 1, name: 'Dự thảo lần 1 trình thẩm định' },
    })
    const { entries } = await on.records.auditTrail({ reportId: id, limit: 10, action: 'stage-moved' })
    expect(entries.map(({ details }) => details)).toEqual([
      {
        from: 'drafting',
        to: 'appraisal',
        reason: sure.reason,
        blockers: String(problem.blockers?.length),
        version: '1',
        name: 'Dự thảo lần 1 trình thẩm định',
        sha256: must((await on.records.versions(id))[0], 'a version').sha256,
      },
    ])
  })

  test('a finished report goes on without being asked twice', async () => {
    const id = await on.report()
    const page = await openReport(on, id, 'coordinator')
    const sections = await on.sections(id)
    for (const section of sections) page.write(section, 'Đã hoàn thành chỉ tiêu đề ra.')
    await page.saved()
    for (const section of sections) {
      await on.records.changeSection(id, section, { officeIds: [on.offices.own.id], status: 'submitted' })
    }
    expect((await ask('coordinator', id, { stage: 'appraisal' })).status).toBe(204)
    expect(await codeOf(await ask('reviewer', id, { stage: 'committee' }))).toBe('stage-blocked')
    for (const section of sections) await on.records.changeSection(id, section, { status: 'approved' })
    expect((await ask('reviewer', id, { stage: 'committee' })).status).toBe(204)
    expect((await ask('coordinator', id, { stage: 'conference' })).status).toBe(204)
    expect((await ask('coordinator', id, { stage: 'finalising' })).status).toBe(204)
    const versions = await on.records.versions(id)
    expect(versions.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'stage Dự thảo lần 4 sau hội nghị',
      'stage Dự thảo lần 3 trình hội nghị',
      'stage Dự thảo lần 2 trình Ban Thường vụ',
      'stage Dự thảo lần 1 trình thẩm định',
    ])
    expect(await on.records.lastDraft(id)).toBe(4)
    page.leave()
  })

  test('a step back asks for a reason, keeps every status, and has the version of before', async () => {
    const id = await reportAt('committee')
    const [section = ''] = await on.sections(id)
    await on.records.changeSection(id, section, { status: 'approved' })
    expect(await codeOf(await ask('coordinator', id, { stage: 'appraisal' }))).toBe('reason-missing')
    expect((await ask('coordinator', id, { stage: 'appraisal', reason: 'Số liệu mục 2' })).status).toBe(204)
    expect((await on.records.sections(id)).get(section)?.status).toBe('approved')
    expect((await on.records.versions(id))[0]?.name).toBe('Trước khi trả về bước Thẩm định')
  })
})

test('everybody else is told in the page’s inbox, and pages hear of it', async () => {
  const id = await on.report()
  const page = await openReport(on, id, 'own')
  await ask('coordinator', id, { stage: 'appraisal', ...sure })
  await expect.poll(() => page.events).toContain('stage')
  expect(page.events).toContain('versions')
  const noticesOf = async (asker: string) =>
    (await on.records.notices(must(on.ids[asker], asker), { limit: 100 })).notices.filter(
      ({ report, reason }) => report.id === id && reason === 'stage',
    )
  for (const asker of ['own', 'other', 'reviewer', 'viewer']) {
    expect((await noticesOf(asker)).map(({ excerpt }) => excerpt)).toEqual([
      `Soạn thảo → Thẩm định. ${sure.reason}`,
    ])
  }
  expect(await noticesOf('coordinator')).toEqual([])
  page.leave()
})

test('two who move it at the same moment: one version, one move, one entry', async () => {
  for (let round = 0; round < 3; round += 1) {
    const id = await on.report()
    const answers = await Promise.all([
      ask('coordinator', id, { stage: 'appraisal', ...sure }),
      ask('admin', id, { stage: 'appraisal', ...sure }),
      ask('coordinator', id, { stage: 'appraisal', ...sure }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204])
    expect((await on.records.versions(id)).length).toBe(1)
    expect((await on.records.stageMoves(id)).length).toBe(1)
    expect(await on.noted(id)).toBe(1)
  }
})

test('one on and one back at the same moment: what the second finds is another stage', async () => {
  const id = await reportAt('appraisal')
  const answers = await Promise.all([
    ask('coordinator', id, { stage: 'committee', ...sure }),
    ask('reviewer', id, { stage: 'drafting', reason: 'Thiếu số liệu' }),
  ])
  const moves = await on.records.stageMoves(id)
  const refused = answers.filter(({ status }) => status !== 204)
  for (const one of refused) expect(await codeOf(one)).toBe('stage-not-next')
  // The one that put it where the test began is the first.
  expect(moves.length - 1 + refused.length).toBe(2)
  expect((await on.records.versions(id)).length).toBe(moves.length - 1)
})

test(
  'while people type, the version of a move says exactly what the report says from then on',
  { timeout: 60_000 },
  async () => {
    const id = await on.report()
    const [first = '', second = ''] = await on.sections(id)
    const pages = [await openReport(on, id, 'own'), await openReport(on, id, 'coordinator')]
    const timers = pages.map((page, index) => {
      let said = 0
      return setInterval(() => page.write(index === 0 ? first : second, `Câu ${index}.${(said += 1)}.`), 7)
    })
    await expect.poll(() => on.records.headSeq(id)).toBeGreaterThan(20)
    const answer = await ask('coordinator', id, { stage: 'appraisal', ...sure })
    expect(answer.status).toBe(204)
    const head = await on.records.headSeq(id)
    for (const timer of timers) clearInterval(timer)
    const [version] = await on.records.versions(id)
    expect(version?.seq).toBe(head)
    const kept = await on.browsers.coordinator.post(`/api/reports/${id}/versions`, { name: 'Sau đó' })
    expect(((await kept.json()) as Version).sha256).toBe(version?.sha256)
    expect(await on.records.headSeq(id)).toBe(head)
    for (const page of pages) page.leave()
  },
)

test('an edit that another server took in between makes the move fail as a whole', async () => {
  const id = await on.report()
  const report = must(await on.records.report(id), 'a report')
  const mover = must(
    (await on.records.members(id)).find(({ userId }) => userId === on.ids.coordinator),
    'them',
  )
  const person = { id: mover.userId, username: '', name: mover.name, admin: false, office: null }
  const head = must(await on.records.headSeq(id), 'a head')
  const move = {
    access: { person, report, role: 'coordinator' as const },
    from: 'drafting' as const,
    to: 'appraisal' as const,
    at: 9,
    text: { seq: head - 1, sha256: '', sections: [] },
    blockers: 0,
    reason: '',
    versionId: 'v',
  }
  await expect(on.records.atomically((inside) => recordMove(inside, move))).rejects.toThrow('conflict')
  expect(await stageOf(id)).toBe('drafting')
  expect(await on.records.stageMoves(id)).toEqual([])
})

test('nothing else is changed with a stage, and what is none is refused', async () => {
  const id = await on.report()
  for (const body of [{ stage: 'appraisal', title: 'x', ...sure }, { stage: 'printed' }, { stage: null }])
    expect((await ask('coordinator', id, body)).status).toBe(400)
  expect(await stageOf(id)).toBe('drafting')
})
