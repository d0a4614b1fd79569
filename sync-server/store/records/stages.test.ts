import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Stage } from '../../../report/wire/rest.ts'
import { openRecordsRig, type RecordsRig } from './rig.ts'

let rig: RecordsRig
beforeAll(async () => {
  rig = await openRecordsRig()
  rig.person('nguoi-1')
})
afterAll(() => rig.stop())

const by = { userId: 'nguoi-1', name: 'Người soạn 1', office: '' }
const move = (from: Stage, to: Stage) => ({
  from,
  to,
  at: 5,
  by,
  reason: 'Đến hạn'.normalize('NFD'),
  blockers: 2,
  versionId: 'v1',
})

test('a report is moved from where it is, and from nowhere else', async () => {
  const { records } = rig
  const id = await rig.report({ 'nguoi-1': 'coordinator' })
  const other = await rig.report({ 'nguoi-1': 'coordinator' })
  await records.addVersion(id, {
    id: 'v1',
    name: 'Dự thảo lần 1 trình thẩm định',
    kind: 'stage',
    seq: 1,
    at: 5,
    by: { userId: by.userId, name: by.name },
    sha256: 'a',
  })
  expect(await records.moveStage(id, move('appraisal', 'committee'))).toBe(false)
  expect(await records.stageMoves(id)).toEqual([])
  expect(await records.moveStage(id, move('drafting', 'appraisal'))).toBe(true)
  expect(await records.moveStage(id, move('drafting', 'appraisal'))).toBe(false)
  expect((await records.rights(id))?.stage).toBe('appraisal')
  expect((await records.rights(other))?.stage).toBe('drafting')
  const { versionId, ...told } = move('drafting', 'appraisal')
  expect(await records.stageMoves(id)).toEqual([
    {
      ...told,
      reason: 'Đến hạn',
      version: { id: versionId, number: 1, name: 'Dự thảo lần 1 trình thẩm định' },
    },
  ])
})

test('a report is signed once; its file is found by its fingerprint', async () => {
  const { records } = rig
  const id = await rig.report({ 'nguoi-1': 'coordinator' })
  const file = {
    name: 'ký.pdf',
    type: 'application/pdf',
    sha256: 'f'.repeat(64),
    bytes: new Uint8Array([1, 2, 3]),
  }
  expect(await records.signature(id)).toBeUndefined()
  await records.addSignature(id, { versionId: 'v9', file, at: 7, by })
  await expect(records.addSignature(id, { versionId: 'v9', file, at: 8, by })).rejects.toThrow()
  expect(await records.signature(id)).toEqual({
    at: 7,
    by,
    fileName: 'ký.pdf',
    bytes: 3,
    sha256: file.sha256,
    // A version that is gone has no number.
    version: { id: 'v9', number: 0, name: '' },
  })
  expect((await records.signedFile(id))?.bytes).toEqual(file.bytes)
  expect((await records.signaturesOf(file.sha256)).map(({ reportId }) => reportId)).toEqual([id])
  expect(await records.signaturesOf('0')).toEqual([])
})
