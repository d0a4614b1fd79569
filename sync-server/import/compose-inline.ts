import type { Inline, TextMarks } from '../../report/content/content.ts'
import { cleanText, isDecomposed } from '../../report/legacy-fonts/clean-text.ts'
import { decodeRuns } from '../../report/legacy-fonts/decode-legacy.ts'
import { encodingOfFont } from '../../report/legacy-fonts/legacy-font.ts'
import { decodeSigns } from './symbols.ts'
import type { Warnings } from './warnings.ts'

/** Text as it stands in a run. */
export type Chunk = {
  readonly type: 'text'
  readonly text: string
  readonly font: string
  readonly marks: TextMarks
}
export type Raw = Chunk | Exclude<Inline, { readonly type: 'text' }>

/** The content of a paragraph in Unicode, composed, runs that look alike as one, without white space at its ends. */
export function composeInline(raw: readonly Raw[], warnings: Warnings): Inline[] {
  return trim(clean(join(decode(raw, warnings)), warnings))
}

function decode(raw: readonly Raw[], warnings: Warnings): Inline[] {
  const chunks = raw.filter((one) => one.type === 'text')
  const runs = chunks.map(({ text, font }) => ({
    text: decodeSigns(text, font),
    encoding: encodingOfFont(font),
  }))
  const texts = decodeRuns(runs)
  let at = 0
  return raw.map((one): Inline => {
    if (one.type !== 'text') return one
    const text = texts[at] ?? ''
    if (runs[at]?.encoding !== undefined && text !== one.text) warnings.add('legacy-font', one.font)
    at += 1
    return { type: 'text', text, marks: one.marks }
  })
}

function join(inline: readonly Inline[]): Inline[] {
  const joined: Inline[] = []
  for (const one of inline) {
    if (one.type === 'text') appendText(joined, one.text, one.marks)
    else joined.push(one)
  }
  return joined
}

/** Marks that combine (NFD) belong to the letter before them, whoever set them in a run of their own. */
function appendText(inline: Inline[], text: string, marks: TextMarks): void {
  const last = inline.at(-1)
  const combining = last?.type === 'text' ? (/^\p{Mn}+/u.exec(text)?.[0] ?? '') : ''
  const rest = text.slice(combining.length)
  if (last?.type === 'text' && (combining !== '' || sameMarks(last.marks, marks))) {
    const own = sameMarks(last.marks, marks) ? rest : ''
    inline[inline.length - 1] = { ...last, text: last.text + combining + own }
    if (own === rest) return
  }
  if (rest !== '') inline.push({ type: 'text', text: rest, marks })
}

function sameMarks(one: TextMarks, other: TextMarks): boolean {
  const names = ['bold', 'italic', 'underline', 'superscript', 'subscript'] as const
  return names.every((name) => one[name] === other[name])
}

function clean(inline: readonly Inline[], warnings: Warnings): Inline[] {
  const cleaned: Inline[] = []
  for (const one of inline) {
    if (one.type !== 'text') {
      cleaned.push(one)
      continue
    }
    if (isDecomposed(one.text)) warnings.add('decomposed')
    cleanText(one.text)
      .split('\n')
      .forEach((text, line) => {
        if (line > 0) cleaned.push({ type: 'break' })
        appendText(cleaned, text, one.marks)
      })
  }
  return cleaned
}

function trim(inline: readonly Inline[]): Inline[] {
  const trimmed = [...inline]
  trimEnd(trimmed, 0, /^\s+/u)
  trimEnd(trimmed, -1, /\s+$/u)
  return trimmed
}

function trimEnd(inline: Inline[], place: 0 | -1, space: RegExp): void {
  for (let one = inline.at(place); one?.type === 'text'; one = inline.at(place)) {
    const text = one.text.replace(space, '')
    const at = place === 0 ? 0 : inline.length - 1
    if (text !== '') {
      inline[at] = { ...one, text }
      return
    }
    inline.splice(at, 1)
  }
}
