import { unzipSync, zipSync } from 'fflate'
import { must } from '../../must.ts'
import { readXml, type XmlElement } from './read-xml.ts'

/** A Word file taken apart. */
export class PackageParts {
  readonly files: ReadonlyMap<string, Uint8Array>
  /** As the archive lists them, twice what it has twice. */
  readonly names: readonly string[]
  readonly #read = new Map<string, XmlElement>()

  constructor(bytes: Uint8Array) {
    const names: string[] = []
    const files = unzipSync(bytes, {
      filter: ({ name }) => {
        names.push(name)
        return true
      },
    })
    this.names = names
    this.files = new Map(Object.entries(files))
  }

  has(name: string): boolean {
    return this.files.has(name)
  }

  /** Throws where it is no UTF-8, or absent. */
  text(name: string): string {
    return new TextDecoder('utf-8', { fatal: true }).decode(must(this.files.get(name), `a part ${name}`))
  }

  /** Throws where it is no XML, or absent. */
  xml(name: string): XmlElement {
    const known = this.#read.get(name)
    if (known) return known
    const element = readXml(this.text(name))
    this.#read.set(name, element)
    return element
  }

  /** The parts that are XML, relationships and content types among them. */
  xmlNames(): string[] {
    return [...this.files.keys()].filter((name) => /\.(xml|rels)$/.test(name))
  }

  /** The same file with some parts otherwise; undefined takes a part out. */
  with(changes: Readonly<Record<string, string | undefined>>): Uint8Array {
    const files = Object.fromEntries(this.files)
    for (const [name, text] of Object.entries(changes)) {
      if (text === undefined) delete files[name]
      else files[name] = new TextEncoder().encode(text)
    }
    return zipSync(files)
  }
}
