import {
  Paragraph,
  TextRun,
  type FileChild,
  type INumberingOptions,
  type IParagraphOptions,
  type ParagraphChild,
  type Table,
} from 'docx'
import type { BlockChange, InlineChange, RowChange, WordChange } from '../../compare/comparison.ts'
import type { Block, ContentSection, FigureBlock, Inline, ListBlock, Picture } from '../../content/content.ts'
import { appendixLabel } from '../../form/paper-lines.ts'
import { textWidth, type Profile } from '../../form/profiles.ts'
import type { CommentWriter, ThreadedRuns } from '../review/comment-writer.ts'
import { blockIn, mergedTable, sideOf, withoutThreads } from '../review/merged-blocks.ts'
import type { Revisions } from '../review/revisions.ts'
import { soundText } from '../sound-text.ts'
import { BODY_STYLE, NESTED } from './body-styles.ts'
import { LightParagraph, LightRun } from './light-xml.ts'
import { PaperNumbers, type Indent, type NumberPlace } from './paper-numbers.ts'
import { pictureRun, PIXEL } from './picture-run.ts'
import { Contents } from './table-of-contents.ts'
import { tableGrid } from './table-grid.ts'
import { isBlank, markedRuns, textRuns } from './text-runs.ts'
import { writeTable } from './write-table.ts'

export type BodyOptions = {
  readonly profile: Profile
  /** What stands behind the Roman number of a heading. */
  readonly headingMark: '.' | '-'
  readonly pictures: ReadonlyMap<string, Picture>
  /** The review copy's. */
  readonly comments: CommentWriter | undefined
  /** Of a copy that shows what changed. */
  readonly revisions?: Revisions | undefined
}

type Written = Paragraph | Table
type WordsChange = Extract<BlockChange, { kind: 'words' }>

/** Where blocks stand: what their paragraphs look like, and how much room there is, in twips. */
type Place = {
  readonly style: string
  readonly room: { readonly width: number; readonly height: number }
  /** Of the first line of a list's paragraphs. */
  readonly indent: number
  /** How much a list within a list is moved in. */
  readonly nested: number
  /** How far the lists around have moved it in. */
  readonly left: number
  /** How many lists of each kind are around it. */
  readonly bullets: number
  readonly numbers: number
}

/** Drawings of the body are numbered from here, those of the frame below. */
const FIRST_DRAWING = 1001

/**
 * Writes what a report says as Word's paragraphs and tables, in the order of the paper: first the table of contents, if there
 * is one, then each heading and its blocks. `footnotes` and `numbering` are complete when everything was written.
 * The paper takes its styles from `bodyStyles`. Drawings have ids from 1001 on, bookmarks from 1 on.
 */
export class BodyWriter {
  readonly #profile: Profile
  readonly #pictures: ReadonlyMap<string, Picture>
  readonly #comments: CommentWriter | undefined
  readonly #revisions: Revisions | undefined
  readonly #numbers: PaperNumbers
  readonly #contents = new Contents()
  readonly #footnotes: Record<string, { children: Paragraph[] }> = {}
  #notes = 0
  #drawings = 0

  constructor({ profile, headingMark, pictures, comments, revisions }: BodyOptions) {
    this.#profile = profile
    this.#pictures = pictures
    this.#comments = comments
    this.#revisions = revisions
    this.#numbers = new PaperNumbers(headingMark, profile.body.indent)
  }

  /** A numbered heading. An appendix has its own head: only what stands below one comes here. */
  heading(section: ContentSection, titleWords?: readonly WordChange[]): Paragraph {
    const numbering = this.#numbers.heading(section)
    const title = titleWords
      ? titleWords.flatMap((words) => this.#revised(words.kind, [new TextRun(soundText(words.text))]))
      : [new TextRun(soundText(section.title))]
    const runs = [{ threads: [], children: title }]
    const children = this.#woven(runs, this.#threadsAbout({ sectionId: section.id }))
    return new Paragraph({
      style: headingStyle(section),
      numbering: numbering ?? false,
      ...(beginsWithTable(section.blocks, 0) ? this.#spacedBelow() : {}),
      children: this.bookmarked(section, children),
    })
  }

  /** The heading of a section that is gone. It counts with those around it: without them, they have their old numbers. */
  goneHeading(section: ContentSection): Paragraph {
    const numbering = this.#numbers.goneHeading(section)
    const number = numbering ? '' : `${this.#numbers.headingWords(section)} `
    return new Paragraph({
      style: headingStyle(section),
      numbering: numbering ?? false,
      children: [new TextRun(soundText(`${number}${section.title}`))],
    })
  }

  /** `width`: twips between the margins of the page they stand on. Ends with a paragraph, unless there is nothing to say. */
  blocks(blocks: readonly Block[], width: number): Written[] {
    return this.#blocks(blocks, this.#placeOf(width))
  }

  /** Blocks of two texts in one another: what came and what went as tracked changes. */
  changes(changes: readonly BlockChange[], width: number): Written[] {
    return this.#changes(changes, this.#placeOf(width))
  }

  #placeOf(width: number): Place {
    const { page, margin, body } = this.#profile
    const isLandscape = width > textWidth(this.#profile)
    const height = (isLandscape ? page.width : page.height) - margin.top - margin.bottom
    return {
      style: BODY_STYLE.text,
      room: { width, height },
      indent: body.indent,
      nested: NESTED.text,
      left: 0,
      bullets: 0,
      numbers: 0,
    }
  }

  /**
   * *Mục lục* of these sections and appendices, to be asked before their headings: a field that Word fills in, or one page
   * number after the other, as LibreOffice knows them when it lays the pages out (its fields of whole tables stay empty).
   */
  tableOfContents(
    sections: readonly ContentSection[],
    { filled }: { readonly filled: 'by-word' | 'at-layout' } = { filled: 'by-word' },
  ): FileChild[] {
    const numberOf = (section: ContentSection) =>
      section.appendix === null
        ? this.#numbers.headingWords(section)
        : `${appendixLabel(section, this.#profile)}.`
    const entries = sections.map((section) => ({ section, number: numberOf(section) }))
    return this.#contents.write(entries, textWidth(this.#profile), filled === 'by-word')
  }

  /** The head of an appendix as the table of contents links to it; for every other section `heading` sees to it. */
  bookmarked({ id }: ContentSection, children: readonly ParagraphChild[]): ParagraphChild[] {
    return this.#contents.bookmarked(id, children)
  }

  /** For the `Document`. */
  get footnotes(): Readonly<Record<string, { readonly children: readonly Paragraph[] }>> {
    return this.#footnotes
  }

  /** For the `Document`. */
  get numbering(): INumberingOptions {
    return this.#numbers.numbering
  }

  // ---- blocks

  #blocks(blocks: readonly Block[], place: Place): Written[] {
    const written: Written[] = []
    for (const [index, block] of blocks.entries()) {
      for (const one of this.#block(block, place, beginsWithTable(blocks, index + 1))) written.push(one)
    }
    return written
  }

  #block(block: Block, place: Place, beforeTable: boolean): readonly Written[] {
    switch (block.type) {
      case 'paragraph': {
        const style = this.#paragraphStyle(place, beforeTable)
        return this.#paragraph(block.id, block.inline, style, false)
      }
      case 'list':
        return this.#list(block, place)
      case 'figure':
        return this.#figure(block, place)
      case 'table': {
        const grid = tableGrid(block)
        if (grid === undefined) return []
        const table = writeTable(grid, place.room, this.#profile, (cell, header, room) =>
          this.#blocks(cell, cellPlace(header, room)),
        )
        // Word wants a paragraph behind a table, and makes one of two tables that touch.
        return [table, new Paragraph({ style: BODY_STYLE.afterTable })]
      }
      default:
        return block satisfies never
    }
  }

  #paragraphStyle({ style, left, indent }: Place, beforeTable: boolean): IParagraphOptions | string {
    const spaced = beforeTable && style === BODY_STYLE.text
    if (!spaced && left === 0) return style
    return {
      style,
      ...(spaced ? this.#spacedBelow() : {}),
      ...(left > 0 ? { indent: { left, firstLine: indent } } : {}),
    }
  }

  /** Nothing for a paragraph that says nothing: the form has its own spaces. `kept`: it has a number to show. */
  #paragraph(
    id: string,
    inline: readonly Inline[],
    style: IParagraphOptions | string,
    kept: boolean,
  ): Paragraph[] {
    const whole = this.#threadsAbout({ blockId: id })
    if (!kept && whole.length === 0 && isBlank(inline)) return []
    const children = this.#woven(this.#runs(inline), whole)
    return [
      typeof style === 'string' ? new LightParagraph(style, children) : new Paragraph({ ...style, children }),
    ]
  }

  #spacedBelow(): IParagraphOptions {
    const { before, line } = this.#profile.body
    return { spacing: { before, after: 120, line: line.value, lineRule: line.rule } }
  }

  #list(list: ListBlock, place: Place): Written[] {
    const { inside, next } = this.#listAt(list, place)
    return list.items.flatMap((item) => this.#item(item, inside, next(), list.ordered))
  }

  #listAt({ ordered, start }: ListBlock, place: Place): { inside: Place; next: () => NumberPlace } {
    const depth = place.bullets + place.numbers
    const left = depth * place.nested
    const indent: Indent = { left, firstLine: place.indent }
    const inside: Place = {
      ...place,
      left,
      bullets: place.bullets + (ordered ? 0 : 1),
      numbers: place.numbers + (ordered ? 1 : 0),
    }
    const bullet = place.bullets > 0 ? '+' : '-'
    const next = ordered
      ? this.#numbers.ordered(place.numbers > 0 ? 'letters' : 'digits', start, indent)
      : () => this.#numbers.bullets(bullet, indent)
    return { inside, next }
  }

  /** An item that says nothing keeps its number, as the page shows it; a dash before nothing is left out. */
  #item(item: readonly Block[], place: Place, numbering: NumberPlace, ordered: boolean): Written[] {
    const [first, ...others] = item
    const style = { style: place.style, numbering }
    const rest = first?.type === 'paragraph' ? others : item
    const { id, inline } = first?.type === 'paragraph' ? first : { id: '', inline: [] }
    return [...this.#paragraph(id, inline, style, ordered), ...this.#blocks(rest, place)]
  }

  // ---- blocks of two texts

  #changes(changes: readonly BlockChange[], place: Place): Written[] {
    return changes.flatMap((change, index) => {
      const next = changes[index + 1]
      const beforeTable = next !== undefined && blockIn(next).type === 'table'
      return this.#change(change, place, beforeTable)
    })
  }

  #change(change: BlockChange, place: Place, beforeTable: boolean): readonly Written[] {
    switch (change.kind) {
      case 'same':
        return this.#block(change.block, place, beforeTable)
      case 'added':
      case 'removed':
        return this.#loose(change.kind, [change.block], place)
      case 'replaced':
        return [
          ...this.#loose('removed', [change.before], place),
          ...this.#loose('added', [change.after], place),
        ]
      case 'words': {
        const style = this.#paragraphStyle(place, beforeTable)
        return this.#changedParagraph(change, style, false, place)
      }
      case 'inside':
        return change.after.type === 'list'
          ? this.#changedList(change.after, change.rows, place)
          : this.#changedTable(change, place)
      default:
        return change satisfies never
    }
  }

  /** Blocks that came or went as they are. Those that went are nobody's any more: no thread is about them. */
  #loose(kind: 'added' | 'removed', blocks: readonly Block[], place: Place): readonly Written[] {
    const written = this.#blocks(kind === 'removed' ? withoutThreads(blocks) : blocks, place)
    return this.#revisions?.blocks(kind === 'added' ? 'w:ins' : 'w:del', written) ?? written
  }

  #changedParagraph(
    { before, after, inline }: WordsChange,
    style: IParagraphOptions | string,
    kept: boolean,
    place: Place,
  ): readonly Written[] {
    const whole = this.#threadsAbout({ blockId: after.id })
    // What says nothing is not in the paper: that one has come or gone.
    const isKept = kept || whole.length > 0
    if (!isKept && isBlank(before.inline)) return this.#loose('added', [after], place)
    if (!isKept && isBlank(after.inline)) return this.#loose('removed', [before], place)
    const runs = inline.flatMap((piece) => this.#changedRuns(piece))
    const children = this.#woven(runs, whole)
    return [
      typeof style === 'string' ? new LightParagraph(style, children) : new Paragraph({ ...style, children }),
    ]
  }

  #changedRuns(piece: InlineChange): ThreadedRuns[] {
    const revisions = this.#revisions
    if (piece.kind === 'marks' && piece.before && revisions) {
      const runs = markedRuns(piece.before, piece.inline, revisions)
      if (runs) return runs
      return [
        ...this.#changedRuns({ kind: 'removed', inline: piece.before }),
        ...this.#changedRuns({ kind: 'added', inline: piece.inline }),
      ]
    }
    return this.#runs(piece.inline).map(({ threads, children }) => ({
      threads: piece.kind === 'removed' ? [] : threads,
      children: this.#revised(piece.kind, children),
    }))
  }

  #revised(kind: InlineChange['kind'], children: readonly ParagraphChild[]): readonly ParagraphChild[] {
    if (kind === 'same' || kind === 'marks') return children
    return this.#revisions?.runs(kind === 'added' ? 'w:ins' : 'w:del', children) ?? children
  }

  #changedList(list: ListBlock, rows: readonly RowChange[], place: Place): Written[] {
    const { inside, next } = this.#listAt(list, place)
    return rows.flatMap((row): readonly Written[] => {
      const [item = []] = row.cells
      if (row.kind === 'changed') return this.#changedItem(row.cells[0] ?? [], inside, next, list.ordered)
      if (row.kind === 'same') return this.#item(item as readonly Block[], inside, next(), list.ordered)
      return this.#looseItem(row.kind, item as readonly Block[], inside, next(), list.ordered)
    })
  }

  #changedItem(
    changes: readonly BlockChange[],
    place: Place,
    next: () => NumberPlace,
    ordered: boolean,
  ): readonly Written[] {
    const numbering = next()
    const [first, ...rest] = changes
    const style = { style: place.style, numbering }
    if (
      first?.kind === 'words' &&
      (ordered || !(isBlank(first.before.inline) || isBlank(first.after.inline)))
    ) {
      return [...this.#changedParagraph(first, style, ordered, place), ...this.#changes(rest, place)]
    }
    if (first?.kind === 'same' && first.block.type === 'paragraph') {
      const { id, inline } = first.block
      return [...this.#paragraph(id, inline, style, ordered), ...this.#changes(rest, place)]
    }
    // What its number stands in front of is another paragraph.
    return [
      ...this.#looseItem('removed', sideOf(changes, 'before'), place, numbering, ordered),
      ...this.#looseItem('added', sideOf(changes, 'after'), place, numbering, ordered),
    ]
  }

  #looseItem(
    kind: 'added' | 'removed',
    item: readonly Block[],
    place: Place,
    numbering: NumberPlace,
    ordered: boolean,
  ): readonly Written[] {
    const blocks = kind === 'removed' ? withoutThreads(item) : item
    const written = this.#item(blocks, place, numbering, ordered)
    return this.#revisions?.blocks(kind === 'added' ? 'w:ins' : 'w:del', written) ?? written
  }

  #changedTable(change: Extract<BlockChange, { kind: 'inside' }>, place: Place): readonly Written[] {
    const merged = mergedTable(change)
    const grid = merged && tableGrid(merged.table)
    if (!merged || !grid) {
      return [
        ...this.#loose('removed', [change.before], place),
        ...this.#loose('added', [change.after], place),
      ]
    }
    const revisionOf = (row: number) => merged.revisions[row]
    const table = writeTable(
      grid,
      place.room,
      this.#profile,
      (cell, header, room) => {
        const inside = cellPlace(header, room)
        const known = merged.cells.get(cell)
        if (known === undefined) return this.#blocks(cell, inside)
        return 'changes' in known
          ? this.#changes(known.changes, inside)
          : this.#loose(known.kind, cell, inside)
      },
      (row) => {
        const kind = revisionOf(row)
        return kind && this.#revisions && { [kind]: [this.#revisions.next()] }
      },
    )
    return [table, new Paragraph({ style: BODY_STYLE.afterTable })]
  }

  #figure(figure: FigureBlock, { room }: Place): Paragraph[] {
    const { src, id, caption } = figure
    const hasCaption = !isBlank(caption)
    const picture = this.#pictures.get(src)
    // Room for some lines of caption.
    const space = { width: room.width / PIXEL, height: (room.height - (hasCaption ? 1440 : 0)) / PIXEL }
    const child = picture
      ? pictureRun(figure, picture, space, this.#nextDrawing())
      : new TextRun(soundText(missingPicture(figure)))
    const children = this.#woven([{ threads: [], children: [child] }], this.#threadsAbout({ blockId: id }))
    const look = new Paragraph({
      style: picture ? BODY_STYLE.figure : BODY_STYLE.missingFigure,
      ...(hasCaption ? { keepNext: true } : {}),
      children,
    })
    if (!hasCaption) return [look]
    const words = this.#woven(this.#runs(caption), [])
    return [look, new Paragraph({ style: BODY_STYLE.caption, children: words })]
  }

  #nextDrawing(): number {
    this.#drawings += 1
    return FIRST_DRAWING + this.#drawings - 1
  }

  // ---- words

  #runs(inline: readonly Inline[]): ThreadedRuns[] {
    return textRuns(inline, (text) => this.#footnote(text))
  }

  #footnote(text: string): number {
    this.#notes += 1
    const children = [new LightRun(` ${soundText(text)}`, undefined)]
    this.#footnotes[this.#notes] = { children: [new LightParagraph('FootnoteText', children)] }
    return this.#notes
  }

  #woven(runs: readonly ThreadedRuns[], whole: readonly string[]): readonly ParagraphChild[] {
    return this.#comments ? this.#comments.weave(runs, whole) : runs.flatMap(({ children }) => children)
  }

  #threadsAbout(what: Parameters<CommentWriter['threadsAbout']>[0]): readonly string[] {
    return this.#comments?.threadsAbout(what) ?? []
  }
}

/** Whether the first thing to be seen from there on is a table. */
function beginsWithTable(blocks: readonly Block[], from: number): boolean {
  for (let at = from; ; at += 1) {
    const block = blocks[at]
    if (block?.type !== 'paragraph' || !isBlank(block.inline)) return block?.type === 'table'
  }
}

function headingStyle({ level }: ContentSection): string {
  return `Heading${Math.min(4, Math.max(1, level))}`
}

function missingPicture({ alt }: FigureBlock): string {
  return alt.trim() === '' ? '[Không có tệp hình ảnh]' : `[Không có tệp hình ảnh: ${alt.trim()}]`
}

function cellPlace(header: boolean, room: Place['room']): Place {
  const style = header ? BODY_STYLE.headerCell : BODY_STYLE.cell
  return { style, room, indent: 0, nested: NESTED.cell, left: 0, bullets: 0, numbers: 0 }
}
