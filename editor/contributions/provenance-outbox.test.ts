import { expect, test, vi } from 'vitest'
import type { NewProvenance } from '../../report/wire/contributions.ts'
import { ApiError } from '../rest/request.ts'
import { createProvenanceOutbox } from './provenance-outbox.ts'

const of = (part: number): NewProvenance => ({ contributionId: 'c', part, blockIds: [`b${part}`] })

function memory() {
  let all = '[]'
  return {
    read: () => all,
    write: (next: string) => {
      all = next
    },
  }
}

test('what the server does not have yet is asked again, in order, and told once', async () => {
  vi.useFakeTimers()
  const asked: number[] = []
  let late = 2
  const record = (_: string, { part }: NewProvenance) => {
    asked.push(part)
    late -= 1
    return late >= 0 ? Promise.reject(new ApiError('text-not-here-yet')) : Promise.resolve()
  }
  const onRecorded = vi.fn()
  const kept = memory()
  const outbox = createProvenanceOutbox('r', { record, onRecorded, onRefused: vi.fn(), kept })
  outbox.add(of(1))
  outbox.add(of(2))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(asked).toEqual([1, 1, 1, 2])
  expect(onRecorded).toHaveBeenCalledTimes(2)
  expect(kept.read()).toBe('[]')
  vi.useRealTimers()
})

test('it survives leaving the page, and a refusal does not hold up the others', async () => {
  const kept = memory()
  const offline = () => Promise.reject(new ApiError('network'))
  const silent = { onRecorded: vi.fn(), onRefused: vi.fn(), kept }
  const before = createProvenanceOutbox('r', { ...silent, record: offline })
  before.add(of(1))
  before.add(of(2))
  before.stop()
  const asked: number[] = []
  const onRefused = vi.fn()
  const onRecorded = vi.fn()
  createProvenanceOutbox('r', {
    kept,
    onRefused,
    onRecorded,
    record: (_, { part }) => {
      asked.push(part)
      return part === 1 ? Promise.reject(new ApiError('no-access')) : Promise.resolve()
    },
  })
  await vi.waitFor(() => expect(onRecorded).toHaveBeenCalledTimes(1))
  expect(asked).toEqual([1, 2])
  expect(onRefused).toHaveBeenCalledTimes(1)
  expect(kept.read()).toBe('[]')
})
