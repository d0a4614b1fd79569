import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { cleanText, isDecomposed } from './clean-text.ts'
import { decodeLegacy, decodeRuns } from './decode-legacy.ts'
import { encodingOfFont, type LegacyEncoding } from './legacy-font.ts'
import { isSyllable } from './syllable.ts'
import { decodeTcvn3 } from './tcvn3.ts'
import { ACCENTED, encodeLegacy, encodeLetter } from './test-encode.ts'
import { decodeVni } from './vni.ts'

const ASCII = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,;:-/()%']
const CAPITALS = ACCENTED.map((letter) => letter.toUpperCase())
/** The letters that each encoding can write at all. */
const WRITES: Readonly<Record<LegacyEncoding, readonly string[]>> = {
  tcvn3: [...ACCENTED, ...'ĂÂÊÔƠƯĐ'],
  'tcvn3-capitals': CAPITALS,
  vni: [...ACCENTED, ...CAPITALS],
}
const ENCODINGS: readonly LegacyEncoding[] = ['tcvn3', 'tcvn3-capitals', 'vni']
const EXACTLY: Readonly<Record<LegacyEncoding, (text: string) => string>> = {
  tcvn3: decodeTcvn3,
  'tcvn3-capitals': (text) => decodeTcvn3(text).toUpperCase(),
  vni: decodeVni,
}

describe.each(ENCODINGS)('%s', (encoding) => {
  test('has each of its letters, each by codes of its own', () => {
    expect(ACCENTED).toHaveLength(67)
    const codes = WRITES[encoding].map((letter) => encodeLetter(letter, encoding))
    expect(new Set(codes).size).toBe(WRITES[encoding].length)
    for (const letter of WRITES[encoding]) {
      const code = encodeLetter(letter, encoding)
      expect(code).toMatch(/^[aeouyAEOUY]?[\u00A1-\u00FF]{1,2}$/)
      expect(EXACTLY[encoding](code)).toBe(letter)
      expect(decodeLegacy(code, encoding)).toBe(letter)
    }
  })

  test('reads any two letters in a row as those two', () => {
    const ascii = encoding === 'tcvn3-capitals' ? ASCII.filter((letter) => !/[a-z]/.test(letter)) : ASCII
    const letters = [...WRITES[encoding], ...ascii]
    const wrong = letters.flatMap((one) =>
      letters.flatMap((other) => {
        const decoded = EXACTLY[encoding](encodeLegacy(one + other, encoding))
        return decoded === one + other ? [] : [`${one}${other} as ${decoded}`]
      }),
    )
    expect(wrong).toEqual([])
  })

  test('reads a whole plan, word for word', () => {
    const plan = readFileSync(new URL('../../outline/plans/nq20.txt', import.meta.url), 'utf8').normalize(
      'NFC',
    )
    // Small letters for the ABC font, which has no capitals with a tone.
    const text =
      encoding === 'tcvn3' ? plan.toLowerCase() : encoding === 'tcvn3-capitals' ? plan.toUpperCase() : plan
    const lines = text.split('\n')
    expect(lines.length).toBeGreaterThan(50)
    expect(lines.map((line) => decodeLegacy(encodeLegacy(line, encoding), encoding))).toEqual(lines)
  })
})

test.each<readonly [string, LegacyEncoding | undefined]>([
  ['.VnTime', 'tcvn3'],
  ['.VnArial Narrow', 'tcvn3'],
  ['.VnBook-Antiqua', 'tcvn3'],
  ['.VnCentury Schoolbook', 'tcvn3'],
  ['.VnHelvetIns', 'tcvn3'],
  ['.vntime', 'tcvn3'],
  ['"VnTime"', 'tcvn3'],
  ['.VnTimeH', 'tcvn3-capitals'],
  ['.VnArial NarrowH', 'tcvn3-capitals'],
  ['.VnTifani HeavyH', 'tcvn3-capitals'],
  ['.vntimeh', 'tcvn3-capitals'],
  ['@.VnTimeH', 'tcvn3-capitals'],
  ['VNI-Times', 'vni'],
  ['VNI-Helve-Condense', 'vni'],
  ['Vni-times', 'vni'],
  ['VNI Times', 'vni'],
  ['Times New Roman', undefined],
  ['VnExpress Sans', undefined],
  ['Vnifont', undefined],
  ['', undefined],
])('the encoding of %s', (name, encoding) => {
  expect(encodingOfFont(name)).toBe(encoding)
})

test.each<readonly [LegacyEncoding, string, string]>([
  ['tcvn3', '§éc lËp - Tù do - H¹nh phóc', 'Độc lập - Tự do - Hạnh phúc'],
  ['tcvn3', 'Ng\u00ADêi lao ®éng ph¶i ®\u00ADîc tr¶ l\u00AD¬ng', 'Người lao động phải được trả lương'],
  ['tcvn3-capitals', 'CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM', 'CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM'],
  ['tcvn3-capitals', 'b¸o c¸o', 'BÁO CÁO'],
  ['vni', 'Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam', 'Cộng hòa xã hội chủ nghĩa Việt Nam'],
  ['vni', 'ÑAÛNG BOÄ TÆNH, HUYEÄN ÖÙNG HOØA', 'ĐẢNG BỘ TỈNH, HUYỆN ỨNG HÒA'],
  ['vni', 'Aùp duïng, thöïc hieän, kyõ thuaät, ÔÛ', 'Áp dụng, thực hiện, kỹ thuật, Ở'],
  ['vni', 'aÙ AÙ Aù aù', 'á Á Á á'],
  ['tcvn3', 'Số 123-BC/TU, ngày 05/4/2013 (30°C)', 'Số 123-BC/TU, ngày 05/4/2013 (30°C)'],
  ['tcvn3', 'Số liệu của và là hé', 'Số liệu của và là hé'],
  ['tcvn3', 'của x©y dùng', 'của xây dựng'],
  ['tcvn3', 'và là', 'và là'],
  ['tcvn3', 'hé', 'hộ'],
  ['vni', 'hoà bình của tiếng', 'hoà bình của tiếng'],
  ['vni', 'và', 'và'],
  ['tcvn3', 'tiê\u0301ng', 'tiếng'],
  ['tcvn3', '\uF0A7\uF0E9\uF063', 'Độc'],
  ['vni', '12 + 3 = 15%', '12 + 3 = 15%'],
])('%s: %s', (encoding, text, expected) => {
  expect(decodeLegacy(text, encoding)).toBe(expected)
})

test('a vowel and its mark in two runs become one letter; another font between them parts nothing else', () => {
  const runs = [
    { text: 'Vie', encoding: 'vni' },
    { text: 'ät', encoding: 'vni' },
    { text: ' việt a', encoding: undefined },
    { text: 'ù', encoding: 'vni' },
    { text: 'T\u00AD', encoding: 'tcvn3' },
  ] as const
  expect(decodeRuns(runs)).toEqual(['Việ', 't', ' việt a', 'ù', 'Tư'])
  expect(decodeRuns([])).toEqual([])
})

test('syllables', () => {
  for (const word of [
    'nghiêng',
    'ương',
    'quốc',
    'giữ',
    'Việt',
    'UỶ',
    'hoà',
    'hòa',
    'khuỷu',
    'ng',
    'n',
    'ậ',
  ]) {
    expect([word, isSyllable(word)]).toEqual([word, true])
  }
  for (const word of ['vỔ', 'âý', 'ớờ', 'µ', 'wiki', 'aàa', 'lỄ'])
    expect([word, isSyllable(word)]).toEqual([word, false])
})

test('text is composed and rid of what nobody sees', () => {
  expect(cleanText('Uỷ ban'.normalize('NFD'))).toBe('Uỷ ban')
  // Windows-1258: the roof belongs to the letter, the tone follows it.
  expect(cleanText('Viê\u0323t')).toBe('Việt')
  expect(cleanText('a\u00A0b\tc\u202Fd\u3000e')).toBe('a b c d e')
  expect(cleanText('20\u2011NQ/TW\u200B\uFEFF\u00AD\u202E\uFFFE\uD800.')).toBe('20-NQ/TW.')
  expect(cleanText('một\u2028hai\vba\r\nbốn\rnăm\nsáu')).toBe('một\nhai\nba\nbốn\nnăm\nsáu')
  expect(cleanText('“Nhân dân” – 5’ − 3 😀')).toBe('“Nhân dân” – 5’ − 3 😀')
  expect([isDecomposed('tiếng'), isDecomposed('tiê\u0301ng')]).toEqual([false, true])
})
