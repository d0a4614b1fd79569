/** A value that changes and tells so; fits React's `useSyncExternalStore(o.subscribe, o.get)`. */
export type Observable<T> = {
  readonly get: () => T
  readonly subscribe: (listener: () => void) => () => void
}

export type Cell<T> = Observable<T> & { readonly set: (value: T) => void }

/** An observable with its setter. Setting an equal value tells nobody and keeps the old reference. */
export function createCell<T>(initial: T, equal: (a: T, b: T) => boolean = Object.is): Cell<T> {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set: (next) => {
      if (equal(value, next)) return
      value = next
      for (const listener of Array.from(listeners)) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
