import { LevelFormat, LevelSuffix, type ILevelsOptions, type INumberingOptions } from 'docx'
import { formatLetter, parseLetter, parseRoman, vietnameseLetters } from '../../../outline/numbering.ts'
import type { ContentSection } from '../../content/content.ts'

/** A paragraph's place in a list of Word's, as the library takes it. */
export type NumberPlace = {
  readonly reference: string
  readonly level: number
  readonly instance: number
  readonly custom: true
}

/** Where a list's paragraphs begin: the first line, and the ones below it. */
export type Indent = { readonly left: number; readonly firstLine: number }

/**
 * The library writes `{reference-instance}` for a number it learns later, and replaces it wherever the paper says it. No text
 * of a paper can say this: it is stripped from all of them (`soundText`).
 */
const UNSAYABLE = '\uFFFE'
const OUTLINE = `outline${UNSAYABLE}`
const DASHES = `dashes${UNSAYABLE}`

/** The lists that the styles Heading 1 to 4 are linked with. */
export const HEADING_NUMBERS = [
  place(OUTLINE, 0, 0),
  place(OUTLINE, 0, 1),
  place(OUTLINE, 0, 2),
  place(DASHES, 0, 0),
] as const

/** A list of Word's through several levels of headings: which number each level has reached, from `root` down. */
type Outline = { readonly at: NumberPlace; readonly root: number; readonly counts: Map<number, number> }

type Letters = { readonly at: NumberPlace; readonly next: number }

/**
 * The numbers of a paper as lists of Word's that count by themselves, and come to what the editor shows.
 *
 * Word's counters are not trusted with what programs do differently: a list is gone on with only where the number above was
 * counted in it as well; otherwise a list of its own starts at the number wanted. Letters from đ on are lists of their own,
 * since Word counts the English ones.
 */
export class PaperNumbers {
  readonly #mark: '.' | '-'
  readonly #indent: number
  readonly #levels = new Map<string, readonly ILevelsOptions[]>()
  readonly #instances = new Map<string, number>()
  /** The outlines that are still open, each rooted below the last one. */
  readonly #outlines: Outline[] = []
  #letters: Letters | undefined

  constructor(mark: '.' | '-', indent: number) {
    this.#mark = mark
    this.#indent = indent
    // The styles name them, also in a paper without headings.
    this.#start(OUTLINE, () => this.#outlineLevels(1, 1))
    this.#shared(DASHES, () => [
      this.#level(0, { format: LevelFormat.BULLET, text: '-' }, { style: 'Heading4' }),
    ])
  }

  get numbering(): INumberingOptions {
    return { config: [...this.#levels].map(([reference, levels]) => ({ reference, levels })) }
  }

  /** What stands in front of a heading: `I.`, `1.`, `đ)`, `-`. An appendix has words of its own (`appendixLabel`). */
  headingWords({ number, level }: ContentSection): string {
    return level === 1 ? `${number}${this.#mark}` : level === 2 ? `${number}.` : number
  }

  /** The number of a heading; undefined for an appendix, after which all levels below count anew. */
  heading({ number, level, appendix }: ContentSection): NumberPlace | undefined {
    if (level >= 4) return HEADING_NUMBERS[3]
    const value = valueOf(number, level)
    if (appendix !== null || value === undefined) {
      this.#close(2)
      return undefined
    }
    this.#close(level)
    return level === 3 && value > COUNTED ? this.#headingLetter(value) : this.#outlined(level, value)
  }

  /**
   * The number of a heading that is gone, in the list that is open where it stood; undefined where that does not count its level.
   * The headings that are there count as if it were not.
   */
  goneHeading({ number, level, appendix }: ContentSection): NumberPlace | undefined {
    if (level >= 4) return HEADING_NUMBERS[3]
    const value = valueOf(number, level)
    const open = this.#outlines.at(-1)
    if (appendix !== null || value === undefined || !open || (level === 3 && value > COUNTED))
      return undefined
    return level >= open.root && (level === 1 || open.counts.has(level - 1))
      ? { ...open.at, level: level - 1 }
      : undefined
  }

  /** A list that counts from `start` in Arabic digits, or in Vietnamese letters: the place of each item in turn. */
  ordered(form: 'digits' | 'letters', start: number, indent: Indent): () => NumberPlace {
    if (form === 'letters') {
      let letters: Letters | undefined
      let value = start
      return () => {
        letters = this.#letter(value, letters, indent)
        value += 1
        return letters.at
      }
    }
    const key = `digits from ${start} at ${indent.left} ${indent.firstLine}${UNSAYABLE}`
    const list = this.#start(key, () => [
      level(0, { format: LevelFormat.DECIMAL, text: '%1.', start }, indent),
    ])
    return () => list
  }

  bullets(sign: '-' | '+', indent: Indent): NumberPlace {
    const key = `${sign} at ${indent.left} ${indent.firstLine}${UNSAYABLE}`
    return this.#shared(key, () => [level(0, { format: LevelFormat.BULLET, text: sign }, indent)])
  }

  /** Ends the outlines that are rooted below this level, and all counting below it. */
  #close(level: number): void {
    if (level < 3) this.#letters = undefined
    while ((this.#outlines.at(-1)?.root ?? 0) > level) this.#outlines.pop()
  }

  #outlined(level: number, value: number): NumberPlace {
    const open = this.#outlines.at(-1)
    const list = open && goesOn(open, level, value) ? open : this.#newOutline(level, value)
    list.counts.set(level, value)
    for (const below of [1, 2, 3]) if (below > level) list.counts.delete(below)
    return { ...list.at, level: level - 1 }
  }

  #newOutline(root: number, value: number): Outline {
    // What is not rooted at the top has a definition of its own: its skipped levels count nowhere.
    const plain = root === 1 && value === 1
    const key = plain ? OUTLINE : `outline from ${root} at ${value}${UNSAYABLE}`
    const at =
      plain && this.#outlines.length === 0
        ? HEADING_NUMBERS[0]
        : this.#start(key, () => this.#outlineLevels(root, value))
    const list = { at, root, counts: new Map<number, number>() }
    if (this.#outlines.at(-1)?.root === root) this.#outlines.pop()
    this.#outlines.push(list)
    return list
  }

  #headingLetter(value: number): NumberPlace {
    this.#letters = this.#letter(value, this.#letters, { left: 0, firstLine: this.#indent })
    return this.#letters.at
  }

  #letter(value: number, before: Letters | undefined, indent: Indent): Letters {
    const { literal, latin, last } = LETTERS.get(value) ?? { literal: true, latin: 0, last: value }
    const at = ` at ${indent.left} ${indent.firstLine}${UNSAYABLE}`
    if (literal) {
      const text = `${formatLetter(value)})`
      const one = this.#shared(`${text}${at}`, () => [
        level(0, { format: LevelFormat.DECIMAL, text }, indent),
      ])
      return { at: one, next: 0 }
    }
    const list =
      before?.next === value
        ? before.at
        : this.#start(`letters from ${latin}${at}`, () => [
            level(0, { format: LevelFormat.LOWER_LETTER, text: '%1)', start: latin }, indent),
          ])
    return { at: list, next: value < last ? value + 1 : 0 }
  }

  #outlineLevels(root: number, value: number): ILevelsOptions[] {
    const start = (at: number) => (at === root ? value : 1)
    const linked = root === 1 && value === 1
    const link = (style: string) => (linked ? { style } : {})
    return [
      this.#level(
        0,
        { format: LevelFormat.UPPER_ROMAN, text: `%1${this.#mark}`, start: start(1) },
        link('Heading1'),
      ),
      this.#level(1, { format: LevelFormat.DECIMAL, text: '%2.', start: start(2) }, link('Heading2')),
      this.#level(2, { format: LevelFormat.LOWER_LETTER, text: '%3)', start: start(3) }, link('Heading3')),
    ]
  }

  #level(
    at: number,
    options: Omit<ILevelsOptions, 'level' | 'style'>,
    style: { readonly style?: string },
  ): ILevelsOptions {
    return level(at, options, { left: 0, firstLine: this.#indent }, style)
  }

  /** A list that starts anew. */
  #start(reference: string, levels: () => readonly ILevelsOptions[]): NumberPlace {
    const instance = this.#instances.get(reference) ?? 0
    this.#instances.set(reference, instance + 1)
    return this.#shared(reference, levels, instance)
  }

  #shared(reference: string, levels: () => readonly ILevelsOptions[], instance = 0): NumberPlace {
    if (!this.#levels.has(reference)) this.#levels.set(reference, levels())
    return place(reference, instance, 0)
  }
}

function goesOn({ root, counts }: Outline, level: number, value: number): boolean {
  if (level < root || (level > root && !counts.has(level - 1))) return false
  return value === (counts.get(level) ?? 0) + 1
}

function place(reference: string, instance: number, level: number): NumberPlace {
  return { reference, instance, level, custom: true }
}

function level(
  at: number,
  options: Omit<ILevelsOptions, 'level' | 'style'>,
  { left, firstLine }: Indent,
  style: { readonly style?: string } = {},
): ILevelsOptions {
  return {
    level: at,
    // A number stands in the line like a typed one.
    suffix: LevelSuffix.SPACE,
    ...options,
    style: { ...style, paragraph: { indent: { left, firstLine } } },
  }
}

function valueOf(number: string, level: number): number | undefined {
  if (level === 1) return parseRoman(number)
  if (level === 3) return parseLetter(number.replace(/\)$/, ''))
  return /^\d+$/.test(number) ? Number(number) : undefined
}

/** The letters that a list of headings counts as Word does: a) to d). */
const COUNTED = vietnameseLetters.indexOf('đ')

type Letter = {
  /** Stands alone between letters that Word does not put around it. */
  readonly literal: boolean
  /** Which English letter it is. */
  readonly latin: number
  /** How far Word counts on from it as Vietnamese does. */
  readonly last: number
}

const LETTERS: ReadonlyMap<number, Letter> = new Map(
  [...vietnameseLetters].map((letter, index) => {
    const follows = (at: number) =>
      latinOf(vietnameseLetters.charAt(at)) + 1 === latinOf(vietnameseLetters.charAt(at + 1))
    const latin = latinOf(letter)
    let last = index
    while (follows(last)) last += 1
    const alone = latin === 0 || (last === index && !follows(index - 1))
    return [index + 1, { literal: alone, latin, last: last + 1 }]
  }),
)

/** 1 for a; 0 for what the English alphabet has not. */
function latinOf(letter: string): number {
  return 'abcdefghijklmnopqrstuvwxyz'.indexOf(letter || '?') + 1
}
