const DIRECTORY_ENTRY = 0x02014b50
const END = 0x06054b50
/** Midnight of 1 January 1980 as a zip archive writes it: the first moment it knows, in no time zone. */
const FIRST_DAY = 0x00210000

/** Where a zip archive says when each of its files was written, it says one moment for ever; changes `zip` in place. */
export function fixTimes(zip: Uint8Array): void {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
  // The archives that come here have no comment: their end is the last 22 bytes.
  const end = zip.length - 22
  if (end < 0 || view.getUint32(end, true) !== END) throw new Error('not a zip archive without a comment')
  const entries = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  for (let entry = 0; entry < entries; entry += 1) {
    if (view.getUint32(at, true) !== DIRECTORY_ENTRY) throw new Error(`no directory entry at ${at}`)
    view.setUint32(at + 12, FIRST_DAY, true)
    view.setUint32(view.getUint32(at + 42, true) + 10, FIRST_DAY, true)
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
}
