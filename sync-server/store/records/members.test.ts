import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openRecordsRig, type RecordsRig } from './rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let rig: RecordsRig
beforeEach(async () => {
  rig = await openRecordsRig()
  for (const office of ['a', 'b']) await rig.office(office)
  rig.person('an', { officeId: 'a' })
  rig.person('anh', { officeId: 'a' })
  rig.person('binh', { officeId: 'b' })
  rig.person('khoa', { officeId: 'a', banned: true })
  rig.person('mot-minh')
})
afterEach(() => rig.stop())

const rolesIn = async (id: string) =>
  Object.fromEntries(
    (await rig.records.members(id)).map(({ userId, role, byOffice }) => [
      userId,
      byOffice ? `${role}*` : role,
    ]),
  )

test('an office is in with all its active people, except those who have a role of their own', async () => {
  const { records } = rig
  const id = await rig.report({ 'mot-minh': 'coordinator', an: 'viewer', khoa: 'drafter' })
  await records.setOfficeMember(id, 'a', 'drafter')
  expect(await rolesIn(id)).toEqual({ 'mot-minh': 'coordinator', an: 'viewer', anh: 'drafter*' })
  for (const [userId, role] of [
    ['an', 'viewer'],
    ['anh', 'drafter'],
    ['binh', undefined],
    ['khoa', undefined],
  ] as const)
    expect(await records.roleIn(id, userId)).toBe(role)
  for (const userId of ['an', 'anh', 'mot-minh']) {
    expect(await records.reportsOf(userId, false)).toMatchObject([{ id, memberCount: 3 }])
  }
  for (const userId of ['binh', 'khoa']) expect(await records.reportsOf(userId, false)).toEqual([])
  expect(await records.reportsOf('binh', true)).toMatchObject([{ id, role: undefined, memberCount: 3 }])

  await records.setOffice('binh', 'a')
  expect(await records.roleIn(id, 'binh')).toBe('drafter')
  await records.removeMember(id, 'an')
  expect(await rolesIn(id)).toEqual({
    'mot-minh': 'coordinator',
    an: 'drafter*',
    anh: 'drafter*',
    binh: 'drafter*',
  })
  expect(await records.officeMembers(id)).toMatchObject([{ office: { id: 'a' }, role: 'drafter' }])
  expect(await records.removeOfficeMember(id, 'a')).toBe('drafter')
  expect(await records.removeOfficeMember(id, 'a')).toBeUndefined()
  expect(await rolesIn(id)).toEqual({ 'mot-minh': 'coordinator' })
})

describe('a report keeps a coordinator', () => {
  test('who may be one by their office', async () => {
    const { records } = rig
    const id = await rig.report({ 'mot-minh': 'coordinator' })
    await records.setOfficeMember(id, 'a', 'coordinator')
    await records.removeMember(id, 'mot-minh')
    for (const leave of [
      () => records.removeOfficeMember(id, 'a'),
      () => records.setOfficeMember(id, 'a', 'drafter'),
    ])
      await expect(leave()).rejects.toThrow(/conflict/)
    expect(await rolesIn(id)).toEqual({ an: 'coordinator*', anh: 'coordinator*' })
    await records.setMember(id, 'an', 'viewer')
    await expect(records.setMember(id, 'anh', 'viewer')).rejects.toThrow(/conflict/)
    expect(await rolesIn(id)).toEqual({ an: 'viewer', anh: 'coordinator*' })
  })

  test('who is no deactivated one', async () => {
    const { records } = rig
    const id = await rig.report({ an: 'coordinator', khoa: 'coordinator' })
    await expect(records.removeMember(id, 'an')).rejects.toThrow(/conflict/)
    await records.removeMember(id, 'khoa')
    // Nobody who is left could be kept: an administrator puts it in order.
    const left = await rig.report({ khoa: 'coordinator' })
    await records.removeMember(left, 'khoa')
    await records.setMember(left, 'an', 'drafter')
    expect(await rolesIn(left)).toEqual({ an: 'drafter' })
  })
})

describe('an office', () => {
  test('is renamed, unless another is called so', async () => {
    const { records } = rig
    await records.changeOffice('a', { name: 'Sở Tài chính'.normalize('NFD'), shortName: 'STC' })
    expect(await records.offices()).toContainEqual({
      id: 'a',
      name: 'Sở Tài chính',
      shortName: 'STC',
      color: '#000000',
    })
    await records.changeOffice('a', { name: 'Sở Tài chính', color: '#b3261e' })
    await records.changeOffice('a', {})
    await expect(records.changeOffice('b', { name: 'Sở Tài chính' })).rejects.toThrow(/name-taken/)
    await expect(records.changeOffice('la', { name: 'X' })).rejects.toThrow(/not-found/)
  })

  test('is removed when nothing refers to it any more', async () => {
    const { records } = rig
    const id = await rig.report({ an: 'coordinator' })
    await rig.office('c')
    await expect(records.removeOffice('a')).rejects.toThrow(/người dùng/)
    await records.setOfficeMember(id, 'c', 'viewer')
    await expect(records.removeOffice('c')).rejects.toThrow(/tham gia báo cáo/)
    await records.removeOfficeMember(id, 'c')
    await records.changeSection(id, 'preamble', { officeIds: ['c'] })
    await expect(records.removeOffice('c')).rejects.toThrow(/phần được giao/)
    await records.changeSection(id, 'preamble', { officeIds: [] })
    await records.removeOffice('c')
    await expect(records.removeOffice('c')).rejects.toThrow(/not-found/)
  })
})

test('sections keep what was not changed, and the guard reads them with the stage', async () => {
  const { records } = rig
  const id = await rig.report({ an: 'coordinator' })
  expect(await records.rights(id)).toEqual({ stage: 'drafting', records: new Map() })
  expect(await records.rights('la')).toBeUndefined()
  await records.changeSection(id, 's', { officeIds: ['b', 'a', 'b'] })
  await records.changeSection(id, 's', { status: 'submitted', due: '2026-12-31' })
  await records.changeSection(id, 's', { locked: true })
  await records.changeSection(id, 't', { status: 'approved' })
  const s = { officeIds: ['b', 'a'], status: 'submitted', locked: true, due: '2026-12-31' }
  const t = { officeIds: [], status: 'approved', locked: false, due: null }
  expect(await records.sections(id)).toEqual(new Map(Object.entries({ s, t })))
  expect((await records.rights(id))?.records).toEqual(new Map(Object.entries({ s, t })))
  await expect(records.changeSection(id, 's', { locked: false, officeIds: ['la'] })).rejects.toThrow(
    /FOREIGN KEY/,
  )
  expect((await records.sections(id)).get('s')).toEqual(s)
})

test('what is done atomically is done whole or not at all, also within itself', async () => {
  const { records } = rig
  const id = await rig.report({ an: 'coordinator' })
  const failing = records.atomically(async (inside) => {
    await inside.changeReport(id, { title: 'Khác' })
    await inside.changeSection(id, 's', { locked: true })
    await inside.setMember(id, 'anh', 'viewer')
    await inside.audit({ at: 1, action: 'report-changed', userId: 'an', reportId: id })
    await inside.removeMember(id, 'an')
  })
  await expect(failing).rejects.toThrow(/conflict/)
  expect(await records.report(id)).toMatchObject({ title: 'Trống' })
  expect(await records.sections(id)).toEqual(new Map())
  expect(await rolesIn(id)).toEqual({ an: 'coordinator' })
  expect((await records.auditTrail({ limit: 9 })).entries).toEqual([])
})
