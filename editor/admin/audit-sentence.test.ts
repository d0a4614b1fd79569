import { describe, expect, test } from 'vitest'

import { AUDIT_ACTIONS } from '../../report/wire/rest.ts'
import type { AuditAction, AuditEntry } from '../../report/wire/rest.ts'
import { CATALOGUES } from '../i18n/catalogue.ts'
import { queryOf } from './audit-query.ts'
import { auditSentence } from './audit-sentence.ts'

const at = (hour: number, minute: number) => new Date(2026, 3, 8, hour, minute).getTime()
const entry = (action: AuditAction, details: Record<string, string> = {}): AuditEntry => ({
  id: 'e',
  at: at(9, 10),
  action,
  by: { userId: 'u', name: 'Người soạn 1', office: 'Sở KH&CN' },
  report: { id: 'r', title: 'Báo cáo' },
  section: { id: 's', number: '3.a', title: 'Cơ chế quản lý' },
  details,
})
const say = (one: AuditEntry, language: 'vi' | 'en' = 'vi') =>
  auditSentence(one, CATALOGUES[language], language)

describe('the audit in sentences', () => {
  test('tells who edited what, how often and when', () => {
    const edited = entry('section-edited', { edits: '14', until: String(at(9, 20)) })
    expect(say(edited)).toBe('Người soạn 1 (Sở KH&CN) sửa phần “3.a Cơ chế quản lý”, 14 lần, 09:10–09:20')
    expect(say(entry('section-edited', { edits: '1', until: String(at(9, 10)) }))).toMatch(/, 1 lần, 09:10$/u)
  })

  test('says roles, states and days in words, never codes', () => {
    expect(say(entry('section-status', { from: 'drafting', to: 'approved' }))).toContain(
      'Đang soạn → Đã duyệt',
    )
    expect(say(entry('member-set', { name: 'Người soạn 2', role: 'reviewer', from: 'drafter' }))).toBe(
      'Người soạn 1 (Sở KH&CN) đổi vai trò của Người soạn 2: Soạn thảo → Thẩm định',
    )
    expect(say(entry('section-due', { to: '2026-04-30' }))).toContain(': 30/4/2026')
    expect(say(entry('section-locked', { locked: 'false' }))).toContain('mở khoá phần')
    expect(say(entry('user-changed', { name: 'A', username: 'a', admin: 'true', password: 'set' }))).toBe(
      'Người soạn 1 (Sở KH&CN) sửa tài khoản A (a): thêm quyền quản trị, mật khẩu',
    )
  })

  test('tells a step from a step back, and in spite of what it was taken', () => {
    expect(say(entry('stage-moved', { from: 'drafting', to: 'appraisal', blockers: '0', reason: '' }))).toBe(
      'Người soạn 1 (Sở KH&CN) chuyển bước: Soạn thảo → Thẩm định',
    )
    expect(
      say(entry('stage-moved', { from: 'drafting', to: 'appraisal', blockers: '3', reason: 'Đến hạn' })),
    ).toMatch(/: khi còn 3 việc chưa xong, lý do: Đến hạn$/u)
    expect(say(entry('stage-moved', { from: 'committee', to: 'appraisal', reason: 'Sửa mục 2' }))).toContain(
      'trả về bước trước: Trình Ban Thường vụ → Thẩm định: lý do: Sửa mục 2',
    )
  })

  test('names nobody where nobody is known, and what is gone as gone', () => {
    expect(say({ ...entry('sign-in-failed', { username: 'soanthao1' }), by: null })).toBe(
      'Có người đăng nhập không thành công vào tài khoản soanthao1',
    )
    const gone = { ...entry('section-edited'), section: { id: 's', number: '', title: '' } }
    expect(say(gone)).toContain('một phần không còn trong báo cáo')
    expect(say({ ...entry('section-edited'), section: { id: 'preamble', number: '', title: '' } })).toContain(
      'Phần mở đầu',
    )
  })

  test('has a sentence for every deed in both languages', () => {
    for (const action of AUDIT_ACTIONS) {
      const bare = { ...entry(action), section: null, by: null }
      expect(say(bare), action).not.toMatch(/undefined|NaN|null|-[a-z]/u)
      expect(say(bare, 'en'), action).not.toMatch(/undefined|NaN|null|[^\p{ASCII}’→–]/u)
    }
  })
})

test('days are whole days where the person is', () => {
  const none = { userId: '', officeId: '', sectionId: '', action: '' } as const
  expect(queryOf({ ...none, from: '2026-04-08', to: '2026-04-08' })).toEqual({
    from: at(0, 0),
    to: at(24, 0) - 1,
  })
  expect(queryOf({ ...none, from: '', to: 'hôm qua' })).toEqual({})
})
