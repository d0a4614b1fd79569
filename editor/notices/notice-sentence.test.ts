import { expect, test } from 'vitest'

import { NOTICE_REASONS } from '../../report/wire/review.ts'
import type { Notice } from '../../report/wire/review.ts'
import { CATALOGUES } from '../i18n/catalogue.ts'
import { noticeSentence } from './notice-sentence.ts'

const office = { id: 'o', name: 'Ban Tuyên giáo Tỉnh ủy', shortName: 'Ban Tuyên giáo', color: '#17498a' }
const notice: Notice = {
  id: 'n',
  reason: 'mention',
  at: 1,
  readAt: null,
  by: { userId: 'u', name: 'Người thẩm định 1', office, role: 'reviewer' },
  report: { id: 'r', title: 'Báo cáo' },
  threadId: 't',
  threadNumber: 3,
  threadKind: 'opinion',
  sectionId: 's',
  excerpt: '',
}

test('a notice says who, what, at which thread and where', () => {
  const { vi } = CATALOGUES
  expect(noticeSentence(notice, 'II.1.2', vi)).toBe(
    'Người thẩm định 1 (Ban Tuyên giáo) nhắc đến bạn ở Góp ý 3, mục II.1.2',
  )
  const free: Notice = {
    ...notice,
    by: { ...notice.by, office: null },
    reason: 'reply',
    threadKind: 'change',
  }
  expect(noticeSentence(free, undefined, vi)).toBe('Người thẩm định 1 trả lời ở Yêu cầu sửa 3')
  expect(noticeSentence({ ...notice, sectionId: 'preamble' }, undefined, vi)).toMatch(/, phần mở đầu$/u)
})

test('a notice of no thread says nothing of one', () => {
  for (const reason of ['assigned', 'reminded', 'submitted', 'returned', 'approved', 'stage'] as const) {
    for (const words of Object.values(CATALOGUES)) {
      const said = noticeSentence({ ...notice, reason, threadId: '', threadNumber: 0 }, 'II.1', words)
      expect(said).not.toMatch(/0|Góp ý|Comment/u)
      expect(said).toMatch(/^Người thẩm định 1 \(Ban Tuyên giáo\) .+, (?:mục|section) II\.1$/u)
    }
  }
})

test('no two reasons sound alike', () => {
  for (const words of Object.values(CATALOGUES)) {
    const said = NOTICE_REASONS.map((reason) => noticeSentence({ ...notice, reason }, 'I', words))
    expect(new Set(said).size).toBe(NOTICE_REASONS.length)
  }
})
