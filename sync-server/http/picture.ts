import { ReportError } from '../../report/wire/errors.ts'

export type Picture = {
  readonly type: 'image/png' | 'image/jpeg'
  readonly width: number
  readonly height: number
}

/** Beyond this a browser on an old PC stalls while it decodes, however small the file is. */
const MOST_PIXELS = 50_000_000

/**
 * What the bytes themselves say they are; the name and the type that came with them count for nothing.
 * Throws `unsupported-image` unless they are a PNG or a JPEG from first to last byte, with a size a page can show.
 */
export function readPicture(bytes: Uint8Array): Picture {
  const picture = readPng(bytes) ?? readJpeg(bytes)
  if (!picture || picture.width < 1 || picture.height < 1) throw new ReportError('unsupported-image')
  if (picture.width * picture.height > MOST_PIXELS) throw new ReportError('too-large')
  return picture
}

const PNG_START = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const PNG_END = [0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]

function readPng(bytes: Uint8Array): Picture | undefined {
  if (bytes.length < 57 || !startsWith(bytes, PNG_START) || !endsWith(bytes, PNG_END)) return undefined
  const view = viewOf(bytes)
  if (view.getUint32(8) !== 13 || view.getUint32(12) !== 0x49484452) return undefined
  return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) }
}

function readJpeg(bytes: Uint8Array): Picture | undefined {
  if (!startsWith(bytes, [0xff, 0xd8, 0xff]) || !hasJpegEnd(bytes)) return undefined
  const view = viewOf(bytes)
  let at = 2
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) at += 1
    else if (isFrameHeader(marker)) {
      return { type: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    } else at += 2 + view.getUint16(at + 2)
  }
  return undefined
}

/** SOF0 to SOF15, without DHT, JPG and DAC, which share the range. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}

/** Cameras pad the end with zeros; anything else after it is not the picture. */
function hasJpegEnd(bytes: Uint8Array): boolean {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  return bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte)
}

function endsWith(bytes: Uint8Array, end: readonly number[]): boolean {
  return end.every((byte, index) => bytes[bytes.length - end.length + index] === byte)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
