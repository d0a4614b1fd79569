import { must } from '../../must.ts'
import { PackageParts } from '../proof/package-parts.ts'
import { allOf, childOf, childrenOf, wordsOf, type XmlElement } from '../proof/read-xml.ts'

/** How a paragraph of a Word file looks, after its style, the styles that one is based on, and the defaults. */
export type Look = {
  readonly size: number
  readonly bold: boolean
  readonly italic: boolean
  readonly underline: boolean
  readonly align: string
  readonly before: number
  readonly after: number
  readonly line: number
  readonly rule: string
  readonly firstLine: number
  readonly keepNext: boolean
}

/** A Word file as tests read it: its paragraphs by their words, and how they look. */
export class PaperReading {
  readonly parts: PackageParts
  readonly body: XmlElement

  constructor(bytes: Uint8Array) {
    this.parts = new PackageParts(bytes)
    this.body = must(childOf(this.parts.xml('word/document.xml'), 'w:body'), 'a body')
  }

  /** The words of all paragraphs, in the order of the file; a line break is a line feed. */
  lines(within: XmlElement = this.body): string[] {
    return allOf(within, 'w:p').map(lineOf)
  }

  paragraph(words: string | RegExp): XmlElement {
    const found = allOf(this.body, 'w:p').find((p) =>
      typeof words === 'string' ? lineOf(p) === words : words.test(lineOf(p)),
    )
    return must(found, `a paragraph ${String(words)}`)
  }

  look(words: string | RegExp): Look {
    return this.lookOf(this.paragraph(words))
  }

  lookOf(paragraph: XmlElement): Look {
    const own = childOf(paragraph, 'w:pPr')
    const chain = this.#chain(childOf(own, 'w:pStyle')?.attributes['w:val'] ?? 'Normal')
    const defaults = must(childOf(this.parts.xml('word/styles.xml'), 'w:docDefaults'), 'docDefaults')
    const run = childOf(
      allOf(paragraph, 'w:r').find((one) => childOf(one, 'w:t')),
      'w:rPr',
    )
    const pPr = [own, ...chain.map((style) => childOf(style, 'w:pPr')), ...allOf(defaults, 'w:pPr')]
    const rPr = [run, ...chain.map((style) => childOf(style, 'w:rPr')), ...allOf(defaults, 'w:rPr')]
    const attribute = (from: readonly (XmlElement | undefined)[], name: string, key: string) =>
      from.map((one) => childOf(one, name)?.attributes[key]).find((value) => value !== undefined)
    const number = (name: string, key: string) => Number(attribute(pPr, name, key) ?? 0)
    const on = (from: readonly (XmlElement | undefined)[], name: string) => {
      const found = from.map((one) => childOf(one, name)).find(Boolean)
      return found !== undefined && !['0', 'false', 'none'].includes(found.attributes['w:val'] ?? '')
    }
    return {
      size: Number(attribute(rPr, 'w:sz', 'w:val')),
      bold: on(rPr, 'w:b'),
      italic: on(rPr, 'w:i'),
      underline: on(rPr, 'w:u'),
      align: attribute(pPr, 'w:jc', 'w:val') ?? 'left',
      before: number('w:spacing', 'w:before'),
      after: number('w:spacing', 'w:after'),
      line: number('w:spacing', 'w:line'),
      rule: attribute(pPr, 'w:spacing', 'w:lineRule') ?? 'auto',
      firstLine: number('w:ind', 'w:firstLine'),
      keepNext: on(pPr, 'w:keepNext'),
    }
  }

  /** A style and those it is based on. */
  #chain(id: string): XmlElement[] {
    const style = childrenOf(this.parts.xml('word/styles.xml'), 'w:style').find(
      ({ attributes }) => attributes['w:styleId'] === id,
    )
    const above = childOf(style, 'w:basedOn')?.attributes['w:val']
    return [must(style, `a style ${id}`), ...(above ? this.#chain(above) : [])]
  }
}

function lineOf(paragraph: XmlElement): string {
  return allOf(paragraph, 'w:t', 'w:br')
    .map((one) => (one.name === 'w:br' ? '\n' : wordsOf(one)))
    .join('')
}
