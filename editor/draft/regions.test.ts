import { expect, test } from 'vitest'

import { nextRegion, REGIONS } from './regions.ts'

test('F6 visits every region once and comes back; Shift+F6 goes the same way back', () => {
  let region = nextRegion(undefined, 1)
  const visited = REGIONS.map(() => {
    const here = region
    region = nextRegion(region, 1)
    return here
  })
  expect(visited).toEqual([...REGIONS])
  expect(region).toBe(REGIONS[0])
  for (const one of REGIONS) expect(nextRegion(nextRegion(one, 1), -1)).toBe(one)
})
