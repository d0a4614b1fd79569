import type * as Y from 'yjs'

/**
 * Where anchors stand, as it was found out last: of thousands of them an edit changes few, and all are asked for many times
 * a second. Yjs moves nothing: of two texts that stay, the first one stays the first, whatever comes and goes around them.
 */
export class KnownPlaces<A, P> {
  readonly #places = new Map<A, { readonly place: P; readonly texts: ReadonlySet<Y.XmlText> }>()
  readonly #anchorsIn = new Map<Y.XmlText, Set<A>>()

  get(anchor: A): P | undefined {
    return this.#places.get(anchor)?.place
  }

  note(anchor: A, place: P, texts: ReadonlySet<Y.XmlText>): void {
    this.forget(anchor)
    this.#places.set(anchor, { place, texts })
    for (const text of texts) {
      const anchors = this.#anchorsIn.get(text)
      if (anchors) anchors.add(anchor)
      else this.#anchorsIn.set(text, new Set([anchor]))
    }
  }

  forget(anchor: A): void {
    const known = this.#places.get(anchor)
    if (!known) return
    this.#places.delete(anchor)
    for (const text of known.texts) {
      const anchors = this.#anchorsIn.get(text)
      anchors?.delete(anchor)
      if (anchors?.size === 0) this.#anchorsIn.delete(text)
    }
  }

  /** Of all anchors that stand in a text. */
  forgetIn(text: Y.XmlText): void {
    for (const anchor of this.#anchorsIn.get(text) ?? []) this.forget(anchor)
  }

  forgetAll(): void {
    this.#places.clear()
    this.#anchorsIn.clear()
  }
}
