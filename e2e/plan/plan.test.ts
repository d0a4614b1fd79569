import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Comparison } from '../../report/compare/comparison.ts'
import { must } from '../../report/must.ts'
import type { Contribution, Contributions, Excerpt, Provenance } from '../../report/wire/contributions.ts'
import type { Attribution, Compared, Past, Restored } from '../../report/wire/history.ts'
import type { Version } from '../../report/wire/paper.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import type { Thread } from '../../report/wire/review.ts'
import { docx, heading, HEADING_STYLES, p } from '../../sync-server/import/test-docx.ts'
import { anchoredWords, draftOn, timesIn } from '../rig/anchored-words.ts'
import { at, paragraph, textIn } from '../rig/outline.ts'
import { until } from '../rig/until.ts'
import { type Part } from './story.ts'
import {
  story,
  leaves,
  lead,
  science,
  openScene,
  closeScene,
  readOutline,
  setToday,
  daysLeft,
  reportText,
  status,
  first,
  blockedBy,
  moves,
  unchanged,
} from './scene.ts'
import { theSignature } from './signature.ts'

/** The plan of Resolution 20, played from its outline to the signature. Each test goes on where the one before ended. */
beforeAll(openScene)
afterAll(closeScene)

describe('I. The plan becomes a report', () => {
  test('the outline is the plan’s, and everybody has their part in it', async () => {
    for (const [who, role] of [
      ['drafter1', 'drafter'],
      ['drafter2', 'drafter'],
      ['reviewer', 'reviewer'],
      ['viewer', 'viewer'],
    ] as const)
      await story.does('coordinator', 'PUT', `/members/${story.people[who].person.id}`, { role })
    const { sections } = await story.read<ReportDetail>('')
    expect(sections.filter(({ level }) => level === 1).map(({ number }) => number)).toEqual(['I', 'II'])
    readOutline(sections)
    expect(leaves.map(({ number }) => number)).toEqual(
      ['1', '2', 'a)', 'b)', 'c)', 'd)', 'đ)', 'e)', '4', '5', '6', '1', '2'].map((number) =>
        expect.stringContaining(number.replace(')', '')),
      ),
    )
  })

  test('its milestones are the plan’s four dates, and one that has none yet', async () => {
    const { milestones } = await story.progress()
    expect(milestones.map(({ date }) => date)).toEqual([
      '2022-04-08',
      null,
      '2022-04-15',
      '2022-04-29',
      '2022-05-08',
    ])
    expect(milestones.map(({ stage }) => stage)).toEqual([
      null,
      'appraisal',
      'committee',
      'conference',
      'signed',
    ])
  })

  test('the coordinator alone gives the sections to two offices and sets the date that was missing', async () => {
    const change = { officeIds: [story.offices.lead.id] }
    for (const who of ['drafter1', 'drafter2', 'reviewer', 'viewer'] as const) {
      expect(await story.refusal(who, 'PATCH', '/sections', { sectionIds: lead, change })).toBe(
        '403 no-access',
      )
      expect(await story.refusal(who, 'PATCH', '', { settings: { today: '2022-04-07' } })).toBe(
        '403 no-access',
      )
    }
    await status('coordinator', lead, change)
    await status('coordinator', science, { officeIds: [story.offices.science.id], due: '2022-04-10' })
    await setToday('2022-04-07', { dates: { 1: '2022-04-12' } })
    expect(await daysLeft()).toEqual([0, 5, 7, 21, 30])
  })
})

describe('II. Before 08/4: the offices send their reports in', () => {
  const paper = (words: string) =>
    docx(
      heading(`1. ${leaves[0]?.title}`) + p(words) + heading('Việc riêng của cơ quan') + p('Vẫn giữ đủ.'),
      {
        styles: HEADING_STYLES,
      },
    )
  const sendIn = async (who: Part, words: string): Promise<Contribution> => {
    const file = new File([new Uint8Array(paper(words))], 'Báo cáo.docx')
    const answer = await story.send(who, '/contributions', file)
    expect(answer.status).toBe(201)
    return (await answer.json()) as Contribution
  }
  const received = async () => {
    const { offices } = await story.read<Contributions>('/contributions')
    return Object.fromEntries(offices.map(({ office, state }) => [office.shortName, state]))
  }

  test('on 07/4 one is received and the other missing; on 08/4 it is overdue, and late when it comes', async () => {
    const missing = await received()
    expect(missing).toMatchObject({ UBND: 'missing', KHCN: 'missing' })
    expect((await sendIn('drafter1', 'Đã quán triệt tới 100% chi bộ.')).late).toBe(false)
    expect(await received()).toMatchObject({ UBND: 'received', KHCN: 'missing' })
    await setToday('2022-04-08')
    expect((await daysLeft())[0]).toBe(-1)
    expect(await received()).toMatchObject({ UBND: 'received', KHCN: 'overdue' })
  })

  test('where the report counts 08/4 itself, what comes on that day is in time', async () => {
    await setToday('2022-04-08', { inclusive: true })
    expect((await daysLeft())[0]).toBe(0)
    expect(await received()).toMatchObject({ KHCN: 'missing' })
    await setToday('2022-04-08', { inclusive: false })
    expect((await sendIn('drafter2', 'Đã mở 12 lớp tập huấn.')).late).toBe(true)
    expect(await received()).toMatchObject({ UBND: 'received', KHCN: 'late' })
    const refused = await story.send('viewer', '/contributions', new File(['x'], 'a.docx'))
    expect(refused.status).toBe(403)
  })

  test('the lead office reads both side by side and puts one into the report, which remembers where it is from', async () => {
    const target = first(lead)
    const { excerpts } = await story.read<{ excerpts: Excerpt[] }>(
      `/excerpts?sectionId=${target}`,
      'drafter1',
    )
    expect(excerpts.map(({ office }) => office.shortName).toSorted()).toEqual(['KHCN', 'UBND'])
    const unplaced = await story.read<{ excerpts: Excerpt[] }>('/excerpts?sectionId=')
    expect(unplaced.excerpts.map((each) => each.heading)).toEqual([
      'Việc riêng của cơ quan',
      'Việc riêng của cơ quan',
    ])
    const theirs = must(
      excerpts.find(({ office }) => office.shortName === 'KHCN'),
      'their excerpt',
    )
    const insert = paragraph('p-tu-khcn', 'Đã mở 12 lớp tập huấn.')
    expect(await story.edit('drafter1', (root) => at(root, target).push([insert]))).toBeUndefined()
    const row = { contributionId: theirs.contributionId, part: theirs.part, blockIds: ['p-tu-khcn'] }
    expect(await story.refusal('drafter2', 'POST', '/provenance', row)).toMatch(/^403/u)
    await story.does('drafter1', 'POST', '/provenance', row)
    const [known] = await story.read<Provenance>('/provenance')
    expect(known).toMatchObject({
      blockId: 'p-tu-khcn',
      office: { shortName: 'KHCN' },
      by: { userId: story.people.drafter1.person.id },
    })
  })
})

describe('III. The offices write', () => {
  test('each writes all its sections; a word in another office’s is refused and changes nothing', async () => {
    const words = (ids: readonly string[], by: string) =>
      Object.fromEntries(ids.map((id, index) => [id, `Kết quả thứ ${index + 1} do ${by} tổng hợp.`]))
    expect(await story.write('drafter1', words(lead, 'cơ quan chủ trì'))).toBeUndefined()
    expect(await story.write('drafter2', words(science.slice(1), 'ngành khoa học'))).toBeUndefined()
    await unchanged(async () => {
      expect(await story.write('drafter2', { [first(lead)]: 'Của người khác.' })).toBe('section-of-others')
      expect(await story.write('drafter1', { [first(science)]: 'Của người khác.' })).toBe('section-of-others')
      expect(await story.write('reviewer', { [first(lead)]: 'Người thẩm định viết.' })).toBe('reads-only')
      expect(await story.write('viewer', { [first(lead)]: 'Người theo dõi viết.' })).toBe('reads-only')
      const both = { [first(science)]: 'Của mình.', [first(lead)]: 'Của người khác.' }
      expect(await story.write('drafter2', both)).toBe('section-of-others')
    })
  })

  test('when they pause, a version is kept that nobody asked for', async () => {
    const kept = await until('an automatic version', async () =>
      (await story.versions()).find(({ kind }) => kind === 'automatic'),
    )
    expect(kept.sha256).toBe(await story.fingerprint())
    const writers = (kept.people ?? []).map(({ userId }) => userId).toSorted()
    const { drafter1, drafter2 } = story.people
    expect(writers).toEqual([drafter1.person.id, drafter2.person.id].toSorted())
  })

  test('the text knows who wrote it, office by office, from the log', async () => {
    const { words, people } = await story.read<Attribution>('/attribution')
    const officeOf = (userId: string) => people.find((each) => each.userId === userId)?.officeId
    const by = (ids: readonly string[]) =>
      [
        ...new Set(words.filter((row) => ids.includes(row.sectionId)).map(({ userId }) => officeOf(userId))),
      ] as const
    expect(by(lead)).toEqual([story.offices.lead.id])
    expect(by(science)).toEqual([story.offices.science.id])
    expect(people.map(({ userId }) => userId)).not.toContain(story.people.reviewer.person.id)
  })

  test('two versions compared show the planned edits; one section restored goes forward, and a comment keeps its words', async () => {
    const [one, two] = [first(lead), first(lead, 1)]
    const kept = async (name: string) =>
      (await story.does('coordinator', 'POST', '/versions', { name })).json() as Version
    const before = await kept('Trước khi sửa')
    const comment = {
      kind: 'opinion',
      anchor: draftOn(await reportText(), 'thứ 2 do cơ quan chủ trì'),
      text: 'Nên nêu rõ nguồn.',
    }
    const { id: threadId } = (await story.does('reviewer', 'POST', '/threads', comment)).json() as Thread
    await story.edit('drafter1', (root) => {
      textIn(root, two, at(root, two).length - 1).insert(0, 'Câu thêm vào. ')
      at(root, one).push([paragraph('p-thua', 'Đoạn thừa.')])
    })
    const after = await kept('Sau khi sửa')
    const compared = await story.read<Compared>(`/versions/${before.id}/compare?to=${after.id}`)
    const { sections } = compared.comparison as unknown as Comparison
    expect(sections.filter(({ kind }) => kind !== 'same').map(({ id, kind }) => [id, kind])).toEqual([
      [one, 'changed'],
      [two, 'changed'],
    ])
    const said = JSON.stringify(sections.filter(({ kind }) => kind !== 'same'))
    expect(said).toContain('Đoạn thừa.')
    expect(said).toContain('Câu thêm vào.')
    expect(compared.people.map(({ userId }) => userId)).toEqual([story.people.drafter1.person.id])

    const path = `/versions/${before.id}/restore`
    expect(await story.refusal('drafter2', 'POST', path, { sectionId: two })).toMatch(/^403/u)
    expect(await story.refusal('drafter1', 'POST', path, {})).toMatch(/^403/u)
    const restored = await story.does('drafter1', 'POST', path, { sectionId: two })
    expect((restored.json() as Restored).changed).toBe(true)
    const doc = await reportText()
    expect([timesIn(doc, 'Câu thêm vào.'), timesIn(doc, 'Đoạn thừa.')]).toEqual([0, 1])
    expect(anchoredWords(doc, (await story.thread(threadId)).anchor)).toBe('thứ 2 do cơ quan chủ trì')
    const set = (await story.versions()).filter(({ kind }) => kind === 'before-restore')
    expect(set.map(({ sha256 }) => sha256)).toEqual([after.sha256])
    // Forward: what was said in between is still there to be read.
    const past = await story.read<Past>(`/past?moment=${after.id}`)
    expect(past.sha256).toBe(after.sha256)
  })
})

describe('IV. Before 15/4: handed in, appraised, submitted', () => {
  test('the report does not go to appraisal before all is written and handed in, nor by anybody else', async () => {
    await unchanged(async () => {
      expect(await blockedBy('coordinator', 'appraisal')).toEqual(['empty-section', 'not-submitted'])
      for (const who of ['drafter1', 'drafter2', 'viewer', 'reviewer'] as const)
        expect(await story.refusal(who, 'PATCH', '', { stage: 'appraisal' })).toBe('403 no-access')
      expect(await story.refusal('coordinator', 'PATCH', '', { stage: 'committee' })).toBe(
        '409 stage-not-next',
      )
      const sure = { stage: 'appraisal', confirm: true }
      expect(await story.refusal('coordinator', 'PATCH', '', sure)).toBe('400 reason-missing')
    })
    expect(await story.write('drafter2', { [first(science)]: 'Phần còn thiếu.' })).toBeUndefined()
    expect(
      await story.refusal('drafter2', 'PATCH', `/sections/${first(lead)}`, { status: 'submitted' }),
    ).toBe('403 section-of-others')
    await status('drafter1', lead, { status: 'submitted' })
    expect(await blockedBy('coordinator', 'appraisal')).toEqual(['not-submitted'])
    await status('drafter2', science, { status: 'submitted' })
  })

  test('the consolidated draft goes to appraisal, once, although five ask for it', async () => {
    await moves('coordinator', 'appraisal', 'Dự thảo lần 1 trình thẩm định')
  })

  test('on 15/4 the appraisal is overdue: it was to be submitted before that day', async () => {
    await setToday('2022-04-14')
    expect((await daysLeft())[2]).toBe(0)
    await setToday('2022-04-15')
    const { milestones } = await story.progress()
    expect(milestones.map(({ done }) => done)).toEqual([true, true, false, false, false])
    expect(milestones[2]?.daysLeft).toBe(-1)
  })

  test('what is returned with a reason becomes a comment that must be answered; only that section is written', async () => {
    const returned = first(science, 1)
    await status(
      'reviewer',
      [...lead, ...science].filter((id) => id !== returned),
      { status: 'approved' },
    )
    expect(await story.refusal('drafter1', 'PATCH', `/sections/${returned}`, { status: 'returned' })).toMatch(
      /^403/u,
    )
    await status('reviewer', [returned], { status: 'returned', reason: 'Thiếu số liệu đến tháng 3/2022.' })
    const demand = must(
      (await story.threads()).find(({ kind }) => kind === 'change'),
      'a demand',
    )
    expect(demand).toMatchObject({ author: { userId: story.people.reviewer.person.id } })
    expect(demand.messages[0]?.text).toBe('Thiếu số liệu đến tháng 3/2022.')
    await unchanged(async () => {
      expect(await blockedBy('reviewer', 'committee')).toEqual(['must-fix', 'returned'])
      expect(await story.write('coordinator', { [first(lead)]: 'Sửa.' })).toBe('stage-closed')
      expect(await story.write('drafter1', { [first(lead)]: 'Sửa.' })).toBe('stage-closed')
      expect(await story.write('drafter1', { [returned]: 'Sửa.' })).toBe('section-of-others')
    })
    expect(await story.write('drafter2', { [returned]: 'Đến tháng 3/2022 có 45 đề tài.' })).toBeUndefined()
    await status('drafter2', [returned], { status: 'submitted' })
    await unchanged(async () => {
      expect(await story.write('drafter2', { [returned]: 'Muộn.' })).toBe('stage-closed')
    })
    await status('reviewer', [returned], { status: 'approved' })
    expect(await blockedBy('reviewer', 'committee')).toEqual(['must-fix'])
    const answer = { kind: 'accepted', text: 'Đã bổ sung số liệu.' }
    expect(await story.refusal('drafter1', 'PUT', `/threads/${demand.id}/answer`, answer)).toMatch(/^403/u)
    await story.does('drafter2', 'PUT', `/threads/${demand.id}/answer`, answer)
  })

  test('the appraisers submit it to the Standing Committee', async () => {
    expect(await story.refusal('drafter1', 'PATCH', '', { stage: 'committee' })).toBe('403 no-access')
    await moves('reviewer', 'committee', 'Dự thảo lần 2 trình Ban Thường vụ')
  })
})

/** Nobody writes, everybody comments. */
async function judgedOnly(): Promise<void> {
  await unchanged(async () => {
    for (const who of ['coordinator', 'drafter1', 'drafter2'] as const) {
      const own = who === 'drafter2' ? science : lead
      expect(await story.write(who, { [first(own)]: 'Sửa.' }), who).toBe('stage-closed')
    }
    for (const who of ['coordinator', 'drafter1', 'reviewer'] as const) {
      const anchor = { kind: 'section', sectionId: first(lead) }
      await story.does(who, 'POST', '/threads', { kind: 'opinion', anchor, text: `Ý kiến của ${who}.` })
    }
  })
}

describe('V. Before 29/4: the conference', () => {
  test('before the committee and the conference only comments go on; the coordinator alone moves it', async () => {
    await judgedOnly()
    await unchanged(async () => {
      expect(await story.refusal('reviewer', 'PATCH', '', { stage: 'conference' })).toBe('403 no-access')
      expect(await story.refusal('coordinator', 'PATCH', '', { stage: 'finalising' })).toBe(
        '409 stage-not-next',
      )
    })
    await moves('coordinator', 'conference', 'Dự thảo lần 3 trình hội nghị')
    await judgedOnly()
  })

  test('a step back asks for a reason, and keeps what was', async () => {
    await unchanged(async () => {
      expect(await story.refusal('coordinator', 'PATCH', '', { stage: 'committee' })).toBe(
        '400 reason-missing',
      )
      const back = { stage: 'committee', reason: 'Xin ý kiến lại' }
      for (const who of ['reviewer', 'drafter1', 'viewer'] as const)
        expect(await story.refusal(who, 'PATCH', '', back)).toBe('403 no-access')
    })
    const reason = 'Ban Thường vụ cho ý kiến lại'
    await moves('coordinator', 'committee', 'Trước khi trả về bước Trình Ban Thường vụ', { reason })
    expect((await story.progress()).moves.map((move) => move.reason)).toContain(reason)
    const { sections } = await story.progress()
    expect(sections.find(({ id }) => id === first(lead))?.effectiveStatus).toBe('approved')
    await moves('coordinator', 'conference', 'Dự thảo lần 4 trình hội nghị')
  })

  test('on 29/4 the conference is overdue until it was held', async () => {
    await setToday('2022-04-29')
    expect((await story.progress()).milestones[3]).toMatchObject({ done: false, daysLeft: -1 })
    await moves('coordinator', 'finalising', 'Dự thảo lần 5 sau hội nghị')
    expect((await story.progress()).milestones[3]).toMatchObject({ done: true })
  })
})

theSignature()
