import type * as Y from 'yjs'
import type { AnchorPiece } from '../../wire/review.ts'
import { fatesOf, type Part } from './char-runs.ts'
import type { Layout, Stand } from './layout.ts'
import { saying } from './moves.ts'
import type { Offsets } from './offsets.ts'

/** A place between two characters of a report. */
export type TextPoint = { readonly text: Y.XmlText; readonly index: number }

export type Hull = { readonly from: TextPoint; readonly to: TextPoint; readonly sectionId: string }

export type StandingPart = Extract<Part, { fate: 'visible' }> & { readonly stand: Stand }

/** What became of the characters of an anchor. */
export type Census = {
  readonly standing: readonly StandingPart[]
  /** How much is said by what stands. */
  readonly said: number
  readonly gone: number
  readonly unknown: number
}

export function censusOf(doc: Y.Doc, layout: Layout, pieces: readonly AnchorPiece[]): Census {
  const standing: StandingPart[] = []
  let said = 0
  let gone = 0
  let unknown = 0
  for (const { text, chars } of pieces) {
    let at = 0
    for (const range of chars) {
      for (const part of fatesOf(doc, range)) {
        const stand = part.fate === 'visible' ? layout.of(part.item.parent) : undefined
        if (part.fate === 'visible' && stand) {
          standing.push({ ...part, stand })
          said += saying(text.slice(at, at + part.length))
        } else if (part.fate === 'unknown') unknown += part.length
        else gone += part.length
        at += part.length
      }
    }
  }
  return { standing, said, gone, unknown }
}

/** From the first to the last character that stands, in the section that holds most of them. Undefined when there is none. */
export function hullOf({ standing }: Census, offsets: Offsets): Hull | undefined {
  const [one] = standing
  if (!one) return undefined
  const sectionId = mostIn(standing)
  let first: Edge | undefined
  let last: Edge | undefined
  for (const part of standing) {
    if (part.stand.sectionId !== sectionId) continue
    if (!first || part.stand.order <= first.part.stand.order) first = earlier(first, edgeOf(part, 0, offsets))
    if (!last || part.stand.order >= last.part.stand.order)
      last = later(last, edgeOf(part, part.length, offsets))
  }
  if (!first || !last) return undefined
  return { from: pointOf(first), to: pointOf(last), sectionId }
}

type Edge = { readonly part: StandingPart; readonly index: number }

const pointOf = ({ part, index }: Edge): TextPoint => ({ text: part.stand.text, index })

function edgeOf(part: StandingPart, offset: number, offsets: Offsets): Edge {
  const index = offsets.of(part.item, part.stand.text) + part.clock - part.item.id.clock + offset
  return { part, index }
}

function earlier(a: Edge | undefined, b: Edge): Edge {
  return a && a.part.stand === b.part.stand && a.index <= b.index ? a : b
}

function later(a: Edge | undefined, b: Edge): Edge {
  return a && a.part.stand === b.part.stand && a.index >= b.index ? a : b
}

function mostIn(standing: readonly StandingPart[]): string {
  const counts = new Map<string, number>()
  for (const { stand, length } of standing)
    counts.set(stand.sectionId, (counts.get(stand.sectionId) ?? 0) + length)
  let most = ''
  let count = 0
  for (const [sectionId, units] of counts) {
    if (units > count) {
      most = sectionId
      count = units
    }
  }
  return most
}
