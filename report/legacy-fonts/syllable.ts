const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g
const RHYME =
  /^(?:ngh|ng|nh|gh|gi|ch|kh|ph|th|tr|qu|[bcdđghklmnpqrstvx])?(?:uyê|uya|uyu|ươi|ươu|uôi|uây|iêu|yêu|oai|oay|oao|oeo|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|[aăâeêioôơuưy])?(?:ng|nh|ch|[cmnpt])?$/u

/** Whether a word, or the piece of one that a run holds, is written as Vietnamese syllables are. Expects NFC. */
export function isSyllable(word: string): boolean {
  if (/\p{Ll}\p{Lu}/u.test(word)) return false
  const small = word.toLowerCase().normalize('NFD')
  if ((small.match(TONES) ?? []).length > 1) return false
  return RHYME.test(small.replace(TONES, '').normalize('NFC')) && hasToneInPlace(word.toLowerCase())
}

// A vowel with a roof or a horn carries the tone of its syllable: *âý* is none.
function hasToneInPlace(word: string): boolean {
  const letters = [...word.normalize('NFC')].map((letter) => letter.normalize('NFD'))
  const toned = letters.find((letter) => letter.search(TONES) >= 0)
  const roofed = letters.filter((letter) => /[\u0302\u0306\u031B]/.test(letter))
  return toned === undefined || roofed.length === 0 || roofed.includes(toned)
}
