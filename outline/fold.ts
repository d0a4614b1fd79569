const bases = new Map<string, string>()

function baseOf(character: string): string {
  const known = bases.get(character)
  if (known !== undefined) return known
  const base =
    character === 'đ' || character === 'Đ' ? 'd' : character.normalize('NFD').charAt(0).toLowerCase()
  const folded = base.length === 1 ? base : character
  if (bases.size < 5000) bases.set(character, folded)
  return folded
}

/**
 * The text without diacritics and in lower case, character for character as long as the text itself, so that
 * a place found in the folded text is the same place in the text. It lets *Ủy ban*, *Uỷ ban* and *ỦY BAN* be found
 * by one pattern, and patterns use `\b`, which knows only ASCII. Expects NFC.
 */
export function fold(text: string): string {
  return text.replace(/[^ -@[-~]/g, baseOf)
}

/** True when the text has letters and none of them is a small one: *NỘI DUNG*. */
export function isUpperCase(text: string): boolean {
  return /\p{Lu}/u.test(text) && !/\p{Ll}/u.test(text)
}

/** *Tổng kết* from *tổng kết*. */
export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** *tổng kết* from *Tổng kết*; a word in capitals (*UBND*) stays as it is. */
export function uncapitalise(text: string): string {
  return isUpperCase(text.slice(0, 2)) && text.length > 1
    ? text
    : text.charAt(0).toLowerCase() + text.slice(1)
}
