import * as decoding from 'lib0/decoding'

/**
 * A Yjs update (v1) as its sender wrote it, read without building anything and without any leniency. Yjs has two
 * readers that differ in corners (a repeated client block, a Skip with flags, bytes after the end), and applies as it
 * reads: what is wrong at the end of an update is found when its beginning is already in the document. So it is read
 * here first, to the last byte.
 */
export type ReadUpdate = {
  readonly blocks: readonly StructBlock[]
  readonly deletions: readonly DeletedRange[]
  /** How many structs hold a type: only they can nest. */
  readonly types: number
  /** What was read: who writes a part of it again copies from here. */
  readonly bytes: Uint8Array
}

export type StructBlock = { readonly client: number; readonly structs: readonly Struct[] }

export type Id = { readonly client: number; readonly clock: number }

export type Struct = {
  readonly kind: 'item' | 'gc' | 'skip'
  readonly clock: number
  readonly length: number
  readonly origin: Id | undefined
  readonly rightOrigin: Id | undefined
  /** A root's name, the id of the item that holds the type, or undefined: that of the origin. */
  readonly parent: string | Id | undefined
  /** It is the value of an attribute. Said only where the parent is said; otherwise it is what its origin is. */
  readonly keyed: boolean
  /** The attribute's name, where `keyed`. */
  readonly key: string | undefined
  readonly content: Content
  /** What the element is called, if it is one. */
  readonly name: string | undefined
  readonly isType: boolean
  /** Where in the bytes it begins, where its content begins, and where it ends. */
  readonly start: number
  readonly contentStart: number
  readonly end: number
}

/** What a struct holds, as far as its place depends on it. `gone`: collected, or deleted before it was sent. */
export type Content = 'element' | 'text' | 'string' | 'format' | 'value' | 'other' | 'gone'

export type DeletedRange = { readonly client: number; readonly clock: number; readonly length: number }

/** No honest client comes near: 2^31 characters typed in one browser session. */
const MAX_CLOCK = 2 ** 31
/** The longest run of content that was deleted before the server ever saw it. */
const MAX_DELETED_RUN = 2 ** 24
/** How deep a value (an attribute, a mark's attributes) may nest. */
const MAX_VALUE_DEPTH = 32
const MAX_NAME_LENGTH = 256

const REF_MASK = 0b0001_1111
const HAS_ORIGIN = 0b1000_0000
const HAS_RIGHT_ORIGIN = 0b0100_0000
const HAS_PARENT_SUB = 0b0010_0000
const SKIP_REF = 10
/** Yjs' content kinds that have a place in a report; a type's kind is read from the type. */
const CONTENT: Readonly<Record<number, Content>> = {
  1: 'gone',
  2: 'value',
  4: 'string',
  6: 'format',
  8: 'value',
}

/** Why an update cannot be read. */
export class UnreadableUpdate extends Error {
  override readonly name = 'UnreadableUpdate'
}

/** Reads an update, or throws UnreadableUpdate. `maxStructs` bounds structs and deleted ranges together. */
export function readUpdate(bytes: Uint8Array, maxStructs: number): ReadUpdate {
  const reader = new UpdateReader(bytes, maxStructs)
  try {
    return reader.read()
  } catch (error) {
    if (error instanceof UnreadableUpdate) throw error
    // What lib0, TextDecoder and JSON.parse throw on bytes that end early or are not text.
    throw new UnreadableUpdate(error instanceof Error ? error.message : String(error))
  }
}

class UpdateReader {
  readonly #decoder: decoding.Decoder
  readonly #bytes: Uint8Array
  readonly #size: number
  #budget: number
  #types = 0
  #lastType: Content | undefined
  #lastName: string | undefined

  constructor(bytes: Uint8Array, maxStructs: number) {
    this.#decoder = decoding.createDecoder(bytes)
    this.#bytes = bytes
    this.#size = bytes.length
    this.#budget = maxStructs
  }

  read(): ReadUpdate {
    const blocks = this.#blocks()
    const deletions = this.#deletions()
    if (this.#decoder.pos !== this.#size) refuse('bytes after the end')
    return { blocks, deletions, types: this.#types, bytes: this.#bytes }
  }

  #blocks(): StructBlock[] {
    const blocks: StructBlock[] = []
    const seen = new Set<number>()
    for (let left = this.#count(); left > 0; left--) {
      const structs = this.#count()
      const client = this.#uint()
      if (structs === 0) refuse('an empty client block')
      if (seen.has(client)) refuse('a client block twice')
      seen.add(client)
      blocks.push({ client, structs: this.#structs(structs) })
    }
    return blocks
  }

  #structs(count: number): Struct[] {
    const structs: Struct[] = []
    let clock = this.#uint()
    for (let left = count; left > 0; left--) {
      const struct = this.#struct(clock)
      clock += struct.length
      if (struct.length < 1) refuse('a struct without length')
      if (clock > MAX_CLOCK) refuse('a clock beyond any honest one')
      structs.push(struct)
    }
    return structs
  }

  #struct(clock: number): Struct {
    const start = this.#decoder.pos
    const info = this.#byte()
    const ref = info & REF_MASK
    if (ref === 0 || ref === SKIP_REF) return this.#hole(info, clock, start)
    const origin = info & HAS_ORIGIN ? this.#id() : undefined
    const rightOrigin = info & HAS_RIGHT_ORIGIN ? this.#id() : undefined
    const parent = origin || rightOrigin ? undefined : this.#parent()
    const keyed = parent !== undefined && (info & HAS_PARENT_SUB) !== 0
    const key = keyed ? this.#name() : undefined
    const contentStart = this.#decoder.pos
    this.#lastType = undefined
    this.#lastName = undefined
    const length = this.#contentLength(ref)
    const content = this.#lastType ?? CONTENT[ref] ?? 'other'
    return {
      kind: 'item',
      clock,
      length,
      origin,
      rightOrigin,
      parent,
      keyed,
      key,
      content,
      name: this.#lastName,
      isType: ref === 7,
      start,
      contentStart,
      end: this.#decoder.pos,
    }
  }

  #hole(info: number, clock: number, start: number): Struct {
    if (info !== 0 && info !== SKIP_REF) refuse('flags on a struct without content')
    const length = info === 0 ? this.#deletedRun() : this.#uint()
    const kind = info === 0 ? 'gc' : 'skip'
    return {
      kind,
      clock,
      length,
      origin: undefined,
      rightOrigin: undefined,
      parent: undefined,
      keyed: false,
      key: undefined,
      content: 'gone',
      name: undefined,
      isType: false,
      start,
      contentStart: start + 1,
      end: this.#decoder.pos,
    }
  }

  #parent(): string | Id {
    return this.#uint() === 1 ? this.#name() : this.#id()
  }

  #contentLength(ref: number): number {
    switch (ref) {
      case 1:
        return this.#deletedRun()
      case 2:
        return this.#times(() => this.#jsonOrUndefined())
      case 3:
        decoding.readVarUint8Array(this.#decoder)
        return 1
      case 4:
        return this.#text().length
      case 5:
        this.#json()
        return 1
      case 6:
        this.#name()
        this.#json()
        return 1
      case 7:
        return this.#type()
      case 8:
        return this.#times(() => this.#any(0))
      default:
        // 9 is a document inside the document: no report holds one, and it would never be loaded or limited.
        return refuse(`content of an unknown kind (${ref})`)
    }
  }

  /** Only what a report is made of: elements (3) and runs of text (6). Maps, arrays and hooks break every editor. */
  #type(): 1 {
    const ref = this.#uint()
    if (ref === 3) this.#lastName = this.#name()
    else if (ref !== 6) refuse(`a type of an unknown kind (${ref})`)
    this.#lastType = ref === 3 ? 'element' : 'text'
    this.#types += 1
    return 1
  }

  #times(readOne: () => void): number {
    const count = this.#count()
    for (let left = count; left > 0; left--) readOne()
    return count
  }

  #jsonOrUndefined(): void {
    const start = this.#decoder.pos
    if (this.#text() === 'undefined') return
    this.#decoder.pos = start
    this.#json()
  }

  #json(): void {
    const text = this.#text()
    JSON.parse(text)
    if (jsonDepth(text) > MAX_VALUE_DEPTH) refuse('a value nested too deeply')
  }

  #any(depth: number): void {
    if (depth > MAX_VALUE_DEPTH) refuse('a value nested too deeply')
    const kind = this.#byte()
    if (kind === 118) {
      this.#times(() => {
        // lib0 assigns the key, which would set the object's prototype instead of a property.
        if (this.#text() === '__proto__') refuse('a value with a forged prototype')
        this.#any(depth + 1)
      })
    } else if (kind === 117) {
      this.#times(() => this.#any(depth + 1))
    } else {
      // A value without others inside: lib0 reads it from its kind on, so one byte back.
      this.#decoder.pos -= 1
      decoding.readAny(this.#decoder)
    }
  }

  #deletions(): DeletedRange[] {
    const ranges: DeletedRange[] = []
    const seen = new Set<number>()
    for (let clients = this.#count(); clients > 0; clients--) {
      const client = this.#uint()
      if (seen.has(client)) refuse('a client’s deletions twice')
      seen.add(client)
      let next = 0
      for (let left = this.#count(); left > 0; left--) {
        const clock = this.#uint()
        const length = this.#uint()
        if (length < 1 || clock + length > MAX_CLOCK) refuse('a deletion of nothing or of too much')
        // Yjs sorts and joins them before it sends; the same items over and over would hold everybody up.
        if (clock < next) refuse('deletions that overlap')
        next = clock + length
        ranges.push({ client, clock, length })
      }
    }
    return ranges
  }

  /** A number of things that follow: each takes a byte at least, so more than the bytes left is a lie. */
  #count(): number {
    const count = this.#uint()
    if (count > this.#size - this.#decoder.pos) refuse('more announced than there is')
    this.#budget -= count
    if (this.#budget < 0) refuse('too many structs')
    return count
  }

  #deletedRun(): number {
    const length = this.#uint()
    if (length > MAX_DELETED_RUN) refuse('a deleted run longer than any honest one')
    return length
  }

  #id(): Id {
    return { client: this.#uint(), clock: this.#uint() }
  }

  #name(): string {
    const name = this.#text()
    if (name.length > MAX_NAME_LENGTH) refuse('a name too long')
    return name
  }

  #text(): string {
    return decoding.readVarString(this.#decoder)
  }

  #uint(): number {
    const value = decoding.readVarUint(this.#decoder)
    // lib0 checks while it reads on, so the last byte can carry the number past what a double holds exactly.
    if (value > Number.MAX_SAFE_INTEGER) refuse('a number too large')
    return value
  }

  #byte(): number {
    if (this.#decoder.pos >= this.#size) refuse('it ends early')
    return decoding.readUint8(this.#decoder)
  }
}

/** How deep brackets nest in JSON that was seen to parse. Strings are skipped: brackets in them are text. */
export function jsonDepth(json: string): number {
  let depth = 0
  let deepest = 0
  for (let at = 0; at < json.length; at++) {
    const char = json.charCodeAt(at)
    if (char === 0x22) at = endOfString(json, at)
    else if (char === 0x7b || char === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (char === 0x7d || char === 0x5d) depth -= 1
  }
  return deepest
}

function endOfString(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && json.charCodeAt(at) !== 0x22) at += json.charCodeAt(at) === 0x5c ? 2 : 1
  return at
}

function refuse(reason: string): never {
  throw new UnreadableUpdate(reason)
}
