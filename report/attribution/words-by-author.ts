import * as Y from 'yjs'
import { PREAMBLE_ID } from '../permission/rights.ts'
import { FRAGMENT, NODE } from '../schema/names.ts'
import { countWords } from '../words.ts'
import type { MovedAuthors } from './moved-authors.ts'
import { livingPassage } from './passage.ts'

export type AuthorRun = { readonly text: string; readonly userId: string }
export type Share = { readonly userId: string; readonly characters: number; readonly share: number }
export type SectionWords = { readonly sectionId: string; readonly userId: string; readonly words: number }

/** A text in stretches of one author each; `''` where nobody is known. */
export function authorRuns(text: Y.XmlText, authors: Pick<MovedAuthors, 'runs'>): AuthorRun[] {
  const passage = livingPassage(text)
  const runs: { text: string; userId: string }[] = []
  let at = 0
  for (const { client, clock, length } of passage.pieces) {
    for (const run of authors.runs(client, clock, length)) {
      const part = passage.text.slice(at, (at += run.length))
      const last = runs.at(-1)
      if (last?.userId === run.userId) last.text += part
      else runs.push({ text: part, userId: run.userId })
    }
  }
  return runs
}

/** Who wrote of some stretches how much, the greatest share first; shares add up to 1. Blanks are nobody's. */
export function sharesOf(runs: readonly AuthorRun[]): Share[] {
  const counts = new Map<string, number>()
  for (const { text, userId } of runs) {
    const characters = text.replace(/\s/gu, '').length
    if (characters > 0) counts.set(userId, (counts.get(userId) ?? 0) + characters)
  }
  const all = [...counts.values()].reduce((sum, characters) => sum + characters, 0)
  return [...counts]
    .map(([userId, characters]) => ({ userId, characters, share: characters / all }))
    .toSorted((a, b) => b.characters - a.characters || (a.userId < b.userId ? -1 : 1))
}

/** Who wrote each block that has words of its own, by the block's id. */
export function blockShares(doc: Y.Doc, authors: Pick<MovedAuthors, 'runs'>): Map<string, Share[]> {
  const shares = new Map<string, Share[]>()
  const visit = (element: Y.XmlElement): void => {
    const id: unknown = element.getAttribute('id')
    if (typeof id === 'string' && element.nodeName !== NODE.section) {
      const found = sharesOf(runsIn(element, authors))
      if (found.length > 0) shares.set(id, found)
    }
    for (const child of element.toArray()) if (child instanceof Y.XmlElement) visit(child)
  }
  for (const top of doc.getXmlFragment(FRAGMENT).toArray()) if (top instanceof Y.XmlElement) visit(top)
  return shares
}

function runsIn(element: Y.XmlElement, authors: Pick<MovedAuthors, 'runs'>): AuthorRun[] {
  return element.toArray().flatMap((child) => {
    if (child instanceof Y.XmlText) return authorRuns(child, authors)
    return child instanceof Y.XmlElement ? runsIn(child, authors) : []
  })
}

/**
 * Words by section (the preamble too) and person, in the order of the page: a word is whose most of its letters are. In all as
 * many as `readSections` counts.
 */
export function wordsByAuthor(doc: Y.Doc, authors: Pick<MovedAuthors, 'runs'>): SectionWords[] {
  return doc
    .getXmlFragment(FRAGMENT)
    .toArray()
    .flatMap((top) => {
      if (!(top instanceof Y.XmlElement)) return []
      const counts = new Map<string, number>()
      countIn(top, authors, counts)
      const sectionId = top.nodeName === NODE.section ? String(top.getAttribute('id')) : PREAMBLE_ID
      return [...counts]
        .map(([userId, words]) => ({ sectionId, userId, words }))
        .toSorted((a, b) => b.words - a.words || (a.userId < b.userId ? -1 : 1))
    })
}

function countIn(
  element: Y.XmlElement,
  authors: Pick<MovedAuthors, 'runs'>,
  counts: Map<string, number>,
): void {
  const line: AuthorRun[] = []
  for (const child of element.toArray()) {
    if (child instanceof Y.XmlText) line.push(...authorRuns(child, authors))
    else if (child instanceof Y.XmlElement) {
      if (child.nodeName === NODE.hardBreak) line.push({ text: '\n', userId: '' })
      countIn(child, authors, counts)
    }
  }
  for (const userId of wordAuthors(line)) counts.set(userId, (counts.get(userId) ?? 0) + 1)
}

/** Whose each word of a line is. */
function wordAuthors(line: readonly AuthorRun[]): string[] {
  const whose: string[] = []
  let word: AuthorRun[] = []
  const end = () => {
    if (countWords(word.map(({ text }) => text).join('')) > 0) whose.push(sharesOf(word)[0]?.userId ?? '')
    word = []
  }
  for (const { text, userId } of line) {
    for (const [index, part] of text.split(/\s+/u).entries()) {
      if (index > 0) end()
      if (part !== '') word.push({ text: part, userId })
    }
  }
  end()
  return whose
}
