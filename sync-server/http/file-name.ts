/** File systems take 255 bytes, and Vietnamese letters have up to three each; the ending and what follows need some. */
const LONGEST_PART_BYTES = 150

/** `Báo cáo - Dự thảo lần 2.docx`: signs that Windows refuses in a name are left out, and long parts are cut. */
export function fileName(parts: readonly string[], ending: string): string {
  const name = parts
    .map(sound)
    .filter((part) => part !== '')
    .join(' - ')
  return `${name || 'Van ban'}.${ending}`
}

function sound(part: string): string {
  const words = part
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cs}\p{Bidi_Control}"*/:<>?\\|]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return cut(words).replace(/[. ]+$/, '')
}

/** At a space, where there is one not far back. */
function cut(words: string): string {
  const fitting = longestFitting(words)
  if (fitting === words) return words
  const space = fitting.lastIndexOf(' ')
  return space > fitting.length / 2 ? fitting.slice(0, space) : fitting
}

function longestFitting(words: string): string {
  let bytes = 0
  for (const { segment, index } of new Intl.Segmenter('vi').segment(words)) {
    bytes += Buffer.byteLength(segment)
    if (bytes > LONGEST_PART_BYTES) return words.slice(0, index)
  }
  return words
}

/** For `Content-Disposition` (RFC 6266): whoever cannot read the name gets it without its marks, and no question marks. */
export function attachment(name: string): string {
  const plain = name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  const exact = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`
}
