import type { Passage } from './passage.ts'

/** A part of a new text that was found in an older one. */
export type Match = {
  readonly at: number
  readonly length: number
  readonly source: Passage
  readonly from: number
}

/** Below so many letters only whole words and whole pieces count: two letters in common are chance. */
const SHORT = 4
/** The same few letters stand in thousands of places; the first of them will do. */
const MOST_PLACES = 32

const LETTER = /[\p{L}\p{N}]/u

/** Where parts of `sources` stand, by the letters they begin with. */
export class PassageIndex {
  readonly #gram: number
  readonly #places = new Map<string, { source: Passage; from: number }[]>()

  constructor(sources: readonly Passage[], gram: number) {
    this.#gram = gram
    for (const source of sources) {
      for (let from = 0; from + gram <= source.text.length; from++) {
        const key = source.text.slice(from, from + gram)
        const places = this.#places.get(key)
        if (!places) this.#places.set(key, [{ source, from }])
        else if (places.length < MOST_PLACES) places.push({ source, from })
      }
    }
  }

  /** The longest stretch of a source that `text` says at `at`. */
  longest(text: string, at: number): Match | undefined {
    let best: Match | undefined
    for (const { source, from } of this.#places.get(text.slice(at, at + this.#gram)) ?? []) {
      const length = commonLength(text, at, source.text, from)
      if (!best || length > best.length) best = { at, length, source, from }
    }
    return best
  }
}

export function commonLength(a: string, from: number, b: string, start: number): number {
  let length = 0
  const most = Math.min(a.length - from, b.length - start)
  while (length < most && a.charCodeAt(from + length) === b.charCodeAt(start + length)) length += 1
  return length
}

/** What of `text` was said by `sources`, from left to right, as long a stretch at a time as there is. */
export function matchesIn(text: string, index: PassageIndex, least: number): Match[] {
  const matches: Match[] = []
  for (let at = 0; at < text.length;) {
    const match = index.longest(text, at)
    if (match && (match.length >= Math.max(least, SHORT) || (least < SHORT && isWords(text, match)))) {
      matches.push(match)
      at += match.length
    } else at += 1
  }
  return matches
}

/** It begins and ends where words do, here and there, or it is all that was taken away in one place. */
function isWords(text: string, { at, length, source, from }: Match): boolean {
  if (length === source.text.length) return true
  return isBounded(text, at, length) && isBounded(source.text, from, length)
}

function isBounded(text: string, at: number, length: number): boolean {
  const isLetter = (index: number) => LETTER.test(text[index] ?? '')
  return !(isLetter(at - 1) && isLetter(at)) && !(isLetter(at + length - 1) && isLetter(at + length))
}
