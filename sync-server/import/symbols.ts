/** What the commonest signs of the fonts of signs are in Unicode; a file names them by their place in the font. */
const SYMBOL =
  'aαbβgγdδeεzζhηqθiιkκlλmμnνxξpπrρsσtτuυfφcχyψwωDΔGΓLΛPΠQΘSΣWΩFΦYΨXΞ\u00A3≤\u00B3≥\u00B1±\u00B4×\u00B8÷\u00B0°\u00B7•\u00B9≠\u00BB≈\u00A5∞\u00AE→\u00AC←\u00DE⇒\u00D6√\u00E5∑\u00B6∂'
const WINGDINGS =
  '\u00FC✓\u00FB✗\u00FE☑\u00FD☒\u00A8☐\u006F☐\u00A7▪\u006E■\u0076❖\u00D8➢\u00E0→\u00E8➔\u00F0⇨\u0071❑\u0077⬥\u006C●\u009F•'

const TABLES: readonly (readonly [RegExp, ReadonlyMap<string, string>])[] = [
  [/^symbol/i, tableOf(SYMBOL)],
  [/^wingdings/i, tableOf(WINGDINGS)],
]

function tableOf(pairs: string): ReadonlyMap<string, string> {
  const letters = [...pairs]
  return new Map(
    letters.flatMap((letter, at): [string, string][] =>
      at % 2 === 0 ? [[letter, letters[at + 1] ?? '']] : [],
    ),
  )
}

/** The text of a run in a font of signs; of a run in another font, as it is. */
export function decodeSigns(text: string, font: string): string {
  const table = TABLES.find(([name]) => name.test(font))?.[1]
  if (!table) return text
  return text.replace(
    /[\uF020-\uF0FF]/g,
    (sign) => table.get(String.fromCharCode(sign.charCodeAt(0) - 0xf000)) ?? '•',
  )
}
