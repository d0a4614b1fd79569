const MARKS = /\p{M}/gu

/** Without marks, in lower case: `Tỉnh ủy` and `TINH UY` alike are `tinh uy`. */
export function plain(text: string): string {
  return text.normalize('NFKD').replaceAll(MARKS, '').toLowerCase().replaceAll('đ', 'd')
}

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g

/**
 * The same for every way of writing a name: case, spaces, composition, and where the tone stands (*uỷ* and *ủy* are one
 * word, and offices differ in which they write).
 */
export function sameWords(text: string): string {
  const words = text.normalize('NFD').toLowerCase().trim().split(/\s+/)
  return words.map((word) => word.replaceAll(TONES, '') + (word.match(TONES) ?? []).join('')).join(' ')
}

/** How many letters must be typed, dropped or changed to make one text of the other. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      const change = (row[j] ?? 0) + (b[j] === letter ? 0 : 1)
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
