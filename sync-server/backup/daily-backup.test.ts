import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import * as fc from 'fast-check'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLogger } from '../log.ts'
import { createDailyBackup } from './daily-backup.ts'
import { dayDue, daysOf, fileName, filesToRemove } from './daily-files.ts'
import type { BackupOutcome } from './run-backup.ts'

const KEEP = { daily: 14, weekly: 8 }
const at = (time: string) => Date.parse(`${time}+07:00`)

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cung-soan-daily-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** A daily backup whose clock and outcomes the test plays. */
function daily(start: string) {
  let now = at(start)
  let outcome: BackupOutcome['state'] = 'made'
  const asked: string[] = []
  let under = 0
  const metrics = new Registry()
  const held: PromiseWithResolvers<void>[] = []
  let hold = false
  const backup = createDailyBackup({
    settings: { directory: join(directory, 'ban-sao'), minute: 120, keep: KEEP },
    logger: openLogger('silent'),
    metrics,
    now: () => now,
    runBackup: (file, { acceptDamage }) => {
      expect((under += 1)).toBe(1)
      asked.push(basename(file))
      const state = acceptDamage ? 'made' : outcome
      const wait = Promise.withResolvers<void>()
      if (hold) held.push(wait)
      else wait.resolve()
      const ended = wait.promise.then(() => {
        if (state === 'made') writeFileSync(file, 'x')
        under -= 1
        return { state, said: '' }
      })
      return { ended, stop: () => wait.resolve() }
    },
  })
  return {
    backup,
    asked,
    held,
    metrics,
    files: () => readdirSync(join(directory, 'ban-sao')).sort(),
    holdOn: () => (hold = true),
    will: (state: BackupOutcome['state']) => (outcome = state),
    async look(time: string) {
      now = at(time)
      await backup.look()
    },
  }
}

test('one a day after its hour, in Vietnam; one that was missed is caught up on', async () => {
  const on = daily('2022-04-08T01:00')
  expect(on.backup.state()).toEqual({ state: 'waiting', lastAt: null })
  await on.look('2022-04-08T01:00')
  expect(on.files()).toEqual(['cung-soan-2022-04-07.sqlite'])
  await on.look('2022-04-08T01:59')
  await on.look('2022-04-08T02:00')
  await on.look('2022-04-08T02:01')
  await on.look('2022-04-08T23:59')
  await on.look('2022-04-09T01:00')
  expect(on.asked).toEqual(['cung-soan-2022-04-07.sqlite', 'cung-soan-2022-04-08.sqlite'])
  await on.look('2022-04-20T15:00')
  expect(on.asked.at(-1)).toBe('cung-soan-2022-04-20.sqlite')
  expect(on.backup.state()).toEqual({ state: 'ok', lastAt: at('2022-04-20T15:00') })
})

test('never two at once, and none is waited for when the server stops', async () => {
  const on = daily('2022-04-08T03:00')
  on.holdOn()
  const looks = [on.backup.look(), on.backup.look()]
  await expect.poll(() => on.held.length).toBe(1)
  looks.push(on.backup.look())
  await on.backup.stop()
  await Promise.all(looks)
  expect(on.asked).toHaveLength(1)
})

test('a failure is told, tried again after an hour, and takes nothing away', async () => {
  const on = daily('2022-04-01T03:00')
  await on.look('2022-04-01T03:00')
  on.will('failed')
  await on.look('2022-04-02T03:00')
  expect(on.backup.state()).toEqual({ state: 'failed', lastAt: at('2022-04-01T03:00') })
  await on.look('2022-04-02T03:59')
  expect(on.asked).toHaveLength(2)
  await on.look('2022-04-02T04:00')
  expect(on.asked).toHaveLength(3)
  expect(await on.metrics.metrics()).toContain('cung_soan_backups_total{result="failed"} 2')
  on.will('made')
  await on.look('2022-04-02T05:00')
  expect(on.backup.state().state).toBe('ok')
  expect(on.files()).toEqual(['cung-soan-2022-04-01.sqlite', 'cung-soan-2022-04-02.sqlite'])
})

test('damaged data is copied under a name of its own, once a day, and said to be damaged', async () => {
  const on = daily('2022-04-01T03:00')
  await on.look('2022-04-01T03:00')
  on.will('damaged')
  for (let day = 2; day <= 8; day++) {
    await on.look(`2022-04-0${day}T03:00`)
    await on.look(`2022-04-0${day}T09:00`)
  }
  expect(on.backup.state().state).toBe('damaged')
  expect(on.files()).toEqual([
    'cung-soan-2022-04-01.sqlite',
    ...[6, 7, 8].map((day) => `cung-soan-2022-04-0${day}.hong.sqlite`),
  ])
})

test('a place that cannot be written to is a failure, not a crash', async () => {
  writeFileSync(join(directory, 'ban-sao'), 'a file')
  const on = daily('2022-04-01T03:00')
  await on.look('2022-04-01T03:00')
  expect(on.backup.state()).toEqual({ state: 'failed', lastAt: null })
})

test('after a year of days the last 14 and 8 weeks are there', () => {
  let names: string[] = ['ghi-chu.txt', 'cung-soan-2022-04-01.sqlite.part']
  for (let day = 0; day < 365; day++) {
    names.push(fileName(dayDue(at('2022-01-01T12:00') + day * 86_400_000, 120)))
    const gone = new Set(filesToRemove(names, KEEP))
    names = names.filter((name) => !gone.has(name))
  }
  const { good } = daysOf(names)
  expect(good.slice(0, 14)).toEqual(
    Array.from({ length: 14 }, (_, back) => `2022-12-${String(31 - back).padStart(2, '0')}`),
  )
  // Saturday 31 December: Sundays of the weeks before, of which two are among the days.
  expect(good.slice(14)).toEqual(['2022-12-11', '2022-12-04', '2022-11-27', '2022-11-20', '2022-11-13'])
  expect(names).toContain('ghi-chu.txt')
  expect(names).toContain('cung-soan-2022-04-01.sqlite.part')
})

test('whatever files there are, the newest good one stays, and so many of the last', () => {
  const day = fc
    .integer({ min: 0, max: 2000 })
    .map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10))
  fc.assert(
    fc.property(
      fc.uniqueArray(day, { minLength: 1 }),
      fc.integer({ min: 1, max: 20 }),
      fc.nat(10),
      (days, dailyKept, weekly) => {
        const gone = filesToRemove(
          days.map((one) => fileName(one)),
          { daily: dailyKept, weekly },
        )
        const left = daysOf(days.map((one) => fileName(one)).filter((name) => !gone.includes(name))).good
        expect(left.slice(0, dailyKept)).toEqual(
          daysOf(days.map((one) => fileName(one))).good.slice(0, dailyKept),
        )
        expect(left.length).toBeLessThanOrEqual(dailyKept + weekly)
      },
    ),
  )
})
