import type * as Y from 'yjs'
import { commonLength, type Match } from './match.ts'
import { holderOf } from '../review/anchors/char-runs.ts'
import { livingPassage, type Passage } from './passage.ts'

/**
 * From so many letters on (about ten words) a text that already stands in the report, or once stood there, was copied or
 * brought back and not written anew: the longest names of bodies and titles of resolutions that people write by heart stay
 * below in one piece, as "Ban Thường vụ Tỉnh ủy Thừa Thiên Huế" does.
 */
export const COPY_LENGTH = 40
/** Any stretch of COPY_LENGTH holds one whole block. */
const BLOCK = COPY_LENGTH / 2
const MOST_PLACES = 8

type Place = { readonly source: Passage; readonly from: number }

/** All that the report says and ever said in longer stretches, so that a copy of it is known. */
export class Quotations {
  readonly #places = new Map<string, Place[]>()
  readonly #living = new Map<Y.XmlText, Passage>()
  readonly #changed = new Set<Y.XmlText>()

  /** What it says is looked at again before the next question. */
  change(text: Y.XmlText): void {
    this.#changed.add(text)
  }

  /** It stood in the report once. */
  bury(passage: Passage): void {
    if (passage.text.length >= COPY_LENGTH) this.#put(passage)
  }

  /** Before an edit that brings a longer text: what stands in the report now can be quoted by it. */
  refresh(): void {
    for (const text of this.#changed) {
      const before = this.#living.get(text)
      if (before) this.#take(before)
      this.#living.delete(text)
      if (holderOf(text)?.deleted) continue
      const passage = livingPassage(text)
      if (passage.text.length < COPY_LENGTH) continue
      this.#put(passage)
      this.#living.set(text, passage)
    }
    this.#changed.clear()
  }

  /** What of `text` is quoted. */
  matches(text: string): Match[] {
    const matches: Match[] = []
    for (let at = 0, free = 0; at + BLOCK <= text.length;) {
      const match = this.#longest(text, at, free)
      if (match && match.length >= COPY_LENGTH) {
        matches.push(match)
        at = free = match.at + match.length
      } else at += 1
    }
    return matches
  }

  #longest(text: string, at: number, free: number): Match | undefined {
    let best: Match | undefined
    for (const { source, from } of this.#places.get(text.slice(at, at + BLOCK)) ?? []) {
      let back = 0
      while (at - back > free && from > back && text[at - back - 1] === source.text[from - back - 1])
        back += 1
      const length = back + commonLength(text, at, source.text, from)
      if (!best || length > best.length) best = { at: at - back, length, source, from: from - back }
    }
    return best
  }

  #put(source: Passage): void {
    for (let from = 0; from + BLOCK <= source.text.length; from += BLOCK) {
      const key = source.text.slice(from, from + BLOCK)
      const places = this.#places.get(key)
      if (!places) this.#places.set(key, [{ source, from }])
      else if (places.length < MOST_PLACES) places.push({ source, from })
    }
  }

  #take(source: Passage): void {
    for (let from = 0; from + BLOCK <= source.text.length; from += BLOCK) {
      const key = source.text.slice(from, from + BLOCK)
      const left = (this.#places.get(key) ?? []).filter((place) => place.source !== source)
      if (left.length > 0) this.#places.set(key, left)
      else this.#places.delete(key)
    }
  }
}
