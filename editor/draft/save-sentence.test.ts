import { describe, expect, test } from 'vitest'

import { CLOSE } from '../../report/wire/close-codes.ts'
import { ERRORS } from '../../report/wire/errors.ts'
import type { ErrorCode } from '../../report/wire/errors.ts'
import { CATALOGUES } from '../i18n/catalogue.ts'
import { saySaveState } from './save-sentence.ts'

const text = CATALOGUES.vi.drafting

describe('the save state in words', () => {
  test('uses the sentences that people learn', () => {
    expect(saySaveState({ state: 'saved' }, text).label).toBe('Đã lưu')
    expect(saySaveState({ state: 'saving', pending: 2 }, text).label).toBe('Đang lưu…')
    expect(saySaveState({ state: 'offline', pending: 12 }, text).label).toBe(
      'Mất kết nối – 12 thay đổi chưa gửi',
    )
    expect(saySaveState({ state: 'offline', pending: 0 }, text).label).toBe('Mất kết nối')
    const failed = saySaveState({ state: 'failed', reason: CLOSE.storage, pending: 1 }, text)
    expect(failed.label).toContain('Không lưu được')
    expect(failed.advice).toContain('báo quản trị')
  })

  test('has advice for every reason there is, and never calls trouble good', () => {
    const reasons = [...Object.values(CLOSE), ...(Object.keys(ERRORS) as ErrorCode[])]
    for (const reason of reasons) {
      const { tone, advice } = saySaveState({ state: 'failed', reason, pending: 3 }, text)
      expect(tone).toBe('danger')
      expect(advice.length, String(reason)).toBeGreaterThan(10)
    }
  })
})
