import { childOf, elementsIn, type XmlElement } from './read-xml.ts'

type Child = XmlElement | string

/**
 * A part with its tracked changes accepted or rejected, as Word does it: runs and rows that went are gone; a paragraph whose end
 * went goes into the next one, which keeps its own look; the last one of a cell keeps its end.
 */
export function settleChanges(part: XmlElement, how: 'accept' | 'reject'): XmlElement {
  return new Settler(how).element(part)
}

class Settler {
  /** What goes with its words, and what loses its mark only. */
  readonly #goes: string
  readonly #stays: string

  constructor(how: 'accept' | 'reject') {
    ;[this.#goes, this.#stays] = how === 'accept' ? ['w:del', 'w:ins'] : ['w:ins', 'w:del']
  }

  element(one: XmlElement): XmlElement {
    const children = this.#joined(one.children.flatMap((child) => this.#child(child)))
    if (one.name === 'w:rPr') return this.#look({ ...one, children })
    if (one.name === 'w:delText') return { ...one, name: 'w:t', children }
    if (one.name !== 'w:tc' || children.some((child) => isNamed(child, 'w:p'))) return { ...one, children }
    return { ...one, children: [...children, { name: 'w:p', attributes: {}, children: [] }] }
  }

  #child(child: Child): Child[] {
    if (typeof child === 'string') return [child]
    if (child.name === this.#goes) return elementsIn(child).length > 0 ? [] : [child]
    if (child.name === this.#stays && elementsIn(child).length > 0)
      return this.element(child).children.slice()
    if (child.name === 'w:tr' && childOf(childOf(child, 'w:trPr'), this.#goes)) return []
    const settled = this.element(child)
    if (child.name === 'w:tbl' && !childOf(settled, 'w:tr')) return []
    return [settled]
  }

  /** Accepted, a look is as it is; rejected, as it says it was. */
  #look(look: XmlElement): XmlElement {
    const change = childOf(look, 'w:rPrChange')
    if (!change) return look
    if (this.#goes === 'w:ins') return childOf(change, 'w:rPr') ?? { ...look, children: [] }
    return { ...look, children: look.children.filter((child) => child !== change) }
  }

  #joined(children: readonly Child[]): Child[] {
    const joined: Child[] = []
    let waiting: Child[] = []
    for (const child of children) {
      if (!isNamed(child, 'w:p')) {
        if (waiting.length > 0) throw new Error('words in front of no paragraph')
        joined.push(child)
        continue
      }
      const words = child.children.filter((one) => !isNamed(one, 'w:pPr'))
      if (childOf(childOf(childOf(child, 'w:pPr'), 'w:rPr'), this.#goes)) waiting.push(...words)
      else {
        const own = child.children.filter((one) => isNamed(one, 'w:pPr'))
        joined.push(waiting.length > 0 ? { ...child, children: [...own, ...waiting, ...words] } : child)
        waiting = []
      }
    }
    if (waiting.length > 0) throw new Error('words behind the last paragraph')
    return joined
  }
}

function isNamed(child: Child | undefined, name: string): child is XmlElement {
  return typeof child === 'object' && child.name === name
}
