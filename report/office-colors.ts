/** Carets and names are drawn in these: each has a contrast of 4.5:1 or more on white, and they are easy to tell apart. */
export const OFFICE_COLORS = [
  '#b3261e',
  '#1f5fa8',
  '#2e7031',
  '#8a4b00',
  '#6a3fa0',
  '#00696d',
  '#a3246b',
  '#4d5b00',
  '#334d9e',
  '#7a4a3a',
] as const

/** The colour that fewest offices have. */
export function rarestColor(taken: readonly string[]): string {
  const uses = (color: string) => taken.filter((other) => other === color).length
  return OFFICE_COLORS.reduce<string>(
    (rarest, color) => (uses(color) < uses(rarest) ? color : rarest),
    OFFICE_COLORS[0],
  )
}
