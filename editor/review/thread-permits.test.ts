import { describe, expect, test } from 'vitest'

import { DRAFTER, message, openThread, REVIEWER } from './test-threads.ts'
import { mayChangeMessage, mayComment, type Reviewing, threadPermits } from './thread-permits.ts'

const drafter: Reviewing = { userId: 'soanthao', role: 'drafter', officeId: 'so', stage: 'appraisal' }
const reviewer: Reviewing = { userId: 'thamdinh', role: 'reviewer', officeId: 'ban', stage: 'appraisal' }
const other: Reviewing = { ...reviewer, userId: 'thamdinh2' }
const coordinator: Reviewing = { userId: 'dieuphoi', role: 'coordinator', officeId: null, stage: 'appraisal' }
const viewer: Reviewing = { userId: 'theodoi', role: 'viewer', officeId: 'ban', stage: 'appraisal' }

const { thread } = openThread()
const asked = openThread({ kind: 'change' }).thread
const answer = { kind: 'accepted', text: '', by: DRAFTER, at: 2000 } as const

describe('who may what with a thread', () => {
  test('a viewer reads, and so does everybody once the report is signed', () => {
    expect(mayComment(viewer)).toBe(false)
    expect(threadPermits(thread, viewer, ['ban'])).toEqual(
      threadPermits(thread, { ...coordinator, stage: 'signed' }, []),
    )
    expect(Object.values(threadPermits(thread, viewer, []))).not.toContain(true)
  })

  test('everybody else replies, also where others write', () => {
    for (const one of [drafter, reviewer, other, coordinator]) {
      expect(threadPermits(thread, one, ['khac']).reply).toBe(true)
    }
  })

  test('the office that writes the section answers, resolves and attaches; another office does not', () => {
    expect(threadPermits(thread, drafter, ['so'])).toMatchObject({
      resolve: true,
      answer: true,
      attach: true,
    })
    expect(threadPermits(thread, drafter, ['khac'])).toMatchObject({
      resolve: false,
      answer: false,
      attach: false,
    })
  })

  test('where nobody is responsible every drafter is, and one without an office too', () => {
    expect(threadPermits(thread, { ...drafter, officeId: null }, [])).toMatchObject({ answer: true })
    expect(threadPermits(thread, { ...drafter, officeId: null }, ['so'])).toMatchObject({ answer: false })
  })

  test('the office resolves what it was asked to change only once it has answered', () => {
    expect(threadPermits(asked, drafter, ['so']).resolve).toBe('answer-first')
    expect(threadPermits({ ...asked, answer }, drafter, ['so']).resolve).toBe(true)
    const resolved = { by: REVIEWER, at: 2000 }
    expect(threadPermits({ ...asked, resolved }, drafter, ['so']).resolve).toBe(true)
    for (const one of [reviewer, other, coordinator]) {
      expect(threadPermits(asked, one, ['so']).resolve).toBe(true)
    }
  })

  test('the answer that closed a demand is not taken back by its office while it is closed', () => {
    const closed = { ...asked, answer, resolved: { by: DRAFTER, at: 2000 } }
    expect(threadPermits(closed, drafter, ['so'])).toMatchObject({ answer: true, unanswer: false })
    expect(threadPermits({ ...closed, resolved: null }, drafter, ['so']).unanswer).toBe(true)
    expect(threadPermits(closed, coordinator, ['so']).unanswer).toBe(true)
    expect(threadPermits({ ...closed, resolved: null }, reviewer, ['so']).unanswer).toBe(false)
  })

  test('the kind is its author’s and the coordinator’s, answers are not a reviewer’s', () => {
    expect(threadPermits(thread, reviewer, [])).toMatchObject({ kind: true, answer: false })
    expect(threadPermits(thread, other, [])).toMatchObject({ kind: false, answer: false })
    expect(threadPermits(thread, coordinator, ['so'])).toMatchObject({ kind: true, answer: true })
    const own = openThread({ kind: 'change', author: DRAFTER }).thread
    expect(threadPermits(own, drafter, ['khac'])).toMatchObject({ kind: true, resolve: true, answer: false })
  })

  test('words are changed by who wrote them alone, and not once they are deleted', () => {
    const mine = message('Của tôi')
    expect(mayChangeMessage(mine, reviewer)).toBe(true)
    expect(mayChangeMessage(mine, coordinator)).toBe(false)
    expect(mayChangeMessage(mine, { ...reviewer, role: 'viewer' })).toBe(false)
    expect(mayChangeMessage({ ...mine, deletedAt: 2000 }, reviewer)).toBe(false)
  })
})
