import { crc32 } from 'node:zlib'

/** The checksum kept beside every stored blob (edit, checkpoint): CRC-32 as an unsigned number. */
export function rowCrc(bytes: Uint8Array): number {
  return crc32(bytes)
}
