import type { Node } from '@tiptap/pm/model'
import type { EditorState, Transaction } from '@tiptap/pm/state'
import type { Finding } from '../../report/form-check/finding.ts'
import { spaceFindings } from '../../report/form-check/spelling.ts'
import { NODE } from '../../report/schema/names.ts'
import { asOwnUndoStep } from '../draft/editing/undo.ts'
import { mayWriteIn } from '../draft/rights/judge.ts'
import { findCompartment, noteAt, type Span, spanOf } from './finding-place.ts'

/** Words that take the place of others. */
type Correction = Span & { readonly text: string }

/** Whether there is a better wording of it beyond doubt, in the text itself, where one may write. */
export function mayCorrect(state: EditorState, finding: Finding): boolean {
  if (finding.better === undefined || finding.place.type !== 'text') return false
  const index = findCompartment(state.doc, finding.place.sectionId)
  return index !== undefined && mayWriteIn(state)(index)
}

/**
 * Writes what is better in the place of what these findings are about, as one step of undo: no more than the letters that
 * differ, so that formats and comments on the words around them stay. Undefined when nothing is to be done.
 */
export function correct(state: EditorState, findings: readonly Finding[]): Transaction | undefined {
  const corrections = findings
    .filter((finding) => mayCorrect(state, finding))
    .flatMap((finding) => correctionOf(state.doc, finding) ?? [])
    .toSorted((a, b) => b.from - a.from)
  const { tr } = state
  let free = Infinity
  for (const { from, to, text } of corrections) {
    // Two rules about the same letters: the later one is found again when the first has been put right.
    if (to > free) continue
    tr.insertText(text, from, to)
    free = from
  }
  return tr.docChanged ? asOwnUndoStep(tr) : undefined
}

function correctionOf(doc: Node, { place, quote, better, rule }: Finding): Correction | undefined {
  if (place.type !== 'text' || better === undefined) return undefined
  const span = spanOf(doc, place)
  if (!span) return undefined
  const note = noteAt(doc, span)
  if (note) return inNote(note, span.from + 1, { quote, better, rule })
  const change = difference(textIn(doc, span), better)
  const smaller =
    change && spanOf(doc, { ...place, from: place.from + change.from, to: place.from + change.to })
  return smaller && { ...smaller, text: change.text }
}

/** Of a footnote the finding only says which one: the words are looked for in it. */
function inNote(
  note: Node,
  start: number,
  { quote, better, rule }: Pick<Finding, 'quote' | 'rule'> & { readonly better: string },
): Correction | undefined {
  if (rule === 'double-space' || rule === 'space-before-mark') return spacesIn(note, start, rule, better)
  const at = note.textContent.indexOf(quote)
  const change = at === -1 ? undefined : difference(quote, better)
  return change && { from: start + at + change.from, to: start + at + change.to, text: change.text }
}

function spacesIn(note: Node, start: number, rule: Finding['rule'], better: string): Correction | undefined {
  const place = (from: number, to: number) =>
    ({ type: 'text', sectionId: '', blockId: '', from, to }) as const
  const found = spaceFindings([{ text: note.textContent, isProse: false, place }]).find(
    (one) => one.rule === rule,
  )
  if (found?.place.type !== 'text') return undefined
  return { from: start + found.place.from, to: start + found.place.to, text: better }
}

/** What has to become what, without what both begin and end with; undefined where a footnote would be written over. */
function difference(now: string, better: string): Correction | undefined {
  if (now === better) return undefined
  const shorter = Math.min(now.length, better.length)
  let head = 0
  while (head < shorter && now[head] === better[head]) head += 1
  let tail = 0
  while (tail < shorter - head && now.at(-1 - tail) === better.at(-1 - tail)) tail += 1
  const to = now.length - tail
  const text = better.slice(head, better.length - tail)
  return text.includes(NOTE) || now.slice(head, to).includes(NOTE) ? undefined : { from: head, to, text }
}

/** Stands for a footnote. */
const NOTE = '\uFFFC'

/** As the checker of the form reads it: a line break as its sign, a footnote as one letter. */
function textIn(doc: Node, { from, to }: Span): string {
  let text = ''
  doc.nodesBetween(from, to, (node, pos) => {
    if (node.isText) text += (node.text ?? '').slice(Math.max(0, from - pos), to - pos)
    else if (node.type.name === NODE.hardBreak) text += '\n'
    else if (node.type.name === NODE.footnote) text += NOTE
    return node.type.name !== NODE.footnote
  })
  return text
}
