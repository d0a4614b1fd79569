import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Comparison } from '../../report/compare/comparison.ts'
import { contentHash, contentText } from '../../report/content/content-text.ts'
import type { ReportContent } from '../../report/content/content.ts'
import { readContent } from '../../report/content/read-content.ts'
import { newId } from '../../report/id.ts'
import { must } from '../../report/must.ts'
import { problemSchema } from '../../report/wire/errors.ts'
import { comparedSchema, pastSchema, restoredSchema, timelineSchema } from '../../report/wire/history.ts'
import { versionSchema, type Version } from '../../report/wire/paper.ts'
import { openReport } from './open-report.ts'
import { ASKERS, startReportRig, type Asker, type ReportRig } from './report-rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let on: ReportRig
let id: string
let sections: readonly string[]
beforeAll(async () => {
  on = await startReportRig()
})
afterAll(() => on.rig.stop())
beforeEach(async () => {
  id = await on.report()
  sections = await on.sections(id)
})

const get = (by: Asker, path: string) => on.browsers[by].get(`/api/reports/${id}${path}`)
const read = async (path: string, by: Asker = 'viewer'): Promise<unknown> => {
  const response = await get(by, path)
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`)
  return response.json()
}
const codeOf = async (response: Response) => problemSchema.parse(await response.json()).code
const past = async (moment: string) => {
  const found = pastSchema.parse(await read(`/past?moment=${moment}`))
  return { ...found, content: found.content as unknown as ReportContent }
}
const compared = async (from: string, query = '') =>
  comparedSchema.parse(await read(`/versions/${from}/compare${query}`))
const timeline = async () => timelineSchema.parse(await read('/timeline'))
const versions = async () => versionSchema.array().parse(await read('/versions'))
const keep = async (name: string): Promise<Version> =>
  versionSchema.parse(
    await (await on.browsers.coordinator.post(`/api/reports/${id}/versions`, { name })).json(),
  )
const section = (index: number) => must(sections[index], 'a section')

/** Without the rules, and the file. */
const sign = async () => {
  const from = must(await on.records.rights(id), 'rights').stage
  const by = { userId: 'x', name: 'x', office: '' }
  await on.records.moveStage(id, {
    from,
    to: 'signed',
    at: 1,
    by,
    reason: '',
    blockers: 0,
    versionId: '',
  })
}

describe('who may', () => {
  test('look back: every reader, and nobody else', async () => {
    const { id: version } = await keep('Bản 1')
    const allowed = ['coordinator', 'own', 'other', 'reviewer', 'viewer', 'admin']
    for (const asker of ASKERS) {
      for (const path of ['/past?moment=now', '/timeline', '/versions', `/versions/${version}/compare`]) {
        const { status } = await get(asker, path)
        const refused = asker === 'nobody' ? 401 : 403
        expect(`${asker} ${path} ${status}`).toBe(
          `${asker} ${path} ${allowed.includes(asker) ? 200 : refused}`,
        )
      }
    }
  })

  test('ask for another report’s moments: nobody', async () => {
    const { id: version } = await keep('Bản 1')
    const elsewhere = await on.report()
    const path = `/api/reports/${elsewhere}`
    for (const question of [
      `/past?moment=${version}`,
      `/versions/${version}/compare`,
      `/versions/now/compare?to=${version}`,
    ]) {
      const answer = await on.browsers.admin.get(path + question)
      expect([question, await codeOf(answer)]).toEqual([question, 'no-such-moment'])
    }
  })
})

test('a moment that is none is not answered', async () => {
  const refused: readonly (readonly [string, string])[] = [
    ['seq-2', 'no-such-moment'],
    ['seq-999999999999', 'no-such-moment'],
    ['khongco', 'no-such-moment'],
    ['seq-0', 'no-such-moment'],
    ['seq--1', 'no-such-moment'],
    ['seq-1.5', 'bad-request'],
    ['seq-1e3', 'no-such-moment'],
    ['', 'bad-request'],
    ["'; drop table edit; --", 'bad-request'],
    ['x'.repeat(41), 'bad-request'],
  ]
  for (const [moment, code] of refused) {
    const answer = await get('viewer', `/past?moment=${encodeURIComponent(moment)}`)
    expect([moment, await codeOf(answer)]).toEqual([moment, code])
    if (moment === '') continue
    const other = await get('viewer', `/versions/now/compare?to=${encodeURIComponent(moment)}`)
    expect([moment, await codeOf(other)]).toEqual([moment, code])
  }
})

test('every moment says what the report said then, and now what was typed last', async () => {
  const writer = await openReport(on, id, 'coordinator')
  writer.write(section(0), 'Câu thứ nhất.')
  await writer.saved()
  const first = readContent(writer.doc)
  const version = await keep('Sau câu thứ nhất')
  writer.write(section(1), 'Câu thứ hai.')
  await writer.saved()
  const now = await past('now')
  expect(now.content).toEqual(readContent(writer.doc))
  expect(now.sha256).toBe(contentHash(now.content))
  expect((await past(version.id)).content).toEqual(first)
  expect((await past(`seq-${version.seq}`)).sha256).toBe(version.sha256)
  expect(contentText((await past('seq-1')).content)).not.toContain('Câu thứ')
  // A second look at the same place says the same: it is kept, and was not handed over.
  expect((await past(version.id)).content).toEqual(first)
  writer.leave()
})

test('what differs is said with who wrote it, in both directions', async () => {
  const own = await openReport(on, id, 'own')
  const coordinator = await openReport(on, id, 'coordinator')
  const before = await keep('Trước')
  own.write(section(2), 'Của cơ quan.')
  await own.saved()
  coordinator.write(section(0), 'Của người điều phối.')
  await coordinator.saved()
  const forth = await compared(before.id)
  expect(forth.from.seq).toBe(before.seq)
  expect(forth.to.seq).toBe(before.seq + 2)
  const { sections: changes } = forth.comparison as unknown as Comparison
  const touched = changes.filter(({ kind }) => kind !== 'same').map(({ id }) => id)
  expect(touched).toEqual([section(0), section(2)])
  expect(forth.people.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
    { userId: on.ids.coordinator, name: 'Người coordinator', office: '', sectionIds: [section(0)] },
    { userId: on.ids.own, name: 'Người own', office: 'own', sectionIds: [section(2)] },
  ])
  const back = await compared('now', `?to=${before.id}`)
  expect([back.from, back.to]).toEqual([forth.to, forth.from])
  expect(back.people).toEqual(forth.people)
  expect(await compared(before.id, '?to=now')).toEqual(forth)
  own.leave()
  coordinator.leave()
})

test('the list says who wrote for each version, and the time line when', async () => {
  const own = await openReport(on, id, 'own')
  expect((await timeline()).stretches).toEqual([])
  own.write(section(1), 'Một.')
  await own.saved()
  await keep('Bản 1')
  await keep('Bản 2')
  own.write(section(2), 'Hai.')
  own.write(section(3), 'Ba.')
  await own.saved()
  const { seq } = await keep('Bản 3')
  const people = [{ userId: on.ids.own, name: 'Người own' }]
  const listed = (await versions()).map(({ name, people, sectionIds = [] }) => ({
    name,
    people,
    sectionIds: sectionIds.toSorted(),
  }))
  expect(listed).toEqual([
    { name: 'Bản 3', people, sectionIds: [section(2), section(3)].toSorted() },
    { name: 'Bản 2', people: [], sectionIds: [] },
    { name: 'Bản 1', people, sectionIds: [section(1)] },
  ])
  const { stretches } = await timeline()
  expect(stretches.at(-1)?.seq).toBe(seq)
  expect(stretches.reduce((sum, { edits }) => sum + edits, 0)).toBe(3)
  expect(stretches[0]?.people).toEqual([{ userId: on.ids.own, name: 'Người own', office: 'own' }])
  expect(new Set(stretches.flatMap(({ sectionIds }) => sectionIds))).toEqual(
    new Set([section(1), section(2), section(3)]),
  )
  // What comes afterwards is found as well: what is remembered grows.
  own.write(section(1), 'Bốn.')
  await own.saved()
  expect((await timeline()).stretches.reduce((sum, { edits }) => sum + edits, 0)).toBe(4)
  own.leave()
})

test('a new version is told to everybody in the report', async () => {
  const viewer = await openReport(on, id, 'viewer')
  await keep('Bản 1')
  await vi.waitFor(() => expect(viewer.events).toContain('versions'))
  viewer.leave()
})

describe('to restore', () => {
  const restore = (by: Asker, moment: string, body: object = {}) =>
    on.browsers[by].post(`/api/reports/${id}/versions/${moment}/restore`, body)
  const restored = async (by: Asker, moment: string, body: object = {}) => {
    const response = await restore(by, moment, body)
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`)
    return restoredSchema.parse(await response.json())
  }
  const noted = async () => {
    const { entries } = await on.records.auditTrail({ reportId: id, limit: 100 })
    return entries.filter(({ action }) => action === 'version-restored')
  }
  const assign = (sectionId: string, office: 'own' | 'other') =>
    on.browsers.coordinator.send('PATCH', `/api/reports/${id}/sections/${sectionId}`, {
      officeIds: [on.offices[office].id],
    })

  test('the whole report is the coordinator’s; a section is whose it is; readers restore nothing', async () => {
    const writer = await openReport(on, id, 'coordinator')
    const version = await keep('Trước')
    for (const index of sections.keys()) writer.write(section(index), `Câu ở mục ${index}.`)
    await writer.saved()
    const said = contentHash(readContent(writer.doc))
    await assign(section(1), 'other')
    const refused: readonly (readonly [Asker, object, string])[] = [
      ['nobody', {}, 'not-signed-in'],
      ['stranger', {}, 'no-access'],
      ['admin', {}, 'no-access'],
      ['viewer', {}, 'reads-only'],
      ['reviewer', {}, 'reads-only'],
      ['own', {}, 'no-access'],
      ['viewer', { sectionId: section(1) }, 'reads-only'],
      ['own', { sectionId: section(1) }, 'section-of-others'],
      ['coordinator', { sectionId: 'khongco' }, 'no-such-section'],
      ['coordinator', { sectionId: 7 }, 'bad-request'],
    ]
    for (const [asker, body, code] of refused) {
      expect([asker, body, await codeOf(await restore(asker, version.id, body))]).toEqual([asker, body, code])
    }
    expect((await past('now')).sha256).toBe(said)
    expect(await versions()).toHaveLength(1)
    expect(await noted()).toEqual([])
    expect((await restored('other', version.id, { sectionId: section(1) })).changed).toBe(true)
    expect(contentText((await past('now')).content)).not.toContain('Câu ở mục 1.')
    expect((await restored('coordinator', version.id)).changed).toBe(true)
    expect((await past('now')).sha256).toBe(version.sha256)
    writer.leave()
  })

  test('of another report: nobody', async () => {
    const { id: version } = await keep('Bản 1')
    const elsewhere = await on.report()
    const path = `/api/reports/${elsewhere}/versions/${version}/restore`
    expect(await codeOf(await on.browsers.coordinator.post(path, {}))).toBe('no-such-moment')
  })

  test('is an edit of theirs that everybody sees, behind a version of what it said until then', async () => {
    const writer = await openReport(on, id, 'own')
    const viewer = await openReport(on, id, 'viewer')
    writer.write(section(0), 'Câu giữ lại.')
    await writer.saved()
    const version = await keep('Bản tốt')
    writer.write(section(0), 'Câu hỏng.')
    await writer.saved()
    const spoiled = contentHash(readContent(writer.doc))
    const head = await on.records.headSeq(id)
    const { before, changed } = await restored('coordinator', version.id)
    expect(changed).toBe(true)
    await vi.waitFor(() => expect(contentHash(readContent(viewer.doc))).toBe(version.sha256))
    await vi.waitFor(() => expect(contentHash(readContent(writer.doc))).toBe(version.sha256))
    const [newest] = await versions()
    expect(newest).toMatchObject({
      id: before,
      kind: 'before-restore',
      name: 'Trước khi khôi phục: Bản tốt',
      sha256: spoiled,
      seq: head,
      by: { userId: on.ids.coordinator },
    })
    expect(await noted()).toMatchObject([
      { by: { userId: on.ids.coordinator }, details: { name: 'Bản tốt' } },
    ])
    const { people } = await compared(before)
    expect(people).toMatchObject([{ userId: on.ids.coordinator, sectionIds: [section(0)] }])
    expect(viewer.events.filter((type) => type === 'versions').length).toBeGreaterThanOrEqual(2)
    // A second time there is nothing to do, and nothing is noted.
    expect(await restored('coordinator', version.id)).toEqual({ before, changed: false })
    expect(await versions()).toHaveLength(2)
    expect(await noted()).toHaveLength(1)
    // And back again: nothing was lost.
    await restored('coordinator', before)
    expect((await past('now')).sha256).toBe(spoiled)
    // It is on disk, not only in the room.
    expect((await past(`seq-${await on.records.headSeq(id)}`)).sha256).toBe(spoiled)
    writer.leave()
    viewer.leave()
  })

  test('words that others type meanwhile stay', async () => {
    const writer = await openReport(on, id, 'own')
    const version = await keep('Trước')
    writer.write(section(1), 'Câu hỏng.')
    await writer.saved()
    const typing = async () => {
      for (let at = 0; at < 20; at += 1) {
        writer.write(section(2), `Câu ${at} gõ trong lúc đó.`)
        await writer.saved()
      }
    }
    await Promise.all([typing(), restored('coordinator', version.id, { sectionId: section(1) })])
    const text = contentText((await past('now')).content)
    expect(text).not.toContain('Câu hỏng.')
    for (let at = 0; at < 20; at += 1) expect(text).toContain(`Câu ${at} gõ trong lúc đó.`)
    writer.leave()
  })

  test('what is approved, and what a stage closes, stays as it is', async () => {
    const writer = await openReport(on, id, 'coordinator')
    const version = await keep('Trước')
    writer.write(section(0), 'Một câu.')
    writer.write(section(1), 'Câu khác.')
    await writer.saved()
    const said = (await past('now')).sha256
    const whole = {}
    const first = { sectionId: section(0) }
    const refuses = async (why: string, refused: readonly (readonly [Asker, object, string])[]) => {
      for (const [asker, body, code] of refused) {
        const response = await restore(asker, version.id, body)
        expect([why, asker, body, response.status < 300]).toEqual([why, asker, body, false])
        const answer = await codeOf(response)
        expect([why, asker, body, answer]).toEqual([why, asker, body, code])
      }
    }
    const change = async (asker: Asker, body: object) => {
      const path = `/api/reports/${id}/sections/${section(0)}`
      expect((await on.browsers[asker].send('PATCH', path, body)).status).toBeLessThan(300)
    }
    await change('coordinator', { locked: true })
    await refuses('locked', [['own', first, 'section-locked']])
    await change('coordinator', { locked: false })
    await change('coordinator', { status: 'submitted' })
    await change('reviewer', { status: 'approved' })
    await refuses('approved', [['own', first, 'section-approved']])
    const move = { stage: 'appraisal', confirm: true, reason: 'Đến hạn' }
    expect((await on.browsers.coordinator.send('PATCH', `/api/reports/${id}`, move)).status).toBe(204)
    const kept = await versions()
    await refuses('appraisal', [
      ['coordinator', whole, 'stage-closed'],
      ['coordinator', first, 'stage-closed'],
      ['own', { sectionId: section(1) }, 'stage-closed'],
      ['admin', whole, 'no-access'],
      ['admin', first, 'no-access'],
    ])
    await sign()
    await refuses('signed', [
      ['coordinator', whole, 'report-signed'],
      ['coordinator', first, 'report-signed'],
      ['own', first, 'report-signed'],
      ['admin', whole, 'no-access'],
    ])
    expect((await past('now')).sha256).toBe(said)
    // Nor was a version made before what did not happen.
    expect(await versions()).toEqual(kept)
    expect(await noted()).toEqual([])
    writer.leave()
  })
})

describe('an automatic version', () => {
  const automatic = async () => {
    const versionId = newId()
    await on.records.addVersion(id, {
      id: versionId,
      name: 'Tự động lưu',
      kind: 'automatic',
      seq: 1,
      sha256: 'x',
      at: 1,
      by: { userId: on.ids.own ?? '', name: 'Người own' },
    })
    return versionId
  }
  const name = (by: Asker, vid: string, body: object, report = id) =>
    on.browsers[by].send('PATCH', `/api/reports/${report}/versions/${vid}`, body)
  const named = async () => {
    const { entries } = await on.records.auditTrail({ reportId: id, limit: 100 })
    return entries.filter(({ action }) => action === 'version-named')
  }

  test('is given a name by who steers the report, and is kept for ever', async () => {
    const vid = await automatic()
    for (const asker of ['nobody', 'stranger', 'viewer', 'reviewer', 'own', 'other'] as const) {
      const code = asker === 'nobody' ? 'not-signed-in' : 'no-access'
      expect([asker, await codeOf(await name(asker, vid, { name: 'Của tôi' }))]).toEqual([asker, code])
    }
    expect(await versions()).toMatchObject([{ kind: 'automatic', name: 'Tự động lưu' }])
    const viewer = await openReport(on, id, 'viewer')
    // As Telex of an old phone writes it: in pieces.
    const answer = await name('coordinator', vid, { name: '  Bản lấy ý kiến  '.normalize('NFD') })
    expect(answer.status).toBe(200)
    const expected = {
      id: vid,
      kind: 'named',
      name: 'Bản lấy ý kiến',
      seq: 1,
      at: 1,
      by: { userId: on.ids.coordinator, name: 'Người coordinator' },
    }
    expect(versionSchema.parse(await answer.json())).toMatchObject(expected)
    expect(await versions()).toMatchObject([expected])
    await on.records.removeAutomaticVersions(id, [vid])
    expect(await versions()).toHaveLength(1)
    await vi.waitFor(() => expect(viewer.events).toContain('versions'))
    expect(await named()).toMatchObject([
      { by: { userId: on.ids.coordinator }, details: { name: 'Bản lấy ý kiến', version: '1' } },
    ])
    viewer.leave()
  })

  test('is not given what is no name, and no other version is given one', async () => {
    const vid = await automatic()
    const names = ['', '   ', 'x'.repeat(201), 'a\u0000b', 'a\nb', 'a\u202Eb', 'a\u2028b', 7, undefined]
    for (const wrong of names) {
      const answer = await name('coordinator', vid, { name: wrong })
      expect([wrong, await codeOf(answer)]).toEqual([wrong, 'bad-request'])
    }
    expect((await name('coordinator', vid, { name: 'ế'.repeat(200).normalize('NFD') })).status).toBe(200)
    // It is somebody's now, and so is what was kept by name.
    const { id: kept } = await keep('Bản 1')
    for (const other of [vid, kept, 'khongco']) {
      expect(await codeOf(await name('coordinator', other, { name: 'Khác' }))).toBe('no-such-version')
    }
    const elsewhere = await on.report()
    const again = await automatic()
    expect(await codeOf(await name('coordinator', again, { name: 'Khác' }, elsewhere))).toBe(
      'no-such-version',
    )
    expect(await named()).toHaveLength(1)
  })

  test('of a signed report keeps the name it has', async () => {
    const vid = await automatic()
    await sign()
    expect(await codeOf(await name('coordinator', vid, { name: 'Muộn' }))).toBe('report-signed')
    expect(await versions()).toMatchObject([{ kind: 'automatic' }])
    expect(await named()).toEqual([])
  })
})

test('a restore during which somebody writes leaves one version, with what they wrote', async () => {
  const writer = await openReport(on, id, 'coordinator')
  writer.write(section(0), 'Câu hỏng.')
  await writer.saved()
  const readSome = on.log.readSome.bind(on.log)
  vi.spyOn(on.log, 'readSome').mockImplementationOnce(async (...at) => {
    writer.write(section(1), 'Câu gõ trong lúc đó.')
    await writer.saved()
    return readSome(...at)
  })
  const answer = await on.browsers.coordinator.post(`/api/reports/${id}/versions/seq-1/restore`, {})
  const { before, changed } = restoredSchema.parse(await answer.json())
  expect(changed).toBe(true)
  expect((await versions()).map((version) => version.id)).toEqual([before])
  expect(contentText((await past(before)).content)).toContain('Câu gõ trong lúc đó.')
  expect((await past('now')).sha256).toBe((await past('seq-1')).sha256)
  writer.leave()
})

describe('whose role is taken from them while they wait', () => {
  /** While the log is read for somebody, somebody else changes who they are. */
  const whenRead = (change: () => Promise<unknown>) => {
    const readSome = on.log.readSome.bind(on.log)
    vi.spyOn(on.log, 'readSome').mockImplementationOnce(async (...at) => {
      await change()
      return readSome(...at)
    })
  }
  const remove = (asker: Asker) => on.records.removeMember(id, on.ids[asker] ?? '')

  test('sees nothing of the past', async () => {
    const from = `seq-${await on.records.headSeq(id)}`
    for (const path of [`/past?moment=${from}`, `/versions/${from}/compare?to=${from}`]) {
      // A report of its own for each: what was read once is kept.
      id = await on.report()
      whenRead(() => remove('viewer'))
      expect([path, await codeOf(await get('viewer', path))]).toEqual([path, 'no-access'])
    }
    id = await on.report()
    const accounts = on.records.accounts.bind(on.records)
    vi.spyOn(on.records, 'accounts').mockImplementationOnce(async () => {
      await remove('viewer')
      return accounts()
    })
    expect(await codeOf(await get('viewer', '/timeline'))).toBe('no-access')
  })

  test('restores nothing, and leaves no version', async () => {
    const writer = await openReport(on, id, 'coordinator')
    writer.write(section(0), 'Một câu.')
    await writer.saved()
    whenRead(() => on.records.setMember(id, on.ids.other ?? '', 'viewer'))
    const path = `/api/reports/${id}/versions/seq-1/restore`
    const answer = await on.browsers.other.post(path, { sectionId: section(0) })
    expect(await codeOf(answer)).toBe('no-access')
    expect(contentText((await past('now')).content)).toContain('Một câu.')
    expect(await versions()).toEqual([])
    writer.leave()
  })

  test('names nothing', async () => {
    const vid = newId()
    const by = { userId: 'x', name: 'x' }
    const version = { name: 'Tự động lưu', kind: 'automatic', seq: 1, sha256: 'x', at: 1, by } as const
    await on.records.addVersion(id, { id: vid, ...version })
    const atomically = on.records.atomically.bind(on.records)
    // Somebody has to steer it.
    await on.records.setMember(id, on.ids.other ?? '', 'coordinator')
    vi.spyOn(on.records, 'atomically').mockImplementationOnce(async (work) => {
      await on.records.setMember(id, on.ids.coordinator ?? '', 'drafter')
      return atomically(work)
    })
    const answer = await on.browsers.coordinator.send('PATCH', `/api/reports/${id}/versions/${vid}`, {
      name: 'Muộn',
    })
    expect(await codeOf(answer)).toBe('no-access')
    expect(await versions()).toMatchObject([{ kind: 'automatic' }])
  })
})
