/** A file's text, or the Vietnamese sentence that says what to do with the file instead. */
export type Decoded = { readonly text: string } | { readonly problem: string }

const SAVE_AS =
  'Mở tệp bằng Excel, chọn Tệp → Lưu thành (Save As), kiểu “CSV UTF-8 (Comma delimited) (*.csv)”, rồi chọn lại tệp vừa lưu.'
const NOT_UTF_8 = `Tệp không phải mã UTF-8 (có lẽ là Windows-1258 hoặc bảng mã cũ). ${SAVE_AS}`
const WORKBOOK = `Đây là tệp bảng tính Excel, không phải CSV. ${SAVE_AS}`
const OLD_FONT =
  'Chữ trong tệp có vẻ theo bảng mã cũ (TCVN3, VNI) hoặc đã hỏng dấu. Hãy chuyển sang Unicode (ví dụ bằng công cụ chuyển mã của UniKey), ' +
  'xem lại dấu trong Excel rồi lưu lại kiểu “CSV UTF-8 (Comma delimited) (*.csv)”.'
const EMPTY = 'Tệp trống.'

/**
 * Reads what Excel and its kin write: UTF-8 with or without its mark, and UTF-16 with one (“Unicode Text”). Guessing
 * at other encodings would give people wrong names, so they are refused with the way to save the file.
 */
export function decode(bytes: Uint8Array): Decoded {
  if (bytes.length === 0) return { problem: EMPTY }
  if (startsWith(bytes, [0x50, 0x4b, 3, 4]) || startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) {
    return { problem: WORKBOOK }
  }
  const text = decodeAs(encodingOf(bytes), bytes)
  if (text === undefined || /[\0\uFFFD]/.test(text)) return { problem: NOT_UTF_8 }
  if (text.trim() === '') return { problem: EMPTY }
  if (looksGarbled(text)) return { problem: OLD_FONT }
  return { text: withDe(text).normalize('NFC').replaceAll(/\r\n?/g, '\n') }
}

/** Older keyboards write the Icelandic eth, which looks the same, in place of Đ. */
function withDe(text: string): string {
  return text.replaceAll('Ð', 'Đ').replaceAll('ð', 'đ')
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le'
  if (startsWith(bytes, [0xfe, 0xff])) return 'utf-16be'
  return 'utf-8'
}

function decodeAs(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    // The mark at the beginning is dropped by the decoder.
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte)
}

/** Signs of Latin-1 that Vietnamese does not have, but TCVN3, VNI and UTF-8 read as Windows-1252 are full of. */
const FOREIGN = /[¡-ª¬-´¶-¿ÄÅÆÇËÎÏÑÖ×ØÛÜÞßäåæçëîïñö÷øûüþÿ]/
/** VNI writes the mark as a letter of its own after the vowel; no Vietnamese syllable has these pairs. */
const VNI_PAIR = /[aA][âêùõãÂÊÙÕÃ]|[eE][âãùõÂÃÙÕ]|[oO][âùõÂÙÕ]|[uU][ùõÙÕ]/
const GARBLED_SHARE = 0.1

// One foreign name among many is a foreign name.
function looksGarbled(text: string): boolean {
  const lines = text
    .normalize('NFC')
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '')
  const garbled = lines.filter((line) => FOREIGN.test(line) || VNI_PAIR.test(line))
  return garbled.length > lines.length * GARBLED_SHARE && (garbled.length > 1 || lines.length <= 2)
}
