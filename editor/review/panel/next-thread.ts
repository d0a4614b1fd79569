import type { OpenThread, TextPlace } from '../review.ts'

/**
 * The thread to go to from the one that is looked at, else from where the caret is; round and round. Undefined only where
 * there are none.
 */
export function nextThread(
  threads: readonly OpenThread[],
  step: 1 | -1,
  from: {
    readonly active: string | undefined
    readonly caret: number
    readonly placeOf: (id: string) => TextPlace | undefined
  },
): OpenThread | undefined {
  const at = threads.findIndex(({ thread }) => thread.id === from.active)
  if (at !== -1) return threads[(at + step + threads.length) % threads.length]
  const behind = threads.findIndex(({ thread }) => (from.placeOf(thread.id)?.from ?? -1) >= from.caret)
  if (step === 1) return threads[behind] ?? threads[0]
  return behind === -1 ? threads.at(-1) : threads.at(behind - 1)
}
