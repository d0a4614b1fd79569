import { inflateRawSync } from 'node:zlib'

/** What a Word file may unpack to; a small file that unpacks to more is made to exhaust the server. */
export interface ZipLimits {
  readonly entries: number
  readonly partBytes: number
  /** Of all parts that are read, together. */
  readonly totalBytes: number
}

/** No plan written in Word comes near. */
const planLimits: ZipLimits = {
  entries: 2000,
  partBytes: 8 * 1024 * 1024,
  totalBytes: 24 * 1024 * 1024,
}

/** The packed parts of a .docx, unpacked one by one as they are asked for, within limits. */
export interface DocxZip {
  readonly names: readonly string[]
  exists(name: string): boolean
  /** Throws when the part is damaged or unpacks to more than the limits allow. */
  read(name: string): Uint8Array
}

interface Entry {
  readonly method: number
  readonly packed: number
  readonly offset: number
}

/** Opens a zip archive by its central directory; throws when it has none. Nothing is unpacked yet. */
export function openDocxZip(bytes: Uint8Array, limits: ZipLimits = planLimits): DocxZip {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries = readDirectory(view, limits.entries)
  let total = 0
  return {
    names: [...entries.keys()],
    exists: (name) => entries.has(name),
    read: (name) => {
      const entry = entries.get(name)
      if (!entry) throw new Error(`no such part: ${name}`)
      const part = unpack(view, entry, limits.partBytes)
      total += part.length
      if (total > limits.totalBytes) throw new Error(`parts unpack to more than ${limits.totalBytes} bytes`)
      return part
    },
  }
}

function readDirectory(view: Buffer, mostEntries: number): Map<string, Entry> {
  const end = view.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  if (end === -1 || end + 22 > view.length) throw new Error('no central directory')
  const count = view.readUInt16LE(end + 10)
  if (count > mostEntries) throw new Error(`${count} entries`)
  const entries = new Map<string, Entry>()
  let at = view.readUInt32LE(end + 16)
  for (let index = 0; index < count; index += 1) {
    if (view.readUInt32LE(at) !== 0x02014b50) throw new Error(`broken directory at ${at}`)
    const nameLength = view.readUInt16LE(at + 28)
    const name = view.toString('utf8', at + 46, at + 46 + nameLength)
    entries.set(name, {
      method: view.readUInt16LE(at + 10),
      packed: view.readUInt32LE(at + 20),
      offset: view.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + view.readUInt16LE(at + 30) + view.readUInt16LE(at + 32)
  }
  return entries
}

function unpack(view: Buffer, { method, packed, offset }: Entry, longest: number): Uint8Array {
  if (view.readUInt32LE(offset) !== 0x04034b50) throw new Error(`no part at ${offset}`)
  const start = offset + 30 + view.readUInt16LE(offset + 26) + view.readUInt16LE(offset + 28)
  const data = view.subarray(start, start + packed)
  if (method === 8) return inflateRawSync(data, { maxOutputLength: longest })
  if (method === 0 && packed <= longest) return data
  throw new Error(`unknown packing ${method}`)
}
