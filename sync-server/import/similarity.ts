import { fold } from '../../outline/fold.ts'

/**
 * How much two headings say the same, from 0 to 1: by the words they share, whatever their case and diacritics. A short form of
 * a long heading counts for nearly as much as the whole.
 */
export function similarity(one: string, other: string): number {
  const [a, b] = [wordsOf(one), wordsOf(other)]
  if (a.length === 0 || b.length === 0) return 0
  const left = new Map<string, number>()
  for (const word of b) left.set(word, (left.get(word) ?? 0) + 1)
  let shared = 0
  for (const word of a) {
    const count = left.get(word) ?? 0
    if (count === 0) continue
    left.set(word, count - 1)
    shared += 1
  }
  const dice = (2 * shared) / (a.length + b.length)
  const shorter = Math.min(a.length, b.length)
  return shorter >= 3 ? Math.max(dice, (0.9 * shared) / shorter) : dice
}

function wordsOf(text: string): string[] {
  return (
    fold(text.normalize('NFC'))
      .match(/[\p{L}\p{N}]+/gu)
      ?.slice(0, 200) ?? []
  )
}
