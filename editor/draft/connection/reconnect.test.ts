import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { CLOSE } from '../../../report/wire/close-codes.ts'
import { reconnectDelay } from './reconnect.ts'

const codes = fc.constantFrom(undefined, 1006, ...Object.values(CLOSE))
const lost = fc.record({ attempt: fc.nat(200), code: codes, online: fc.boolean() })
const chance = fc.double({ min: 0, max: 0.999_999, noNaN: true })

test('never at once, never later than 15 seconds', () => {
  fc.assert(
    fc.property(lost, chance, (lost, random) => {
      const delay = reconnectDelay(lost, () => random)
      expect(delay).toBeGreaterThan(50)
      expect(delay).toBeLessThanOrEqual(15_000)
    }),
  )
})

test('a person who watches is back within half a second', () => {
  fc.assert(
    fc.property(chance, (random) => {
      expect(reconnectDelay({ attempt: 0, code: 1006, online: true }, () => random)).toBeLessThanOrEqual(500)
    }),
  )
})

test('after a restart, a thousand browsers are spread over most of a second', () => {
  const delays = Array.from({ length: 1000 }, (_, at) =>
    reconnectDelay({ attempt: 0, code: CLOSE.restart, online: true }, () => at / 1000),
  )
  expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(700)
})

test('without a network, attempts are rare', () => {
  expect(reconnectDelay({ attempt: 0, code: undefined, online: false }, () => 0)).toBe(5000)
})
