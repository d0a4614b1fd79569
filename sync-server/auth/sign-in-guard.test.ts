import { describe, expect, test } from 'vitest'
import { ReportError } from '../../report/wire/errors.ts'
import { TooManyAttempts } from './attempts.ts'
import { SIGN_IN_LIMITS, SignInGuard } from './sign-in-guard.ts'

const MINUTE = 60_000

/** A guard on a clock that the test plays. */
function guarded() {
  let now = 1_000_000
  const guard = new SignInGuard(() => now)
  let hashed = 0
  const attempt = (address: string, name: string, right: boolean) =>
    guard
      .run({ address, name }, async () => {
        hashed += 1
        if (!right) throw new ReportError('wrong-credentials')
      })
      .then(
        () => 'in' as const,
        (error: unknown) => {
          if (error instanceof TooManyAttempts) return error.waitMs
          if (error instanceof ReportError && error.code === 'wrong-credentials') return 'wrong' as const
          throw error
        },
      )
  return {
    right: (address: string, name: string) => attempt(address, name, true),
    wrong: (address: string, name: string) => attempt(address, name, false),
    fail: (address: string, name: string, error: Error) =>
      guard.run({ address, name }, () => Promise.reject(error)),
    wait: (ms: number) => {
      now += ms
    },
    get hashed() {
      return hashed
    },
  }
}

const many = async <T>(times: number, make: (index: number) => Promise<T>): Promise<T[]> => {
  const results: T[] = []
  for (let index = 0; index < times; index++) results.push(await make(index))
  return results
}

describe('guessing one person’s password', () => {
  test('from one address stops after eight, and the wait doubles up to a quarter of an hour', async () => {
    const { wrong, right, wait } = guarded()
    const waits: number[] = []
    for (let round = 0; round < 6; round++) {
      expect(await many(8, () => wrong('10.0.0.1', 'an'))).toEqual(Array.from({ length: 8 }, () => 'wrong'))
      // The right password is not tried either.
      const told = await right('10.0.0.1', 'an')
      if (typeof told !== 'number') throw new Error(`${told} after eight`)
      waits.push(told / MINUTE)
      expect(await wrong('10.0.0.1', 'an')).toBe(told)
      // Others at the same address go on.
      expect(await right('10.0.0.1', 'binh')).toBe('in')
      wait(told)
    }
    expect(waits).toEqual([1, 2, 4, 8, 15, 15])
    expect(await right('10.0.0.1', 'an')).toBe('in')
    expect(await many(8, () => wrong('10.0.0.1', 'an'))).toContain('wrong')
    expect(await right('10.0.0.1', 'an')).toBe(MINUTE)
  })

  test('is forgiven after a quiet while, how often it was', async () => {
    const { wrong, right, wait } = guarded()
    await right('10.0.0.1', 'binh')
    for (let round = 0; round < 3; round++) {
      await many(8, () => wrong('10.0.0.1', 'an'))
      wait(8 * MINUTE)
    }
    wait(60 * MINUTE)
    await many(8, () => wrong('10.0.0.1', 'an'))
    expect(await wrong('10.0.0.1', 'an')).toBe(MINUTE)
  })

  test('from many addresses stops too, for a while, and not for people where somebody signed in', async () => {
    const guard = guarded()
    expect(await guard.right('10.0.7.7', 'binh')).toBe('in')
    const answers = await many(200, (index) => guard.wrong(`10.1.${index}.1`, 'giamdoc'))
    expect(answers.filter((answer) => answer === 'wrong')).toHaveLength(SIGN_IN_LIMITS.perName)
    expect(guard.hashed).toBe(1 + SIGN_IN_LIMITS.perName)
    expect(await guard.right('10.2.0.1', 'giamdoc')).toBe(SIGN_IN_LIMITS.windowMs)
    expect(await guard.right('10.7.0.1', 'binh')).toBe('in')
    expect(await guard.right('10.0.7.7', 'giamdoc')).toBe('in')
    guard.wait(SIGN_IN_LIMITS.windowMs)
    expect(await guard.right('10.2.0.1', 'giamdoc')).toBe('in')
  })

  test('from many addresses at the same moment stops as well', async () => {
    const guard = guarded()
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => guard.wrong(`10.1.${index}.1`, 'giamdoc')),
    )
    expect(answers.filter((answer) => answer === 'wrong')).toHaveLength(SIGN_IN_LIMITS.perName)
  })

  test('counts an IPv6 network as one address', async () => {
    const { wrong } = guarded()
    const answers = await many(20, (index) => wrong(`2001:db8:1:2:${index}::${index}`, 'an'))
    expect(answers.filter((answer) => answer === 'wrong')).toHaveLength(8)
    expect(await wrong('2001:db8:1:3::1', 'an')).toBe('wrong')
    expect(await wrong('::1', 'an')).toBe('wrong')
  })
})

describe('one password tried over many names from one address', () => {
  test('stops, for names that are somebody’s and names that are not, and clears by itself', async () => {
    const { wrong, right, wait } = guarded()
    const answers = await many(400, (index) => wrong('10.0.0.9', `ten-${index}`))
    expect(answers.filter((answer) => answer === 'wrong')).toHaveLength(SIGN_IN_LIMITS.namesPerAddress)
    expect(await right('10.0.0.9', 'nguoi-that')).toBe(SIGN_IN_LIMITS.windowMs)
    expect(await right('10.0.0.8', 'nguoi-that')).toBe('in')
    wait(SIGN_IN_LIMITS.windowMs)
    expect(await right('10.0.0.9', 'nguoi-that')).toBe('in')
  })

  test('all at once stops soon after', async () => {
    const { wrong } = guarded()
    const answers = await Promise.all(
      Array.from({ length: 400 }, (_, index) => wrong('10.0.0.9', `ten-${index}`)),
    )
    const tried = answers.filter((answer) => answer === 'wrong').length
    expect(tried).toBeLessThan(SIGN_IN_LIMITS.namesPerAddress + SIGN_IN_LIMITS.atOnce)
  })
})

describe('an office of forty behind one address', () => {
  test.each([0, 3, 7])('signs in every morning with %i typos each, all at once', async (typos) => {
    const { wrong, right, wait } = guarded()
    for (let morning = 0; morning < 5; morning++) {
      const people = Array.from({ length: 40 }, (_, index) => `nguoi-${index}`)
      const ends = await Promise.all(
        people.map(async (name) => {
          for (let typo = 0; typo < typos; typo++) expect(await wrong('10.0.0.2', name)).toBe('wrong')
          return right('10.0.0.2', name)
        }),
      )
      expect(ends).toEqual(people.map(() => 'in'))
      wait(24 * 60 * MINUTE)
    }
  })

  test('is not shut out by a colleague who forgot the password for good', async () => {
    const { wrong, right } = guarded()
    await many(100, () => wrong('10.0.0.2', 'quen-mat'))
    const ends = await many(39, (index) => right('10.0.0.2', `nguoi-${index}`))
    expect(new Set(ends)).toEqual(new Set(['in']))
  })
})

test('a failing disk is not a wrong password', async () => {
  const { fail, right } = guarded()
  const disk = new Error('disk I/O error')
  for (let index = 0; index < 200; index++) {
    await expect(fail('10.0.0.1', 'an', disk)).rejects.toBe(disk)
  }
  expect(await right('10.0.0.1', 'an')).toBe('in')
})

test('the wait is said in words that people use', () => {
  expect(new TooManyAttempts(1).detail).toBe('Thử lại được sau 1 giây.')
  expect(new TooManyAttempts(60_000).detail).toBe('Thử lại được sau 60 giây.')
  expect(new TooManyAttempts(14.2 * MINUTE).detail).toBe('Thử lại được sau 15 phút.')
})
