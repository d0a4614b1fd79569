import { expect, test } from 'vitest'

import { comings } from './comings.ts'
import type { PersonHere } from './presence/people.ts'

const person = (id: string, isMe = false): PersonHere => ({
  id,
  name: `Người ${id}`,
  office: '',
  color: '#000000',
  sectionId: undefined,
  isMe,
})

test('tells who came and who went, never oneself, and nothing when only the order changed', () => {
  const me = person('0', true)
  expect(comings([], [me, person('1')])).toEqual({ joined: ['Người 1'], left: [] })
  expect(comings([me, person('1'), person('2')], [me, person('2'), person('3')])).toEqual({
    joined: ['Người 3'],
    left: ['Người 1'],
  })
  expect(comings([person('1'), person('2')], [person('2'), person('1')])).toEqual({ joined: [], left: [] })
  expect(comings([me], [])).toEqual({ joined: [], left: [] })
})
