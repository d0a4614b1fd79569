import { Document, Packer, type FileChild } from 'docx'
import { sectionNumbers } from '../../../outline/numbering.ts'
import type { Block, Cell, ContentSection, Inline, Picture, TextMarks } from '../../content/content.ts'
import { PROFILE, textWidth } from '../../form/profiles.ts'
import type { ProfileId } from '../../wire/profile.ts'
import { PackageParts } from '../proof/package-parts.ts'
import { childOf, everyElement, type XmlElement } from '../proof/read-xml.ts'
import type { CommentWriter } from '../review/comment-writer.ts'
import { bodyStyles } from './body-styles.ts'
import { BodyWriter } from './body-writer.ts'

export type Paper = {
  readonly profile?: ProfileId
  readonly mark?: '.' | '-'
  readonly pictures?: ReadonlyMap<string, Picture>
  readonly comments?: CommentWriter
  readonly toc?: boolean
  readonly pagesOnly?: boolean
  readonly width?: number
}

/** A file of nothing but a body, packed by the library. */
export async function packedBody(
  preamble: readonly Block[],
  sections: readonly ContentSection[],
  {
    profile: id = 'hd36-2018',
    mark = '.',
    pictures = new Map(),
    comments,
    toc = false,
    pagesOnly = false,
    width,
  }: Paper = {},
): Promise<Uint8Array> {
  const profile = PROFILE[id]
  const body = new BodyWriter({ profile, headingMark: mark, pictures, comments })
  const room = width ?? textWidth(profile)
  const children: FileChild[] = [
    ...(toc ? body.tableOfContents(sections, { filled: pagesOnly ? 'at-layout' : 'by-word' }) : []),
    ...body.blocks(preamble, room),
    ...sections.flatMap((section) => [
      ...(section.appendix === null ? [body.heading(section)] : []),
      ...body.blocks(section.blocks, room),
    ]),
  ]
  const document = new Document({
    styles: bodyStyles(profile),
    numbering: body.numbering,
    footnotes: body.footnotes,
    sections: [{ children }],
  })
  return await Packer.pack(document, 'uint8array')
}

export async function bodyOf(
  preamble: readonly Block[],
  sections: readonly ContentSection[] = [],
  paper: Paper = {},
): Promise<PackageParts> {
  return new PackageParts(await packedBody(preamble, sections, paper))
}

// ---- what to read

export function every(parts: PackageParts, name: string, part = 'word/document.xml'): XmlElement[] {
  return [...everyElement(parts.xml(part))].filter((element) => element.name === name)
}

export function below(element: XmlElement, name: string): XmlElement[] {
  return [...everyElement(element)].filter((one) => one.name === name)
}

export function lettersOf({ children }: XmlElement): string {
  return children.filter((child) => typeof child === 'string').join('')
}

/** What a reader reads; a line feed for a break. */
export function wordsOf(element: XmlElement): string {
  return [...everyElement(element)]
    .map((one) => (one.name === 'w:t' ? lettersOf(one) : one.name === 'w:br' ? '\n' : ''))
    .join('')
}

export function styleOf(paragraph: XmlElement): string | undefined {
  return childOf(childOf(paragraph, 'w:pPr'), 'w:pStyle')?.attributes['w:val']
}

// ---- what to write

export const text = (words: string, marks: TextMarks = {}): Inline => ({ type: 'text', text: words, marks })

export const note = (words: string): Inline => ({ type: 'footnote', text: words })

export const p = (...inline: readonly (string | Inline)[]): Block => ({
  type: 'paragraph',
  id: '',
  inline: inline.map((one) => (typeof one === 'string' ? text(one) : one)),
})

export const list = (ordered: boolean, items: readonly (readonly Block[])[], start = 1): Block => ({
  type: 'list',
  id: '',
  ordered,
  start,
  items,
})

export const cell = (words: string | readonly Block[], more: Partial<Cell> = {}): Cell => ({
  header: false,
  colspan: 1,
  rowspan: 1,
  blocks: typeof words === 'string' ? [p(words)] : words,
  ...more,
})

export const table = (...rows: readonly (readonly Cell[])[]): Block => ({ type: 'table', id: '', rows })

/** Sections numbered as the editor numbers them. */
export function sections(
  ...given: readonly (Partial<ContentSection> & { readonly level: number })[]
): ContentSection[] {
  const numbers = sectionNumbers(
    given.map(({ level, appendix = null }) => ({ level, appendix: appendix !== null })),
  )
  return given.map((one, index) => ({
    id: `s${index}`,
    title: `Mục ${index}`,
    fixed: false,
    appendix: null,
    blocks: [],
    ...one,
    number: numbers[index] ?? '',
  }))
}
