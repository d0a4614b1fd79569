import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ComposingView, createCompositionGate } from './composition-gate.ts'
import { type Arrival, createInbox } from './inbox.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function update(name: number): Arrival {
  return { type: 'update', bytes: new Uint8Array([name]) }
}

function setup() {
  const batches: number[][] = []
  const view = { composing: false, dom: new EventTarget() }
  const gate = createCompositionGate({ onOpen: () => inbox.flush(), patience: 3000, settle: 50 })
  const inbox = createInbox({
    takeIn: (arrivals) => batches.push(arrivals.map((arrival) => arrival.bytes[0] ?? -1)),
    gateClosed: gate.closed,
    window: 50,
  })
  const compose = (name: 'compositionstart' | 'compositionupdate' | 'compositionend') => {
    view.composing = name !== 'compositionend'
    view.dom.dispatchEvent(new Event(name))
  }
  return { batches, view: view as ComposingView, gate, inbox, compose }
}

test('the first edit after a quiet time is taken in at once, a burst together', () => {
  const { batches, inbox } = setup()
  inbox.push(update(1))
  expect(batches).toEqual([[1]])
  inbox.push(update(2))
  inbox.push(update(3))
  expect(batches).toEqual([[1]])
  vi.advanceTimersByTime(50)
  expect(batches).toEqual([[1], [2, 3]])
  vi.advanceTimersByTime(50)
  inbox.push(update(4))
  expect(batches).toEqual([[1], [2, 3], [4]])
})

test('a hidden tab, whose timers sleep, takes in what is due when the next edit arrives', () => {
  const { batches, inbox } = setup()
  inbox.push(update(1))
  inbox.push(update(2))
  vi.setSystemTime(Date.now() + 1000)
  inbox.push(update(3))
  expect(batches).toEqual([[1], [2, 3]])
})

test('a clock set back stops nothing', () => {
  const { batches, inbox } = setup()
  inbox.push(update(1))
  vi.setSystemTime(Date.now() - 3_600_000)
  inbox.push(update(2))
  expect(batches).toEqual([[1], [2]])
})

test('a first sync waits for nothing but the gate', () => {
  const { batches, gate, inbox, view, compose } = setup()
  inbox.push(update(1))
  inbox.push({ type: 'step2', bytes: new Uint8Array([2]), socket: 's' })
  expect(batches).toEqual([[1], [2]])
  gate.bind(view)
  compose('compositionstart')
  inbox.push({ type: 'step2', bytes: new Uint8Array([3]), socket: 's' })
  expect(batches).toEqual([[1], [2]])
  compose('compositionend')
  vi.advanceTimersByTime(50)
  expect(batches).toEqual([[1], [2], [3]])
})

test('nothing comes in while a word is composed, everything in order when it ends', () => {
  const { batches, gate, inbox, view, compose } = setup()
  gate.bind(view)
  compose('compositionstart')
  for (let letter = 1; letter <= 5; letter++) {
    inbox.push(update(letter))
    vi.advanceTimersByTime(400)
    compose('compositionupdate')
  }
  expect(batches).toEqual([])
  compose('compositionend')
  // ProseMirror still has to read the word from the DOM.
  vi.advanceTimersByTime(49)
  expect(batches).toEqual([])
  vi.advanceTimersByTime(1)
  expect(batches).toEqual([[1, 2, 3, 4, 5]])
})

test('the next word may begin before the last has settled', () => {
  const { batches, gate, inbox, view, compose } = setup()
  gate.bind(view)
  compose('compositionstart')
  inbox.push(update(1))
  compose('compositionend')
  vi.advanceTimersByTime(20)
  compose('compositionstart')
  vi.advanceTimersByTime(500)
  expect(batches).toEqual([])
  compose('compositionend')
  vi.advanceTimersByTime(50)
  expect(batches).toEqual([[1]])
})

test('an input method that falls silent does not keep the others out for ever', () => {
  const { batches, gate, inbox, view, compose } = setup()
  gate.bind(view)
  compose('compositionstart')
  inbox.push(update(1))
  vi.advanceTimersByTime(2000)
  compose('compositionupdate')
  vi.advanceTimersByTime(2999)
  expect(batches).toEqual([])
  vi.advanceTimersByTime(1)
  expect(batches).toEqual([[1]])
  compose('compositionupdate')
  inbox.push(update(2))
  vi.advanceTimersByTime(100)
  expect(batches).toEqual([[1]])
})

test('a view that is destroyed in the middle of a word opens the gate', () => {
  const { batches, gate, inbox, view, compose } = setup()
  const unbind = gate.bind(view)
  compose('compositionstart')
  inbox.push(update(1))
  unbind()
  expect(batches).toEqual([[1]])
})

test('carets that came through a closed socket are forgotten, edits are not', () => {
  const { batches, gate, inbox, view, compose } = setup()
  gate.bind(view)
  compose('compositionstart')
  inbox.push(update(1))
  inbox.push({ type: 'presence', bytes: new Uint8Array([2]) })
  inbox.dropPresence()
  compose('compositionend')
  vi.advanceTimersByTime(50)
  expect(batches).toEqual([[1]])
})
