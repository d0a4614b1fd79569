/** WCAG 2.2, 1.4.3: names are written in the colour on white, and in white on the colour. */
const LEAST_CONTRAST = 4.5

export function isReadable(color: string): boolean {
  return contrastOnWhite(color) >= LEAST_CONTRAST
}

/** The contrast of `#rrggbb` with white, from 1 to 21. */
export function contrastOnWhite(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(color.slice(at, at + 2), 16) / 255),
  )
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
}
