import type * as Y from 'yjs'
import { itemsIn } from './char-runs.ts'

/** Where items begin in their texts. What was counted once is known until the text is edited. */
export class Offsets {
  #known = new WeakMap<Y.XmlText, ReadonlyMap<Y.Item, number>>()

  of(item: Y.Item, text: Y.XmlText): number {
    // Yjs parts and joins items also where nothing is edited; what is counted stays right, and may be incomplete.
    return this.#known.get(text)?.get(item) ?? this.#count(text).get(item) ?? 0
  }

  forget(text: Y.XmlText): void {
    this.#known.delete(text)
  }

  forgetAll(): void {
    this.#known = new WeakMap()
  }

  #count(text: Y.XmlText): ReadonlyMap<Y.Item, number> {
    const starts = new Map<Y.Item, number>()
    let at = 0
    for (const item of itemsIn(text)) {
      if (item.deleted || !item.countable) continue
      starts.set(item, at)
      at += item.length
    }
    this.#known.set(text, starts)
    return starts
  }
}
