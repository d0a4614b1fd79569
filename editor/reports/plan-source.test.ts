import { expect, test } from 'vitest'

import { sourceOf } from './plan-source.ts'

const choice = { type: 'text', text: '', file: undefined, blankIfMissing: false } as const

test('a pasted word never names a shipped plan, and letters come composed', () => {
  for (const text of ['', '   ', 'nq20', 'blank', ' blank\n'])
    expect(sourceOf({ ...choice, text })).toBeUndefined()
  expect(sourceOf({ ...choice, text: 'Kế hoạch tổng kết'.normalize('NFD') })).toEqual({
    type: 'text',
    text: 'Kế hoạch tổng kết',
    blankIfMissing: false,
  })
})

test('a file is asked for before there is anything to read', () => {
  expect(sourceOf({ ...choice, type: 'file' })).toBeUndefined()
  expect(sourceOf({ ...choice, type: 'shipped' })).toEqual({ type: 'shipped' })
})
