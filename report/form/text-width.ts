import type { Face, Twips } from './profiles.ts'

/** Widths of Times New Roman in bold, in thousandths of its size; letters with marks are as wide as without. */
const WIDTHS: readonly (readonly [number, string])[] = [
  [250, ' .,'],
  [278, 'il'],
  [333, '-/()fjt:;'],
  [389, 'sI'],
  [444, 'cerz'],
  [500, 'agovxyJ0123456789'],
  [556, 'bdđhknpquS'],
  [611, 'FP'],
  [667, 'BELTZ'],
  [722, 'wACDĐNRUVXY'],
  [778, 'GHKOQ'],
  [833, 'm'],
  [944, 'M'],
  [1000, 'W'],
]
const USUAL = 556
const WIDTH = new Map(
  WIDTHS.flatMap(([width, letters]) => [...letters].map((letter) => [letter, width] as const)),
)

/** Upright letters are this much narrower, at most. */
const UPRIGHT = 0.96

/** How long a line in capitals or in bold is, for the rule below it and to know whether it fits. */
export function lineWidth(text: string, { size, bold }: Face): Twips {
  const letters = [...text.normalize('NFD').replaceAll(/\p{M}/gu, '')]
  const thousandths = letters.reduce((sum, letter) => sum + (WIDTH.get(letter) ?? USUAL), 0)
  return Math.round((thousandths * size * (bold ? 1 : UPRIGHT)) / 100)
}
