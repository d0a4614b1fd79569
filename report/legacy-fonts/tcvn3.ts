/*
 * TCVN 5712:1993, the part that the ABC fonts use: small letters, and the seven capitals without a tone. The standard has codes
 * for capitals with a tone as well, where no Windows font has glyphs: À in a run of .VnTime is a Unicode À.
 */
const FIRST_CODE = 0xa1
const LETTERS =
  'ĂÂÊÔƠƯĐăâêôơưđ······àảãáạ·ằẳẵắ·······ặầẩẫấậè·ẻẽéẹềểễếệìỉ···ĩíịò·ỏõóọồổỗốộờởỡớợù·ủũúụừửữứựỳỷỹýỵ'

const CODES = new Map<string, string>(
  [...LETTERS].flatMap((letter, index): [string, string][] =>
    letter === '·' ? [] : [[String.fromCharCode(FIRST_CODE + index), letter]],
  ),
)

/** The letters of a text in a .Vn font; what is no code of theirs stays. */
export function decodeTcvn3(text: string): string {
  return text.replace(/[\u00A1-\u00FE]/g, (code) => CODES.get(code) ?? code)
}
