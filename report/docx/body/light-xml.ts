import {
  Paragraph,
  TextRun,
  type IContext,
  type IRunOptions,
  type IXmlableObject,
  type ParagraphChild,
} from 'docx'

// The library makes an object of every element and attribute, and asks each what it is. Of runs and paragraphs a paper has
// tens of thousands that differ in nothing but their words: these say at once what they are.

const PRESERVE = { _attr: { 'xml:space': 'preserve' } }

/** A run of sound text. */
export class LightRun extends TextRun {
  readonly #words: string
  readonly #look: IXmlableObject | undefined

  /** `look`: what `lookOf` made of its options. */
  constructor(words: string, look: IXmlableObject | undefined) {
    super(NO_OPTIONS)
    this.#words = words
    this.#look = look
  }

  override prepForXml(): IXmlableObject {
    const words = { 'w:t': [PRESERVE, this.#words] }
    return { 'w:r': this.#look ? [this.#look, words] : [words] }
  }
}

const NO_OPTIONS: IRunOptions = {}

/** The properties of a run, as the library writes them; undefined for none. */
export function lookOf(options: IRunOptions): IXmlableObject | undefined {
  const run: unknown = new TextRun(options).prepForXml(NOWHERE)?.['w:r']
  const first: unknown = Array.isArray(run) ? run[0] : undefined
  return isXml(first) && 'w:rPr' in first ? first : undefined
}

// Properties of runs ask for nothing of the paper they are in.
const NOWHERE = { stack: [] } as unknown as IContext

/** A paragraph that is nothing but its style. */
export class LightParagraph extends Paragraph {
  readonly #style: IXmlableObject

  constructor(style: string, children: readonly ParagraphChild[]) {
    super({ children })
    this.#style = { 'w:pStyle': { _attr: { 'w:val': style } } }
  }

  override prepForXml(context: IContext): IXmlableObject {
    const written: unknown = super.prepForXml(context)?.['w:p']
    const inside: readonly unknown[] = Array.isArray(written) ? written : []
    // The last paragraph of a section says what its pages are like.
    const own = isXml(inside[0]) ? inside[0]['w:pPr'] : undefined
    const properties = { 'w:pPr': [this.#style, ...(Array.isArray(own) ? own : [])] }
    return { 'w:p': [properties, ...(own === undefined ? inside : inside.slice(1))] }
  }
}

/** A paragraph on whose page the next one begins: put around it, since what a text ends with is known only at its end. */
export class KeptWithNext extends Paragraph {
  readonly #inner: Paragraph

  constructor(inner: Paragraph) {
    super({})
    this.#inner = inner
  }

  override prepForXml(context: IContext): IXmlableObject {
    const written: unknown = this.#inner.prepForXml(context)?.['w:p']
    const inside: readonly unknown[] = Array.isArray(written) ? written : []
    const own = isXml(inside[0]) ? inside[0]['w:pPr'] : undefined
    const properties: readonly unknown[] = Array.isArray(own) ? own : []
    if (properties.some((one) => isXml(one) && 'w:keepNext' in one)) return { 'w:p': inside }
    // The style comes first in the order that Word insists on, this next.
    const styles = properties.filter((one) => isXml(one) && 'w:pStyle' in one)
    const others = properties.filter((one) => !styles.includes(one))
    const kept = { 'w:pPr': [...styles, { 'w:keepNext': {} }, ...others] }
    return { 'w:p': [kept, ...(own === undefined ? inside : inside.slice(1))] }
  }
}

function isXml(value: unknown): value is IXmlableObject {
  return typeof value === 'object' && value !== null
}
