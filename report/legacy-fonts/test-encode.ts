import type { LegacyEncoding } from './legacy-font.ts'

/*
 * The encodings as their descriptions give them, in another shape than the tables that are tested with them: TCVN3 byte for byte
 * as `iconv -f TCVN` of glibc prints it, VNI by its rule of vowel and mark.
 */
const TCVN = `A1Ă A2Â A3Ê A4Ô A5Ơ A6Ư A7Đ A8ă A9â AAê ABô ACơ ADư AEđ B5à B6ả B7ã B8á B9ạ BBằ BCẳ BDẵ BEắ C6ặ C7ầ C8ẩ C9ẫ CAấ CBậ
  CCè CEẻ CFẽ D0é D1ẹ D2ề D3ể D4ễ D5ế D6ệ D7ì D8ỉ DCĩ DDí DEị DFò E1ỏ E2õ E3ó E4ọ E5ồ E6ổ E7ỗ E8ố E9ộ EAờ EBở ECỡ EDớ EEợ EFù
  F1ủ F2ũ F3ú F4ụ F5ừ F6ử F7ữ F8ứ F9ự FAỳ FBỷ FCỹ FDý FEỵ`
const TCVN_CODES = new Map(
  TCVN.split(/\s+/).map((pair): [string, string] => [
    pair.slice(2).normalize('NFC'),
    String.fromCharCode(Number.parseInt(pair.slice(0, 2), 16)),
  ]),
)

const TONES = ['', '\u0301', '\u0300', '\u0309', '\u0303', '\u0323']
/** What stands after the vowel, by its roof and then by its tone. */
const VNI_MARKS: Readonly<Record<string, string>> = { '': '?ùøûõï', '\u0302': 'âáàåãä', '\u0306': 'êéèúüë' }
const VNI_ALONE: Readonly<Record<string, string>> = {
  đ: 'ñ',
  í: 'í',
  ì: 'ì',
  ỉ: 'æ',
  ĩ: 'ó',
  ị: 'ò',
  ỵ: 'î',
  ơ: 'ô',
  ư: 'ö',
}

/** The 67 small letters of Vietnamese that ASCII has not. */
export const ACCENTED: readonly string[] = [...'aăâeêioôơuưy']
  .flatMap((vowel) => TONES.map((tone) => (vowel + tone).normalize('NFC')))
  .concat('đ')
  .filter((letter) => letter > '\u007F')

/** A letter as a typist's program stored it; TCVN3 has no capitals with a tone but in the fonts for capitals. */
export function encodeLetter(letter: string, encoding: LegacyEncoding): string {
  if (encoding === 'tcvn3') return TCVN_CODES.get(letter) ?? letter
  if (encoding === 'tcvn3-capitals') return TCVN_CODES.get(letter.toLowerCase()) ?? letter.toLowerCase()
  const small = encodeVni(letter.toLowerCase())
  return letter === letter.toLowerCase() ? small : small.toUpperCase()
}

function encodeVni(letter: string): string {
  const alone = VNI_ALONE[letter]
  if (alone !== undefined || letter < '\u0080') return alone ?? letter
  const [vowel = '', ...marks] = letter.normalize('NFD')
  const tone = marks.find((mark) => TONES.includes(mark)) ?? ''
  if (marks.includes('\u031B')) return (VNI_ALONE[`${vowel}\u031B`.normalize('NFC')] ?? '') + toneAlone(tone)
  const roof = marks.find((mark) => mark in VNI_MARKS) ?? ''
  return vowel + (VNI_MARKS[roof]?.[TONES.indexOf(tone)] ?? '')
}

function toneAlone(tone: string): string {
  return VNI_MARKS['']?.[TONES.indexOf(tone)] ?? ''
}

export function encodeLegacy(text: string, encoding: LegacyEncoding): string {
  return [...text].map((letter) => encodeLetter(letter, encoding)).join('')
}
