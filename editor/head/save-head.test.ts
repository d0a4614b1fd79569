import { expect, test } from 'vitest'

import { ApiError } from '../rest/request.ts'
import { refusedParts } from './save-head.ts'

test('the server tells which parts it does not take', () => {
  const detail = 'head.symbol: Too big: expected string to have <=40 characters; head.typist: Too big'
  expect(refusedParts(new ApiError('bad-request', detail))).toEqual(['symbol', 'typist'])
  expect(refusedParts(new ApiError('bad-request', 'body: Invalid input'))).toEqual([])
  expect(refusedParts(new ApiError('no-access', 'head.symbol: x'))).toEqual([])
  expect(refusedParts(undefined)).toEqual([])
})
