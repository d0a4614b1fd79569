/** Vowel and mark, as VNI for Windows writes them: its vowel, then one character for all that stands above and below it. */
const MARKED: readonly (readonly [vowel: string, marks: string, letters: string])[] = [
  ['a', 'ùøûõïâáàåãäêéèúüë', 'áàảãạâấầẩẫậăắằẳẵặ'],
  ['e', 'ùøûõïâáàåãä', 'éèẻẽẹêếềểễệ'],
  ['o', 'ùøûõïâáàåãä', 'óòỏõọôốồổỗộ'],
  ['u', 'ùøûõï', 'úùủũụ'],
  ['y', 'ùøûõ', 'ýỳỷỹ'],
  ['ô', 'ùøûõï', 'ớờởỡợ'],
  ['ö', 'ùøûõï', 'ứừửữự'],
]
const SINGLE: readonly (readonly [code: string, letter: string])[] = [
  ['ô', 'ơ'],
  ['ö', 'ư'],
  ['ñ', 'đ'],
  ['î', 'ỵ'],
  ['í', 'í'],
  ['ì', 'ì'],
  ['æ', 'ỉ'],
  ['ó', 'ĩ'],
  ['ò', 'ị'],
]

const PAIRS = new Map<string, string>()
for (const [vowel, marks, letters] of MARKED) {
  ;[...letters].forEach((letter, index) => addPair(vowel, marks[index] ?? '', letter))
}
const SINGLES = new Map<string, string>(
  SINGLE.flatMap(([code, letter]): [string, string][] => [
    [code, letter],
    [code.toUpperCase(), letter.toUpperCase()],
  ]),
)

/** The vowel says whether the letter is a capital; the mark is written in either case. */
function addPair(vowel: string, mark: string, letter: string): void {
  for (const either of [mark, mark.toUpperCase()]) {
    PAIRS.set(vowel + either, letter)
    PAIRS.set(vowel.toUpperCase() + either, letter.toUpperCase())
  }
}

const CODES = /[aeouyôö][ùøûõïâáàåãäêéèúüë]|[ôöñîíìæóò]/giu

/** The letters of a text in a VNI font; what is no code of theirs stays. */
export function decodeVni(text: string): string {
  return text.replace(CODES, (code) => PAIRS.get(code) ?? decodeSingly(code))
}

// A vowel before a mark that it never takes (iù): each for itself.
function decodeSingly(code: string): string {
  return [...code].map((one) => SINGLES.get(one) ?? one).join('')
}

/** The mark at the start of `next` that belongs to the vowel at the end of `text`; empty when there is none. */
export function markAfter(text: string, next: string): string {
  const mark = next.slice(0, 1)
  return PAIRS.has(text.slice(-1) + mark) ? mark : ''
}
