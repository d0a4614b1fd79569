import type { LegacyEncoding } from './legacy-font.ts'
import { isSyllable } from './syllable.ts'
import { decodeTcvn3 } from './tcvn3.ts'
import { decodeVni, markAfter } from './vni.ts'

/** Letters of Vietnamese that no code of a legacy font can be: who finds one reads Unicode. */
const UNICODE_ONLY = /[ĂăĐđĨĩŨũƠơƯư\u1EA0-\u1EF9]|\p{Mn}/u
const LATIN_1 = /[\u00A1-\u00FF]/
const WORDS = /[^\s\d.,;:!?()[\]"'/“”…-]+/gu

/**
 * The text of a run in a legacy font, in Unicode (NFC). What is no code of the font stays as it is. So does a word that was typed
 * in Unicode while such a font was chosen, as far as anybody can tell: one with letters that no legacy code can be, and one
 * that is Vietnamese as it stands and would be none by the font's table.
 */
export function decodeLegacy(text: string, encoding: LegacyEncoding): string {
  const codes = text.normalize('NFC').replace(/[\uF020-\uF0FF]/g, fromSymbol)
  const words = codes.match(WORDS) ?? []
  const typedInUnicode = words.filter((word) => UNICODE_ONLY.test(word)).length
  const isUnicode = typedInUnicode > words.filter((word) => isSurelyLegacy(word, encoding)).length
  return codes.replace(WORDS, (word) => decodeWord(word, encoding, isUnicode)).normalize('NFC')
}

/** Pieces of one paragraph, each in its own font; without an encoding where that is none of the old ones. */
export type FontRun = { readonly text: string; readonly encoding: LegacyEncoding | undefined }

/** As `decodeLegacy` for each; a mark of VNI that a border between two runs parts from its vowel goes to it. */
export function decodeRuns(runs: readonly FontRun[]): string[] {
  const texts = runs.map(({ text }) => text)
  runs.forEach(({ encoding }, index) => {
    const before = texts[index - 1] ?? ''
    if (encoding !== 'vni' || runs[index - 1]?.encoding !== 'vni') return
    const mark = markAfter(before, texts[index] ?? '')
    texts[index - 1] = before + mark
    texts[index] = (texts[index] ?? '').slice(mark.length)
  })
  return texts.map((text, index) => {
    const encoding = runs[index]?.encoding
    return encoding === undefined ? text : decodeLegacy(text, encoding)
  })
}

// Word kept the codes of fonts that it took for symbols in its private area.
function fromSymbol(code: string): string {
  return String.fromCharCode(code.charCodeAt(0) - 0xf000)
}

function isSurelyLegacy(word: string, encoding: LegacyEncoding): boolean {
  return (
    LATIN_1.test(word) &&
    !UNICODE_ONLY.test(word) &&
    !isSyllable(word) &&
    isSyllable(decodeExactly(word, encoding))
  )
}

function decodeWord(word: string, encoding: LegacyEncoding, isUnicode: boolean): string {
  if (UNICODE_ONLY.test(word)) return word
  const decoded = decodeExactly(word, encoding)
  if (!LATIN_1.test(word) || !isSyllable(word)) return decoded
  // Both readings are possible: hé is hé, or hộ in .VnTime. Beside words in Unicode, the former is likelier.
  return isUnicode || !isSyllable(decoded) ? word : decoded
}

function decodeExactly(word: string, encoding: LegacyEncoding): string {
  switch (encoding) {
    case 'tcvn3':
      return decodeTcvn3(word)
    case 'tcvn3-capitals':
      return decodeTcvn3(word).toUpperCase()
    case 'vni':
      return decodeVni(word)
    default:
      return encoding satisfies never
  }
}
