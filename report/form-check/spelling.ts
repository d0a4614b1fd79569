import type { Finding } from './finding.ts'
import type { CheckedText } from './texts.ts'

/** Where the tone stands in these syllables: on the first vowel (*ủy*, *hòa*) or on the second (*uỷ*, *hoà*). */
const FIRST = 'òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy'.split(' ')
const SECOND = 'oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ'.split(' ')
const OTHER = new Map([
  ...FIRST.map((one, index): [string, string] => [one, SECOND[index] ?? one]),
  ...SECOND.map((one, index): [string, string] => [one, FIRST[index] ?? one]),
])
// Open syllables only: in *toàn* and *huỳnh* the tone has one place. Behind q the u belongs to it: *quý* has one way, too.
const SYLLABLE = new RegExp(`(?<![qQ])(${[...FIRST, ...SECOND].join('|')})(?!\\p{L})`, 'giu')

/** A Vietnamese syllable has three consonants before its vowel at most, a foreign word some more. */
const LONGEST_ONSET = 20

type Seen = {
  readonly text: CheckedText
  readonly from: number
  readonly to: number
  readonly isFirst: boolean
}

/**
 * Syllables spelt the way that the paper uses less often, where it uses both. Neither is wrong: Party papers are found with
 * either, but not with both.
 */
export function toneFindings(texts: readonly CheckedText[]): Finding[] {
  const seen = texts.flatMap((text) =>
    [...text.text.matchAll(SYLLABLE)].map((match): Seen => {
      const [syllable] = match
      const isFirst = FIRST.includes(syllable.toLocaleLowerCase('vi'))
      return { text, from: match.index, to: match.index + syllable.length, isFirst }
    }),
  )
  const firsts = seen.filter(({ isFirst }) => isFirst).length
  if (firsts === 0 || firsts === seen.length) return []
  const usual = firsts * 2 >= seen.length
  return seen
    .filter(({ isFirst }) => isFirst !== usual)
    .map(({ text, from, to }) => {
      const onset = /\p{L}*$/u.exec(text.text.slice(Math.max(0, from - LONGEST_ONSET), from))?.[0] ?? ''
      const syllable = text.text.slice(from, to)
      const place = text.place(from - onset.length, to)
      return { rule: 'tone-mixed', place, quote: onset + syllable, better: onset + otherWay(syllable) }
    })
}

function otherWay(syllable: string): string {
  const other = OTHER.get(syllable.toLocaleLowerCase('vi')) ?? syllable
  const isCapital = (letter: string | undefined) => letter !== letter?.toLocaleLowerCase('vi')
  return other
    .split('')
    .map((letter, index) => (isCapital(syllable[index]) ? letter.toLocaleUpperCase('vi') : letter))
    .join('')
}

const DOUBLE_SPACE = /(?<=\S) {2,}(?=\S)/gu
// From the first space only: looking again from each of a hundred thousand would take a minute.
const SPACE_BEFORE_MARK = /(?<! ) +(?=[,;:.!?](?:\s|$))/gu

/** What hurried typing leaves behind. */
export function spaceFindings(texts: readonly CheckedText[]): Finding[] {
  return texts.flatMap((one) => [
    ...found(one, DOUBLE_SPACE, 'double-space', ' '),
    ...found(one, SPACE_BEFORE_MARK, 'space-before-mark', ''),
  ])
}

function found(one: CheckedText, pattern: RegExp, rule: Finding['rule'], better: string): Finding[] {
  return [...one.text.matchAll(pattern)].map((match) => {
    const to = match.index + match[0].length
    const quote = one.text.slice(Math.max(0, match.index - 12), to + 12)
    return { rule, place: one.place(match.index, to), quote, better }
  })
}
