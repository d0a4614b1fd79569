import { describe, expect, test } from 'vitest'

import { LatestAnswer } from './latest-answer.ts'
import type { AnswerState } from './latest-answer.ts'

/** A server whose answers come when the test says so, and a clock that stands still. */
function desk() {
  const asked: { key: string; signal: AbortSignal; answer: (value: string) => void; fail: () => void }[] = []
  const waits = new Set<() => void>()
  const told: AnswerState<string, string>[] = []
  const latest = new LatestAnswer<string, string>({
    ask: (key, signal) =>
      new Promise((answer, reject) => {
        asked.push({ key, signal, answer, fail: () => reject(new Error('down')) })
      }),
    lasts: (key) => key !== 'now',
    later: (call) => {
      waits.add(call)
      return () => waits.delete(call)
    },
    tell: (state) => told.push(state),
  })
  return {
    latest,
    told,
    keys: () => asked.map(({ key }) => key),
    signal: (index: number) => asked[index]?.signal,
    shown: () => told.at(-1)?.shown?.value,
    failure: () => told.at(-1)?.failure?.key,
    pass: () => {
      const due = [...waits]
      waits.clear()
      for (const call of due) call()
    },
    answer: async (index: number, value = `text of ${asked[index]?.key}`) => {
      asked[index]?.answer(value)
      await Promise.resolve()
      await Promise.resolve()
    },
    fail: async (index: number) => {
      asked[index]?.fail()
      await Promise.resolve()
      await Promise.resolve()
    },
  }
}

describe('while somebody drags', () => {
  test('one question is asked at a time, then the latest wish; those between are left out', async () => {
    const on = desk()
    on.latest.want('1')
    on.pass()
    for (const key of ['2', '3', '4']) on.latest.want(key)
    on.pass()
    expect(on.keys()).toEqual(['1'])
    await on.answer(0)
    expect(on.shown()).toBe('text of 1')
    on.pass()
    expect(on.keys()).toEqual(['1', '4'])
    await on.answer(1)
    expect(on.shown()).toBe('text of 4')
  })

  test('wishes within the pause ask for the last of them only', () => {
    const on = desk()
    for (const key of ['1', '2', '3']) on.latest.want(key)
    on.pass()
    expect(on.keys()).toEqual(['3'])
  })

  test('an answer that is overtaken by one from the shelf is not shown behind it', async () => {
    const on = desk()
    on.latest.want('1')
    on.pass()
    await on.answer(0)
    on.latest.want('2')
    on.pass()
    on.latest.want('1')
    expect(on.shown()).toBe('text of 1')
    await on.answer(1)
    expect(on.told.map(({ shown }) => shown?.value)).not.toContain('text of 2')
    expect(on.shown()).toBe('text of 1')
    // It was kept all the same: nobody asks the server again.
    on.latest.want('2')
    expect(on.shown()).toBe('text of 2')
    expect(on.keys()).toEqual(['1', '2'])
  })

  test('going away and back while the first answer is on its way asks nothing more', async () => {
    const on = desk()
    on.latest.want('1')
    on.pass()
    on.latest.want('2')
    on.latest.want('1')
    await on.answer(0)
    on.pass()
    expect(on.shown()).toBe('text of 1')
    expect(on.keys()).toEqual(['1'])
  })
})

describe('the present', () => {
  test('is asked for each time: it goes on', async () => {
    const on = desk()
    on.latest.want('now')
    on.pass()
    await on.answer(0, 'before')
    on.latest.want('1')
    on.pass()
    await on.answer(1)
    on.latest.want('now')
    on.pass()
    await on.answer(2, 'after')
    expect(on.shown()).toBe('after')
  })
})

describe('a question that fails', () => {
  test('says so, keeps what was shown, and is asked again on request', async () => {
    const on = desk()
    on.latest.want('1')
    on.pass()
    await on.answer(0)
    on.latest.want('2')
    on.pass()
    await on.fail(1)
    expect(on.failure()).toBe('2')
    expect(on.shown()).toBe('text of 1')
    on.latest.again()
    on.pass()
    await on.answer(2)
    expect(on.failure()).toBeUndefined()
    expect(on.shown()).toBe('text of 2')
  })

  test('is not told when somebody wants something else by then', async () => {
    const on = desk()
    on.latest.want('1')
    on.pass()
    on.latest.want('2')
    await on.fail(0)
    expect(on.failure()).toBeUndefined()
    on.pass()
    await on.answer(1)
    expect(on.shown()).toBe('text of 2')
  })
})

test('stopped, it aborts what is asked and says nothing more', async () => {
  const on = desk()
  on.latest.want('1')
  on.pass()
  const said = on.told.length
  on.latest.stop()
  expect(on.signal(0)?.aborted).toBe(true)
  await on.answer(0)
  on.latest.want('2')
  expect(on.told).toHaveLength(said)
})
