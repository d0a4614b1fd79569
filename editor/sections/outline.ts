import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'

import { NODE } from '../../report/schema/names.ts'
import type { SectionState } from '../../report/sections.ts'
import { sectionsOf } from '../../report/sections.ts'
import { countWords } from '../../report/words.ts'
import { sameSkeleton } from '../draft/editing/skeleton.ts'

/** The outline pane's view of the report. Rows keep their identity as long as nothing of them changes. */
export type Outline = {
  readonly sections: readonly SectionState[]
  readonly preambleWords: number
  readonly totalWords: number
}

/** Words are counted when the hands rest: nobody reads a counter while typing. */
const REST_MS = 700

/** Watches the outline of what is edited: titles and order at the next frame, words after a rest. */
export function observeOutline(editor: Editor): {
  get: () => Outline
  subscribe: (tell: () => void) => () => void
} {
  let outline = readOutline(editor.state.doc)
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const publish = () => {
    clearTimeout(timer)
    timer = undefined
    if (editor.isDestroyed) return
    const next = keepRows(outline, readOutline(editor.state.doc))
    if (next === outline) return
    outline = next
    for (const tell of listeners) tell()
  }
  const handleUpdate = ({
    transaction,
  }: {
    transaction: { before: Node; doc: Node; docChanged: boolean }
  }) => {
    if (!transaction.docChanged) return
    if (!sameSkeleton(transaction.before, transaction.doc)) {
      clearTimeout(timer)
      timer = setTimeout(publish, 0)
    }
    timer ??= setTimeout(publish, REST_MS)
  }

  return {
    get: () => outline,
    subscribe: (tell) => {
      if (listeners.size === 0) editor.on('transaction', handleUpdate)
      listeners.add(tell)
      return () => {
        listeners.delete(tell)
        if (listeners.size > 0) return
        editor.off('transaction', handleUpdate)
        clearTimeout(timer)
        timer = undefined
      }
    },
  }
}

/** The outline as it stands in a document. */
export function readOutline(doc: Node): Outline {
  const sections = sectionsOf(doc)
  const preambleWords = countPreamble(doc)
  const inSections = sections.reduce((sum, { words }) => sum + words, 0)
  return { sections, preambleWords, totalWords: preambleWords + inSections }
}

/** The outline after a change, with every untouched row as the very object it was, so that it is not drawn again. */
export function keepRows(before: Outline, after: Outline): Outline {
  const sections = after.sections.map((row, index) => {
    const known = before.sections[index]
    return known && sameRow(known, row) ? known : row
  })
  const isSame =
    sections.length === before.sections.length &&
    sections.every((row, index) => row === before.sections[index]) &&
    after.totalWords === before.totalWords
  return isSame ? before : { ...after, sections }
}

function sameRow(a: SectionState, b: SectionState): boolean {
  return (
    a.id === b.id &&
    a.level === b.level &&
    a.number === b.number &&
    a.title === b.title &&
    a.fixed === b.fixed &&
    a.invites === b.invites &&
    a.appendix === b.appendix &&
    a.words === b.words &&
    a.empty === b.empty
  )
}

const preambles = new WeakMap<Node, number>()

function countPreamble(doc: Node): number {
  const { firstChild } = doc
  if (firstChild?.type.name !== NODE.preamble) return 0
  const known = preambles.get(firstChild)
  if (known !== undefined) return known
  const words = countWords(firstChild.textBetween(0, firstChild.content.size, '\n', ' '))
  preambles.set(firstChild, words)
  return words
}

/** Where a section begins in the document, before its opening; the preamble for `undefined`. */
export function sectionPosition(doc: Node, id: string | undefined): number | undefined {
  let found: number | undefined
  doc.forEach((child, position) => {
    const isWanted = id === undefined ? child.type.name === NODE.preamble : child.attrs.id === id
    if (isWanted) found ??= position
  })
  return found
}

type Place = { readonly afterId: string; readonly level: number }

/** Behind which section a new one stands that is to be the last of `parentId`; without a parent the last before the appendices. */
export function placeForNew(all: readonly SectionState[], parentId: string | undefined): Place | undefined {
  const appendices = all.findIndex(({ appendix }) => appendix !== null)
  const sections = parentId === undefined && appendices > 0 ? all.slice(0, appendices) : all
  const start = sections.findIndex(({ id }) => id === parentId)
  const level = (sections[start]?.level ?? 0) + 1
  const end = sections.findIndex((section, index) => index > start && section.level < level)
  const branch = sections.slice(Math.max(start, 0), end === -1 ? sections.length : end)
  const after = branch.findLast((section) => section.level === level) ?? branch[0]
  return after && { afterId: after.id, level }
}

/** Appendices come last. */
export function placeForAppendix(sections: readonly SectionState[]): Place | undefined {
  const last = sections.findLast(({ level }) => level === 1) ?? sections.at(-1)
  return last && { afterId: last.id, level: 1 }
}

/** Sections that invite more themes, by the section after whose row the invitation stands: the last of their branch. */
export function invitationsAfter(sections: readonly SectionState[]): Map<string, SectionState[]> {
  const after = new Map<string, SectionState[]>()
  sections.forEach((section, index) => {
    if (!section.invites) return
    const end = sections.findIndex(({ level }, place) => place > index && level <= section.level)
    const last = sections[(end === -1 ? sections.length : end) - 1] ?? section
    after.set(last.id, [section, ...(after.get(last.id) ?? [])])
  })
  return after
}
