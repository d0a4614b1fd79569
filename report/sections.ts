import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { sectionNumbers } from '../outline/numbering.ts'
import { levelOf } from './level.ts'
import { FRAGMENT, NODE } from './schema/names.ts'
import { countWords } from './words.ts'

/** What the outline pane, the REST interface and the export need to know of a section. */
export type SectionState = {
  readonly id: string
  readonly level: number
  /** Computed from the levels and their order: `II`, `3`, `đ)`, `-`. */
  readonly number: string
  readonly title: string
  /** It comes from the plan. */
  readonly fixed: boolean
  readonly guidance: string
  /** The plan invites further themes under it. */
  readonly invites: boolean
  /** A *phụ lục*, and how its pages lie; null for what stands in the report itself. */
  readonly appendix: Appendix | null
  readonly words: number
  /** Nothing was written yet: no words, no table, no picture. */
  readonly empty: boolean
}

export type Appendix = 'portrait' | 'landscape'

type Contents = { readonly words: number; readonly empty: boolean }
type Attributes = Readonly<Record<string, unknown>>

function stateOf(attributes: Attributes, contents: Contents): Omit<SectionState, 'number'> {
  return {
    id: typeof attributes.id === 'string' ? attributes.id : '',
    level: levelOf(attributes.level),
    title: typeof attributes.title === 'string' ? attributes.title : '',
    fixed: attributes.fixed === true,
    guidance: typeof attributes.guidance === 'string' ? attributes.guidance : '',
    invites: attributes.invites === true,
    appendix: appendixOf(attributes),
    ...contents,
  }
}

/** Only what stands on the first level can be one. */
export function appendixOf({ appendix, level }: Attributes): Appendix | null {
  return (appendix === 'portrait' || appendix === 'landscape') && levelOf(level) === 1 ? appendix : null
}

function numbered(states: readonly Omit<SectionState, 'number'>[]): SectionState[] {
  const numbers = sectionNumbers(
    states.map(({ level, appendix }) => ({ level, appendix: appendix !== null })),
  )
  return states.map((state, index) => ({ ...state, number: numbers[index] ?? '' }))
}

// Tables and pictures count as content although they may hold no word yet.
const SUBSTANTIAL: readonly string[] = [NODE.table, NODE.figure, NODE.footnote]

/** Adds up the contents of a compartment block by block; a footnote's words follow those of its paragraph. */
class Tally {
  words = 0
  empty = true

  line(pieces: readonly string[]): void {
    const text = pieces.join('')
    if (text === '') return
    if (text.trim() !== '') this.empty = false
    this.words += countWords(text)
  }

  substantial(): void {
    this.empty = false
  }
}

function plainText(text: Y.XmlText): string {
  let plain = ''
  for (const { insert } of text.toDelta() as { insert: unknown }[])
    plain += typeof insert === 'string' ? insert : ' '
  return plain
}

function tallyElement(element: Y.XmlElement, tally: Tally): void {
  if (SUBSTANTIAL.includes(element.nodeName)) tally.substantial()
  const line: string[] = []
  for (const child of element.toArray()) {
    if (child instanceof Y.XmlText) line.push(plainText(child))
    else if (child instanceof Y.XmlElement) {
      if (child.nodeName === NODE.hardBreak) line.push('\n')
      tallyElement(child, tally)
    }
  }
  tally.line(line)
}

/**
 * The sections of a report in order, straight from Yjs: the server needs no ProseMirror to answer for them. The
 * preamble is none. Equals `sectionsOf` of the same document.
 */
export function readSections(doc: Y.Doc): SectionState[] {
  const states: Omit<SectionState, 'number'>[] = []
  for (const element of doc.getXmlFragment(FRAGMENT).toArray()) {
    if (!(element instanceof Y.XmlElement) || element.nodeName !== NODE.section) continue
    const tally = new Tally()
    tallyElement(element, tally)
    states.push(stateOf(element.getAttributes(), { words: tally.words, empty: tally.empty }))
  }
  return numbered(states)
}

/** What was written in the opening paragraphs, straight from Yjs. */
export function readPreamble(doc: Y.Doc): Pick<SectionState, 'words' | 'empty'> {
  const tally = new Tally()
  for (const element of doc.getXmlFragment(FRAGMENT).toArray()) {
    if (element instanceof Y.XmlElement && element.nodeName === NODE.preamble) tallyElement(element, tally)
  }
  return { words: tally.words, empty: tally.empty }
}

function tallyNode(node: Node, tally: Tally): void {
  if (SUBSTANTIAL.includes(node.type.name)) tally.substantial()
  const line: string[] = []
  node.forEach((child) => {
    if (child.isText) line.push(child.text ?? '')
    else {
      if (child.type.name === NODE.hardBreak) line.push('\n')
      tallyNode(child, tally)
    }
  })
  tally.line(line)
}

// ProseMirror nodes never change, so what was counted once stays true: a keystroke recounts one block.
const counted = new WeakMap<Node, Contents>()

function contentsOf(node: Node): Contents {
  const known = counted.get(node)
  if (known) return known
  const contents = node.inlineContent ? tallied(node) : sumOf(node)
  counted.set(node, contents)
  return contents
}

function tallied(node: Node): Contents {
  const tally = new Tally()
  tallyNode(node, tally)
  return { words: tally.words, empty: tally.empty }
}

function sumOf(node: Node): Contents {
  let words = 0
  let empty = !SUBSTANTIAL.includes(node.type.name)
  node.forEach((child) => {
    const contents = contentsOf(child)
    words += contents.words
    empty &&= contents.empty
  })
  return { words, empty }
}

/** Whether nothing was written in a section (or the preamble) yet. */
export function isUnwritten(compartment: Node): boolean {
  return contentsOf(compartment).empty
}

/** The sections of a report in order, from its ProseMirror document. Cheap to call per keystroke: unchanged blocks are remembered. */
export function sectionsOf(doc: Node): SectionState[] {
  const states: Omit<SectionState, 'number'>[] = []
  doc.forEach((node) => {
    if (node.type.name === NODE.section) states.push(stateOf(node.attrs, contentsOf(node)))
  })
  return numbered(states)
}
