/**
 * What Chrome and Edge 109 lack. They are the last ones for Windows 7, and offices have them. Loaded before everything else, it
 * gives exactly what the bundle calls; `e2e/browser/old-browsers.test.ts` fails when something newer comes in.
 * (What draws PDF pages brings its own: pdf.js' `legacy` build.)
 */
const arrays = {
  toSorted<T>(this: readonly T[], compare?: (a: T, b: T) => number): T[] {
    return Array.from(this).sort(compare)
  },
  toReversed<T>(this: readonly T[]): T[] {
    return Array.from(this, (_, index) => this[this.length - 1 - index] as T)
  },
}

const strings = {
  toWellFormed(this: string): string {
    return this.replaceAll(/\p{Surrogate}/gu, '\uFFFD')
  },
}

/** Not enumerable, as the browsers' own: `for … in` over an array must not meet them. */
function lend(prototype: object, methods: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(methods)) {
    if (name in prototype) continue
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true })
  }
}

/** Whom is lent what. */
export const LENT = [
  [Array.prototype, arrays],
  [String.prototype, strings],
] as const

for (const [prototype, methods] of LENT) lend(prototype, methods)
