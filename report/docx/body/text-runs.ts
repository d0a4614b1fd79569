import {
  FootnoteReferenceRun,
  TextRun,
  UnderlineType,
  type IRunOptions,
  type IXmlableObject,
  type ParagraphChild,
} from 'docx'
import type { Inline, TextInline, TextMarks } from '../../content/content.ts'
import { must } from '../../must.ts'
import type { ThreadedRuns } from '../review/comment-writer.ts'
import type { Revisions } from '../review/revisions.ts'
import { soundText } from '../sound-text.ts'
import { LightRun, lookOf } from './light-xml.ts'

const NONE: readonly string[] = []
/** Of a sign that was cut in two. */
const HALF_SIGN = /\p{Surrogate}/u
const [BOLD, ITALIC, UNDERLINE, SUPERSCRIPT, SUBSCRIPT] = [1, 2, 4, 8, 16] as const

/** A paragraph's words as runs, those about which the same threads are in one. `footnote`: takes a note, gives its number. */
export function textRuns(inline: readonly Inline[], footnote: (text: string) => number): ThreadedRuns[] {
  return inline.map((one, index): ThreadedRuns => {
    if (one.type === 'text') return { threads: one.threads ?? NONE, children: [textRun(one.text, one.marks)] }
    const child =
      one.type === 'break' ? new TextRun({ break: 1 }) : new FootnoteReferenceRun(footnote(one.text))
    const own = one.type === 'footnote' ? (one.threads ?? NONE) : NONE
    return { threads: [...new Set([...around(inline, index), ...own])], children: [child] }
  })
}

/** The same words as they look now and looked before; undefined where they are not the same letter by letter. */
export function markedRuns(
  before: readonly Inline[],
  after: readonly Inline[],
  revisions: Revisions,
): ThreadedRuns[] | undefined {
  const [old, fresh] = [textsOf(before), textsOf(after)]
  if (!old || !fresh || textOf(old) !== textOf(fresh)) return undefined
  const runs: ThreadedRuns[] = []
  let [piece, from] = [0, 0]
  for (const one of fresh) {
    for (let at = 0; at < one.text.length;) {
      const was = must(old[piece], 'the same text before')
      const length = Math.min(one.text.length - at, was.text.length - from)
      const [lookBefore, look] = [lookOfMarks(was.marks), lookOfMarks(one.marks)]
      const words = one.text.slice(at, at + length)
      // One of the two texts cuts a sign in two: it would be a sign in neither.
      if (HALF_SIGN.test(words)) return undefined
      const run = new LightRun(
        soundText(words),
        lookBefore === look ? look : revisions.look(lookBefore, look),
      )
      runs.push({ threads: one.threads ?? NONE, children: [run] })
      at += length
      from += length
      if (from >= was.text.length) [piece, from] = [piece + 1, 0]
    }
  }
  return runs
}

function textsOf(inline: readonly Inline[]): readonly TextInline[] | undefined {
  const texts = inline.filter((one) => one.type === 'text')
  return texts.length === inline.length ? texts : undefined
}

function textOf(texts: readonly TextInline[]): string {
  return texts.map(({ text }) => text).join('')
}

/** Whether anybody would see something. */
export function isBlank(inline: readonly Inline[]): boolean {
  return inline.every((one) => one.type === 'break' || (one.type === 'text' && one.text.trim() === ''))
}

function textRun(text: string, marks: TextMarks): ParagraphChild {
  return new LightRun(soundText(text), lookOfMarks(marks))
}

/** Every combination of marks looks alike wherever it stands. */
const LOOKS = Array.from({ length: 32 }, (_, bits) => (bits === 0 ? undefined : lookOf(optionsOf(bits))))

function lookOfMarks({
  bold,
  italic,
  underline,
  superscript,
  subscript,
}: TextMarks): IXmlableObject | undefined {
  return LOOKS[
    (bold ? BOLD : 0) |
      (italic ? ITALIC : 0) |
      (underline ? UNDERLINE : 0) |
      (superscript ? SUPERSCRIPT : 0) |
      (subscript ? SUBSCRIPT : 0)
  ]
}

function optionsOf(bits: number): IRunOptions {
  return {
    ...(bits & BOLD ? { bold: true } : {}),
    ...(bits & ITALIC ? { italics: true } : {}),
    ...(bits & UNDERLINE ? { underline: { type: UnderlineType.SINGLE } } : {}),
    ...(bits & SUPERSCRIPT ? { superScript: true } : bits & SUBSCRIPT ? { subScript: true } : {}),
  }
}

/** A note or a break belongs to a thread when the words on both its sides do. */
function around(inline: readonly Inline[], index: number): readonly string[] {
  const before = threadsAt(inline, index, -1)
  return before.length === 0 ? NONE : threadsAt(inline, index, 1).filter((id) => before.includes(id))
}

function threadsAt(inline: readonly Inline[], index: number, step: 1 | -1): readonly string[] {
  for (let at = index + step; ; at += step) {
    const one = inline[at]
    if (one === undefined) return NONE
    if (one.type === 'text') return one.threads ?? NONE
  }
}
