import {
  Bookmark,
  BookmarkEnd,
  BookmarkStart,
  BuilderElement,
  FileChild,
  InternalHyperlink,
  LeaderType,
  Paragraph,
  Run,
  TabStopType,
  TextRun,
  type ParagraphChild,
  type XmlComponent,
} from 'docx'
import type { ContentSection } from '../../content/content.ts'
import { soundText } from '../sound-text.ts'
import { BODY_STYLE } from './body-styles.ts'

/** Headings further down are left out. */
const DEEPEST = 3

export type Entry = { readonly section: ContentSection; readonly number: string }

/** *Mục lục*: a field of Word's with an entry for each heading, and the bookmarks on the headings that its entries lead to. */
export class Contents {
  readonly #bookmarks = new Map<string, number>()

  /** `width`: twips between the margins. `whole`: Word fills in all of it, and asks before it does. */
  write(entries: readonly Entry[], width: number, whole: boolean): FileChild[] {
    const shown = entries.filter(({ section }) => section.level <= DEEPEST)
    if (shown.length === 0) return []
    const opening = whole ? begin(`TOC \\o "1-${DEEPEST}" \\h \\z \\u`, true) : []
    const closing = whole ? [fieldChar('end')] : []
    const lines = shown.map((entry, index) => {
      const link = this.#link(entry, index + 1, whole)
      return new Paragraph({
        style: `TOC${Math.min(DEEPEST, Math.max(1, entry.section.level))}`,
        tabStops: [{ type: TabStopType.RIGHT, position: width, leader: LeaderType.DOT }],
        children: [...(index === 0 ? opening : []), link, ...(index === shown.length - 1 ? closing : [])],
      })
    })
    const title = new Paragraph({ style: BODY_STYLE.tocTitle, children: [new TextRun('Mục lục')] })
    return [new Gallery([title, ...lines])]
  }

  /** What a heading says, between the ends of its bookmark where an entry leads to it. */
  bookmarked(sectionId: string, children: readonly ParagraphChild[]): ParagraphChild[] {
    const id = this.#bookmarks.get(sectionId)
    if (id === undefined) return [...children]
    // A report that was tampered with may have two sections of one id: a bookmark stands once.
    this.#bookmarks.delete(sectionId)
    return [new NumberedBookmark(id, children)]
  }

  #link({ section, number }: Entry, id: number, dirty: boolean): InternalHyperlink {
    this.#bookmarks.set(section.id, id)
    const words = new TextRun(soundText(`${number} ${section.title}`))
    const page = [...begin(`PAGEREF ${nameOf(id)} \\h`, dirty), new TextRun('…'), fieldChar('end')]
    return new InternalHyperlink({
      anchor: nameOf(id),
      children: [words, new Run({ children: [element('w:tab')] }), ...page],
    })
  }
}

/** As Word names them. */
function nameOf(id: number): string {
  return `_Toc${100_000_000 + id}`
}

/** The library counts its own bookmarks through all papers that a process writes; these are the paper's. */
class NumberedBookmark extends Bookmark {
  readonly #id: number

  constructor(id: number, children: readonly ParagraphChild[]) {
    super({ id: nameOf(id), children })
    this.#id = id
  }

  override get writtenAs(): readonly (BookmarkStart | BookmarkEnd | ParagraphChild)[] {
    return [new BookmarkStart(nameOf(this.#id), this.#id), ...this.children, new BookmarkEnd(this.#id)]
  }
}

/** The content control by which Word knows a table of contents, and offers to update it. */
class Gallery extends FileChild {
  constructor(paragraphs: readonly Paragraph[]) {
    super('w:sdt')
    const gallery = element('w:docPartObj', {}, [
      element('w:docPartGallery', { val: 'Table of Contents' }),
      element('w:docPartUnique'),
    ])
    this.root.push(element('w:sdtPr', {}, [gallery]), element('w:sdtContent', {}, paragraphs))
  }
}

function begin(instruction: string, dirty: boolean): Run[] {
  const words = new BuilderElement<{ readonly space: string }>({
    name: 'w:instrText',
    attributes: { space: { key: 'xml:space', value: 'preserve' } },
  })
  words.addChildElement(` ${instruction} `)
  return [fieldChar('begin', dirty), new Run({ children: [words] }), fieldChar('separate')]
}

function fieldChar(type: 'begin' | 'separate' | 'end', dirty = false): Run {
  return new Run({
    children: [element('w:fldChar', { fldCharType: type, ...(dirty ? { dirty: 'true' } : {}) })],
  })
}

function element(
  name: string,
  attributes: Readonly<Record<string, string>> = {},
  children: readonly XmlComponent[] = [],
): BuilderElement<Readonly<Record<string, string>>> {
  const named = Object.entries(attributes).map(([key, value]) => [key, { key: `w:${key}`, value }])
  return new BuilderElement({ name, attributes: Object.fromEntries(named), children })
}
