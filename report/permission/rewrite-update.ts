import * as encoding from 'lib0/encoding'
import type { DeletedRange, ReadUpdate, Struct } from './read-update.ts'

/**
 * What becomes of a struct. `collect`: garbage of the same length in its place. `bury`: it keeps its place as something
 * deleted, so that its neighbours keep theirs.
 */
export type Fate = 'keep' | 'collect' | 'bury'

const DELETED_REF = 1
const FLAGS = 0b1110_0000

/** Writes an update again, with the same ids and clocks, where some of it stays away. */
export function rewriteUpdate(
  { blocks, bytes }: ReadUpdate,
  fateOf: (client: number, struct: Struct) => Fate,
  deletions: readonly DeletedRange[],
): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, blocks.length)
  for (const { client, structs } of blocks) {
    encoding.writeVarUint(encoder, structs.length)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, structs[0]?.clock ?? 0)
    for (const struct of structs) writeStruct(encoder, bytes, struct, fateOf(client, struct))
  }
  writeDeletions(encoder, deletions)
  return encoding.toUint8Array(encoder)
}

function writeStruct(encoder: encoding.Encoder, bytes: Uint8Array, struct: Struct, fate: Fate): void {
  const { start, contentStart, end, length } = struct
  if (fate === 'keep' || struct.kind !== 'item') {
    encoding.writeUint8Array(encoder, bytes.subarray(start, end))
    return
  }
  if (fate === 'collect') encoding.writeUint8(encoder, 0)
  else {
    encoding.writeUint8(encoder, ((bytes[start] ?? 0) & FLAGS) | DELETED_REF)
    encoding.writeUint8Array(encoder, bytes.subarray(start + 1, contentStart))
  }
  encoding.writeVarUint(encoder, length)
}

/** Writes which ids are deleted, as an update of the first format ends. */
export function writeDeletions(encoder: encoding.Encoder, deletions: readonly DeletedRange[]): void {
  const byClient = new Map<number, DeletedRange[]>()
  for (const range of deletions) {
    const ranges = byClient.get(range.client)
    if (ranges) ranges.push(range)
    else byClient.set(range.client, [range])
  }
  encoding.writeVarUint(encoder, byClient.size)
  for (const [client, ranges] of byClient) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, ranges.length)
    for (const { clock, length } of ranges) {
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarUint(encoder, length)
    }
  }
}
