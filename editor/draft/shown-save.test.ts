import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCell } from './connection/cell.ts'
import { type SaveState, sameSaveState } from './connection/save-state.ts'
import { shownSave } from './shown-save.ts'

const saved: SaveState = { state: 'saved' }
const saving = (pending = 1): SaveState => ({ state: 'saving', pending })

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function watch() {
  const save = createCell<SaveState>(saved, sameSaveState)
  const shown = shownSave(save)
  const told: SaveState['state'][] = []
  shown.subscribe(() => told.push(shown.get().state))
  return { save, shown, told }
}

test('keystrokes that are saved at once are told as one time of saving', () => {
  const { save, told } = watch()
  for (let key = 0; key < 40; key += 1) {
    save.set(saving())
    vi.advanceTimersByTime(30)
    save.set(saved)
    vi.advanceTimersByTime(95)
  }
  expect(told).toEqual(['saving'])
  vi.advanceTimersByTime(1000)
  expect(told).toEqual(['saving', 'saved'])
})

test('saved is never shown while something is not', () => {
  const { save, shown } = watch()
  save.set(saving())
  expect(shown.get()).toEqual(saving())
  save.set(saved)
  vi.advanceTimersByTime(300)
  save.set(saving(2))
  vi.advanceTimersByTime(10_000)
  expect(shown.get()).toEqual(saving(2))
})

test('trouble is shown at once, and so is its end', () => {
  const { save, shown } = watch()
  const offline: SaveState = { state: 'offline', pending: 1 }
  save.set(saving())
  save.set(offline)
  expect(shown.get()).toEqual(offline)
  save.set({ state: 'offline', pending: 2 })
  expect(shown.get()).toEqual({ state: 'offline', pending: 2 })
  save.set(saved)
  expect(shown.get()).toEqual(saved)
})

test('the count of what is on its way is drawn anew now and then, however fast one types', () => {
  const { save, shown } = watch()
  for (let key = 1; key <= 20; key += 1) {
    save.set(saving(key))
    vi.advanceTimersByTime(125)
  }
  const state = shown.get()
  expect('pending' in state && state.pending).toBeGreaterThan(10)
})
