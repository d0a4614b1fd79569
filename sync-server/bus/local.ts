import type { Bus } from '../room/ports.ts'

type Growth = Parameters<Bus['publish']>[0]

/** The bus of a process that is alone: it tells the rooms of this very process, and nobody else. */
export function createLocalBus(): Bus {
  const listeners = new Set<(growth: Growth) => void>()
  return {
    publish: (growth) => {
      for (const listener of listeners) listener(growth)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    stop: () => {
      listeners.clear()
      return Promise.resolve()
    },
  }
}
