import { must } from '../../must.ts'

export type XmlElement = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly (XmlElement | string)[]
}

const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([\w:.-]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>|([^<]+)/g
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

type Open = { name: string; attributes: Record<string, string>; children: (XmlElement | string)[] }

/** The element that an XML text is. Without DTDs, which Word files have none of; throws where the tags do not match. */
export function readXml(text: string): XmlElement {
  const root: Open = { name: '', attributes: {}, children: [] }
  const open: Open[] = [root]
  let at = 0
  for (const match of text.replace(/^\uFEFF/, '').matchAll(TOKEN)) {
    if (match.index !== at) throw new Error(`no XML: ${text.slice(at, at + 40)}`)
    at = match.index + match[0].length
    const [, cdata, closing, name, attributes = '', empty, words] = match
    const top = must(open.at(-1), 'an open element')
    if (cdata !== undefined) top.children.push(cdata)
    else if (words !== undefined) top.children.push(decode(words))
    else if (name === undefined) continue
    else if (closing) {
      if (open.length === 1 || top.name !== name) throw new Error(`</${name}> closes <${top.name}>`)
      open.pop()
    } else {
      const element: Open = { name, attributes: attributesOf(attributes), children: [] }
      top.children.push(element)
      if (!empty) open.push(element)
    }
  }
  if (open.length > 1 || at !== text.replace(/^\uFEFF/, '').length)
    throw new Error(`<${open.at(-1)?.name}> is not closed`)
  const [element] = elementsIn(root)
  return must(element, 'an element')
}

function attributesOf(text: string): Record<string, string> {
  const found = [...text.matchAll(ATTRIBUTE)]
  return Object.fromEntries(found.map(([, name = '', one, other]) => [name, decode(one ?? other ?? '')]))
}

const SIGNS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decode(text: string): string {
  return text.replaceAll(
    /&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi,
    (all, hex?: string, decimal?: string, name = '') => {
      if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16))
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
      return SIGNS[String(name)] ?? all
    },
  )
}

export function elementsIn(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => typeof child !== 'string')
}

/** The first child of a name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element && elementsIn(element).find((child) => child.name === name)
}

export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return elementsIn(element).filter((child) => child.name === name)
}

/** All elements below one, and itself, in the order of the text. */
export function* everyElement(element: XmlElement): Generator<XmlElement> {
  yield element
  for (const child of elementsIn(element)) yield* everyElement(child)
}

/** The elements of some names, as above. */
export function allOf(element: XmlElement, ...names: readonly string[]): XmlElement[] {
  return [...everyElement(element)].filter(({ name }) => names.includes(name))
}

/** All words in an element. */
export function wordsOf(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : wordsOf(child))).join('')
}
