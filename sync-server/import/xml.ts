/** An element of a part of a Word file. Its name and its attributes' carry the prefixes that Word itself uses, whatever the file's. */
export type XmlElement = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlNode[]
}
export type XmlNode = XmlElement | string

/** Deeper than eighty tables within each other; readers of the tree call themselves for every level. */
const DEEPEST = 256
/** A thousand pages have about a million. */
const MOST_ELEMENTS = 3_000_000

const OPEN_XML = 'http://schemas.openxmlformats.org'
const STRICT = 'http://purl.oclc.org/ooxml'
const PREFIXES = new Map<string, string>([
  [`${OPEN_XML}/wordprocessingml/2006/main`, 'w'],
  [`${STRICT}/wordprocessingml/main`, 'w'],
  [`${OPEN_XML}/officeDocument/2006/relationships`, 'r'],
  [`${STRICT}/officeDocument/relationships`, 'r'],
  [`${OPEN_XML}/drawingml/2006/main`, 'a'],
  [`${STRICT}/drawingml/main`, 'a'],
  [`${OPEN_XML}/drawingml/2006/picture`, 'pic'],
  [`${STRICT}/drawingml/picture`, 'pic'],
  [`${OPEN_XML}/drawingml/2006/wordprocessingDrawing`, 'wp'],
  [`${STRICT}/drawingml/wordprocessingDrawing`, 'wp'],
  [`${OPEN_XML}/officeDocument/2006/math`, 'm'],
  [`${STRICT}/officeDocument/math`, 'm'],
  [`${OPEN_XML}/markup-compatibility/2006`, 'mc'],
  [`${OPEN_XML}/package/2006/relationships`, 'rel'],
  [`${OPEN_XML}/package/2006/content-types`, 'types'],
  ['http://schemas.microsoft.com/office/word/2010/wordprocessingShape', 'wps'],
  ['http://schemas.microsoft.com/office/word/2010/wordprocessingGroup', 'wpg'],
  ['http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas', 'wpc'],
  ['urn:schemas-microsoft-com:vml', 'v'],
  ['urn:schemas-microsoft-com:office:office', 'o'],
  ['http://www.w3.org/XML/1998/namespace', 'xml'],
])

const TEXTS: ReadonlySet<string> = new Set(['w:t', 'w:instrText', 'm:t'])
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

type Open = {
  readonly written: string
  readonly name: string
  readonly attributes: Record<string, string>
  readonly children: XmlNode[]
  /** Prefixes of the file as they stand for namespaces here. */
  readonly scope: ReadonlyMap<string, string>
}

/**
 * A part of a Word file. Declarations of types and entities are refused: no Word file has them, only files made to exhaust
 * or to fetch. Throws on anything that is no XML.
 */
export function parseXml(xml: string): XmlElement {
  return new Parser(xml).parse()
}

class Parser {
  readonly #xml: string
  readonly #open: Open[] = []
  #at = 0
  #elements = 0
  #root: XmlElement | undefined

  constructor(xml: string) {
    this.#xml = xml
  }

  parse(): XmlElement {
    const xml = this.#xml
    for (;;) {
      const next = xml.indexOf('<', this.#at)
      if (next === -1) break
      if (next > this.#at) this.#text(xml.slice(this.#at, next))
      this.#at = next
      this.#markup()
    }
    if (this.#open.length > 0 || !this.#root) throw new Error('the XML ends too early')
    return this.#root
  }

  #markup(): void {
    const xml = this.#xml
    const second = xml.charAt(this.#at + 1)
    if (second === '/') this.#close()
    else if (second === '?') this.#at = this.#after('?>')
    else if (xml.startsWith('<!--', this.#at)) this.#at = this.#after('-->')
    else if (xml.startsWith('<![CDATA[', this.#at)) {
      const end = this.#after(']]>')
      this.#append(xml.slice(this.#at + 9, end - 3))
      this.#at = end
    } else if (second === '!') throw new Error('the XML declares types or entities')
    else this.#start()
  }

  #after(end: string): number {
    const at = this.#xml.indexOf(end, this.#at)
    if (at === -1) throw new Error(`no ${end}`)
    return at + end.length
  }

  #start(): void {
    const tag = /<([^\s<>/="']+)/y
    tag.lastIndex = this.#at
    const written = tag.exec(this.#xml)?.[1]
    if (written === undefined) throw new Error(`no tag at ${this.#at}`)
    this.#at += written.length + 1
    const found = this.#attributes()
    const isEmpty = this.#xml.startsWith('/>', this.#at)
    if (!isEmpty && this.#xml.charAt(this.#at) !== '>') throw new Error(`no end of <${written}>`)
    this.#at += isEmpty ? 2 : 1
    this.#elements += 1
    if (this.#open.length >= DEEPEST || this.#elements > MOST_ELEMENTS) throw new Error('too much XML')
    const scope = scopeOf(this.#open.at(-1)?.scope ?? new Map(), found)
    const attributes: Record<string, string> = {}
    for (const [name, value] of found) {
      if (!name.startsWith('xmlns')) attributes[canonical(name, scope, '')] = value
    }
    const element: Open = {
      written,
      name: canonical(written, scope, scope.get('') ?? ''),
      attributes,
      children: [],
      scope,
    }
    this.#append(element)
    if (!isEmpty) this.#open.push(element)
  }

  #attributes(): [string, string][] {
    const attribute = /\s+([^\s=<>"'/]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')|\s+(?=\/?>)/y
    const found: [string, string][] = []
    attribute.lastIndex = this.#at
    for (let match = attribute.exec(this.#xml); match; match = attribute.exec(this.#xml)) {
      this.#at = attribute.lastIndex
      if (match[1] !== undefined) found.push([match[1], unescape(match[2] ?? match[3] ?? '')])
    }
    return found
  }

  #close(): void {
    const end = this.#after('>')
    const written = this.#xml.slice(this.#at + 2, end - 1).trimEnd()
    if (this.#open.pop()?.written !== written) throw new Error(`</${written}> closes nothing`)
    this.#at = end
  }

  #text(text: string): void {
    const parent = this.#open.at(-1)
    // Only the white space of texts is any.
    if (parent && (TEXTS.has(parent.name) || /\S/.test(text))) parent.children.push(unescape(text))
  }

  #append(node: Open | string): void {
    const parent = this.#open.at(-1)
    if (parent) parent.children.push(node)
    else if (typeof node !== 'string') {
      if (this.#root) throw new Error('a second root')
      this.#root = node
    }
  }
}

function scopeOf(
  outer: ReadonlyMap<string, string>,
  attributes: readonly (readonly [string, string])[],
): ReadonlyMap<string, string> {
  const declared = attributes.filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'))
  if (declared.length === 0) return outer
  return new Map([...outer, ...declared.map(([name, uri]): [string, string] => [name.slice(6), uri])])
}

function canonical(written: string, scope: ReadonlyMap<string, string>, fallback: string): string {
  const colon = written.indexOf(':')
  const prefix = written.slice(0, Math.max(0, colon))
  const uri = prefix === 'xml' ? 'http://www.w3.org/XML/1998/namespace' : scope.get(prefix)
  const known = PREFIXES.get(colon === -1 ? fallback : (uri ?? ''))
  const local = written.slice(colon + 1)
  if (known !== undefined) return `${known}:${local}`
  return colon === -1 ? local : `?:${local}`
}

function unescape(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&([^;&]{1,12});?/g, (written, name: string) => {
    const code = /^#(?:x([\da-f]+)|(\d+))$/i.exec(name)
    const point = code && Number.parseInt(code[1] ?? code[2] ?? '', code[1] === undefined ? 10 : 16)
    if (typeof point === 'number' && point > 0 && point <= 0x10ffff) return String.fromCodePoint(point)
    const entity = ENTITIES[name]
    if (entity === undefined) throw new Error(`unknown entity ${written}`)
    return entity
  })
}

/** The first child element of this name. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  for (const node of element?.children ?? []) if (typeof node !== 'string' && node.name === name) return node
  return undefined
}

/** Its child elements, of this name or all. */
export function children(element: XmlElement | undefined, name?: string): XmlElement[] {
  return (element?.children ?? []).filter(
    (node): node is XmlElement => typeof node !== 'string' && (name === undefined || node.name === name),
  )
}

/** `w:val` of the child of this name. */
export function value(element: XmlElement | undefined, name: string): string | undefined {
  return child(element, name)?.attributes['w:val']
}

/** All elements of this name anywhere below, in the order of the file. */
export function descendants(element: XmlElement, name: string): XmlElement[] {
  return children(element).flatMap((one) => [...(one.name === name ? [one] : []), ...descendants(one, name)])
}

/** Its text, that of all elements below it. */
export function textOf(element: XmlElement): string {
  return element.children.map((node) => (typeof node === 'string' ? node : textOf(node))).join('')
}
