import type { PackageParts } from './package-parts.ts'
import { childrenOf, everyElement, readXml, type XmlElement } from './read-xml.ts'
import type { Rule } from './check-package.ts'

const TYPES = '[Content_Types].xml'
const ROOT_RELATIONSHIPS = '_rels/.rels'

function* uniqueNames({ names }: PackageParts): Iterable<string> {
  const seen = new Set<string>()
  for (const name of names) {
    // Word does not tell them apart by case.
    if (seen.has(name.toLowerCase())) yield `part twice in the archive: ${name}`
    seen.add(name.toLowerCase())
  }
}

/** Where this finds something, nothing else can be asked. */
export function* wellFormed(parts: PackageParts): Iterable<string> {
  for (const name of parts.xmlNames()) {
    try {
      parts.xml(name)
    } catch (error) {
      yield `${name} is not well-formed: ${error instanceof Error ? error.message : String(error)}`
    }
  }
}

// eslint-disable-next-line no-control-regex -- what XML 1.0 cannot say
const UNSAYABLE = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

function* sayable(parts: PackageParts): Iterable<string> {
  for (const name of parts.xmlNames()) {
    const found = new Set<string>()
    const see = (text: string) => {
      const sign = UNSAYABLE.exec(text)?.[0]
      if (sign !== undefined)
        found.add(`U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
    }
    see(parts.text(name))
    for (const { attributes, children } of everyElement(readXml(parts.text(name)))) {
      for (const value of Object.values(attributes)) see(value)
      for (const child of children) if (typeof child === 'string') see(child)
    }
    for (const sign of found) yield `${name} has a character that XML cannot say: ${sign}`
  }
}

function* contentTypes(parts: PackageParts): Iterable<string> {
  if (!parts.has(TYPES)) {
    yield `no ${TYPES}`
    return
  }
  const types = parts.xml(TYPES)
  const extensions = new Set(
    childrenOf(types, 'Default').map(({ attributes }) => attributes.Extension?.toLowerCase()),
  )
  const named = childrenOf(types, 'Override').map(({ attributes }) => attributes.PartName ?? '')
  for (const name of parts.files.keys()) {
    if (name === TYPES || named.includes(`/${name}`)) continue
    if (!extensions.has(name.split('.').at(-1)?.toLowerCase())) yield `part without a content type: ${name}`
    else if (name.startsWith('word/') && /^word\/[^/]*\.xml$/.test(name))
      yield `part of Word with the content type of any XML: ${name}`
  }
  for (const name of named)
    if (!parts.has(name.slice(1))) yield `content type of a part that is missing: ${name}`
  for (const name of new Set(named.filter((one, index) => named.indexOf(one) !== index)))
    yield `two content types for ${name}`
}

type Relationship = { readonly id: string; readonly target: string; readonly external: boolean }

function relationshipsIn(parts: PackageParts, name: string): Relationship[] {
  if (!parts.has(name)) return []
  return childrenOf(parts.xml(name), 'Relationship').map(({ attributes }) => ({
    id: attributes.Id ?? '',
    target: attributes.Target ?? '',
    external: attributes.TargetMode === 'External',
  }))
}

/** `word/_rels/document.xml.rels` for `word/document.xml`. */
function relationshipsOf(part: string): string {
  const slash = part.lastIndexOf('/') + 1
  return `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`
}

/** The part whose relationships a file holds. */
function sourceOf(relationships: string): string {
  return relationships.replace(/_rels\/([^/]*)\.rels$/, '$1')
}

function targetOf(relationships: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1)
  const folder = sourceOf(relationships).replace(/[^/]*$/, '')
  return new URL(target, `zip://zip/${folder}`).pathname.slice(1)
}

function* relationships(parts: PackageParts): Iterable<string> {
  const reached = new Set([TYPES])
  for (const name of parts.files.keys()) {
    if (!name.endsWith('.rels')) continue
    if (name !== ROOT_RELATIONSHIPS && !parts.has(sourceOf(name)))
      yield `relationships of a part that is missing: ${name}`
    const ids = new Set<string>()
    for (const { id, target, external } of relationshipsIn(parts, name)) {
      if (ids.has(id)) yield `relationship twice in ${name}: ${id}`
      ids.add(id)
      if (external) continue
      const part = targetOf(name, target)
      reached.add(part)
      if (!parts.has(part)) yield `relationship ${id} in ${name} to a part that is missing: ${part}`
    }
  }
  for (const name of parts.files.keys()) {
    if (!name.endsWith('.rels') && !reached.has(name)) yield `part that nothing refers to: ${name}`
  }
}

const BY_ID = ['r:id', 'r:embed', 'r:link', 'r:pict', 'r:dm'] as const

function* usedRelationships(parts: PackageParts): Iterable<string> {
  for (const name of parts.xmlNames()) {
    if (name.endsWith('.rels') || name === TYPES) continue
    const ids = new Set(relationshipsIn(parts, relationshipsOf(name)).map(({ id }) => id))
    for (const { name: element, attributes } of everyElement(parts.xml(name))) {
      for (const attribute of BY_ID) {
        const id = attributes[attribute]
        if (id !== undefined && !ids.has(id))
          yield `${name}: <${element}> names an unknown relationship ${id}`
      }
    }
  }
}

export const CHECK_PACKAGING: readonly Rule[] = [
  uniqueNames,
  sayable,
  contentTypes,
  relationships,
  usedRelationships,
]

/** The parts in which text stands, the document first. */
export function storiesOf(parts: PackageParts): { readonly name: string; readonly xml: XmlElement }[] {
  const names = [...parts.files.keys()].filter((name) =>
    /^word\/(document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml$/.test(name),
  )
  return names
    .sort((a, b) => Number(b === 'word/document.xml') - Number(a === 'word/document.xml'))
    .map((name) => ({ name, xml: parts.xml(name) }))
}
