import { expect, test } from 'vitest'

import { DRAFTER, message, openThread, REVIEWER } from '../test-threads.ts'
import {
  countConditions,
  countOpen,
  filterThreads,
  isUnread,
  NO_FILTER,
  officesIn,
  sectionsIn,
  type ThreadFilter,
} from './thread-filter.ts'

const me = { userId: 'soanthao', officeId: 'so' }
const resolved = { by: REVIEWER, at: 2000 }

const plain = openThread({ readAt: 5000 })
const closed = openThread({ resolved, readAt: 5000 })
const change = openThread({ kind: 'change', readAt: 5000 }, { sectionId: 'preamble' })
const replied = openThread({ messages: [message('Hỏi'), message('Đáp', DRAFTER)], readAt: 5000 })
const toMe = openThread({ messages: [message('Nhờ @[Người soạn 1](user:soanthao) xem')], readAt: 5000 })
const toMyOffice = openThread({ messages: [message('Nhờ @[Sở KH&CN](office:so) xem')], readAt: 5000 })
const toOthers = openThread({ messages: [message('Nhờ @[Sở khác](office:soanthao) xem')], readAt: 5000 })
const mine = openThread({ author: DRAFTER, messages: [message('Ý tôi', DRAFTER)] })
const all = [plain, closed, change, replied, toMe, toMyOffice, toOthers, mine]

const found = (part: Partial<ThreadFilter>, kept?: string) =>
  filterThreads(all, { ...NO_FILTER, ...part }, me, kept)

test('what is resolved is put away at first, and is there when asked for', () => {
  expect(found({})).toEqual(all.filter((one) => one !== closed))
  expect(found({ state: 'resolved' })).toEqual([closed])
  expect(found({ state: 'all' })).toEqual(all)
})

test('the thread that is looked at stays, so that what one has just resolved does not vanish', () => {
  expect(found({}, closed.thread.id)).toEqual(all)
})

test('by kind, section, office and what one has to do with it', () => {
  expect(found({ kind: 'change' })).toEqual([change])
  expect(found({ sectionId: 'preamble' })).toEqual([change])
  expect(found({ officeId: 'so' })).toEqual([mine])
  expect(found({ mine: true })).toEqual([replied, mine])
  expect(found({ mentions: true })).toEqual([toMe, toMyOffice])
  expect(found({ mentions: true, mine: true })).toEqual([])
})

test('unread is what others wrote or answered since, not what was deleted', () => {
  expect(isUnread(openThread({ readAt: 999 }).thread, me)).toBe(true)
  expect(isUnread(openThread({ readAt: 1000 }).thread, me)).toBe(false)
  expect(isUnread(mine.thread, me)).toBe(false)
  const gone = [message('', REVIEWER, { deletedAt: 1500 })]
  expect(isUnread(openThread({ messages: gone }).thread, me)).toBe(false)
  const answer = { kind: 'accepted', text: '', by: REVIEWER, at: 3000 } as const
  expect(isUnread(openThread({ readAt: 2000, answer }).thread, me)).toBe(true)
})

test('every condition that narrows counts', () => {
  expect(countConditions(NO_FILTER)).toBe(0)
  expect(countConditions({ ...NO_FILTER, state: 'all', mine: true, kind: 'change', sectionId: 's1' })).toBe(4)
})

test('the outline counts open threads that have a place', () => {
  const lost = openThread({}, { lost: true })
  const whole = openThread({}, { sectionId: null })
  expect([...countOpen([...all, lost, whole])]).toEqual([
    ['s1', 6],
    ['preamble', 1],
  ])
})

test('what can be chosen is what there is: sections in the order of the text, offices by name', () => {
  const second = openThread({}, { sectionId: 's2' })
  expect(sectionsIn([second, ...all], ['s1', 's3', 's2'])).toEqual(['preamble', 's1', 's2'])
  expect(officesIn(all).map(({ name }) => name)).toEqual(['Ban TG', 'Sở KH&CN'])
})
