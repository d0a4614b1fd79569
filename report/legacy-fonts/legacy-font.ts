/**
 * How a font of the time before Unicode reads the codes of its text: `tcvn3` the ABC fonts (*.VnTime*), `tcvn3-capitals` their
 * sisters that show every letter as a capital (*.VnTimeH*), `vni` the fonts of VNI, which write a vowel and its marks one after
 * the other.
 */
export type LegacyEncoding = 'tcvn3' | 'tcvn3-capitals' | 'vni'

const ABC = /^@?\s*(?:\.vn|vn(?:time|arial|courier)h?$)/i
const VNI = /^@?\s*vni(?:[-_ ]|$)/i

/** The encoding of a font by its name; undefined for fonts whose text is Unicode. */
export function encodingOfFont(name: string): LegacyEncoding | undefined {
  const font = name.replace(/^["'\s]+|["'\s]+$/g, '')
  if (VNI.test(font)) return 'vni'
  if (!ABC.test(font)) return undefined
  return showsCapitals(font) ? 'tcvn3-capitals' : 'tcvn3'
}

// *.VnTimeH* ends in a capital H (*hoa*: capital); where somebody wrote the whole name small, so is the H.
function showsCapitals(font: string): boolean {
  const plain = font.replace(/[\s,]+(?:bold|italic|regular)$/i, '')
  return plain.endsWith('H') || (plain === plain.toLowerCase() && plain.endsWith('h'))
}
