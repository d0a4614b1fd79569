import { array, assert, constantFrom, nat, property } from 'fast-check'
import { expect, test } from 'vitest'

const LENT = [
  [Array.prototype, 'toSorted'],
  [Array.prototype, 'toReversed'],
  [String.prototype, 'toWellFormed'],
] as const

/** The browser's own methods, and in their place what an old one is lent. */
async function lend(): Promise<readonly unknown[]> {
  const own = LENT.map(([prototype, name]): unknown => Reflect.get(prototype, name))
  for (const [prototype, name] of LENT) Reflect.deleteProperty(prototype, name)
  await import('./old-browsers.ts')
  return own
}

test('what an old browser is lent does what a new one does itself', async () => {
  const own = await lend()
  const [toSorted, toReversed, toWellFormed] = own as [
    (compare?: (a: number, b: number) => number) => number[],
    () => number[],
    () => string,
  ]
  expect(LENT.map(([prototype, name]): unknown => Reflect.get(prototype, name))).not.toEqual(own)
  for (const [prototype, name] of LENT) {
    expect(Reflect.getOwnPropertyDescriptor(prototype, name)).toMatchObject({ enumerable: false })
  }
  // By the tens: which of the same come first is seen.
  const byTens = (a: number, b: number) => Math.floor(a / 10) - Math.floor(b / 10)
  const piece = constantFrom('ế', '😀', '\uD83D', '\uDE00', 'a\u0301')
  assert(
    property(array(nat(40)), array(piece), (list, pieces) => {
      const before = [...list]
      expect(list.toSorted(byTens)).toEqual(toSorted.call(list, byTens))
      expect(list.toReversed()).toEqual(toReversed.call(list))
      expect(list).toEqual(before)
      expect(pieces.join('').toWellFormed()).toBe(toWellFormed.call(pieces.join('')))
    }),
  )
})
