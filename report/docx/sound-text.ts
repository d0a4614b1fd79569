/** The text without what XML has no way to say: Word refuses a file that tries. Breaks and tabs become spaces. */
export function soundText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\t\v\f\r\n\u0085\u2028\u2029]+/g, ' ')
    .replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, '')
}
