import type { TextMarks } from '../../report/content/content.ts'
import { ReportError } from '../../report/wire/errors.ts'
import { LARGEST_SPAN } from '../../report/schema/names.ts'
import { ListCounter, readLists, type List } from '../word-numbering.ts'
import { composeInline, type Raw } from './compose-inline.ts'
import type { Drawn, Grid, GridCell, Line, Piece } from './pieces.ts'
import { Styles } from './styles.ts'
import type { Warnings } from './warnings.ts'
import type { Relationship, WordPackage } from './word-package.ts'
import { child, children, descendants, textOf, value, type XmlElement } from './xml.ts'

/** English Metric Units of a pixel. */
const PIXEL = 9525

/** Reads the text of a Word file: what is inserted and tracked counts as said, what is deleted does not. */
export function readBody(file: WordPackage, warnings: Warnings): Piece[] {
  return new BodyReader(file, warnings).read()
}

/** A field that is being read: its instruction, and whether what comes is already what it shows. */
type Field = { instruction: string; showing: boolean }

/** The paragraph that is being read. */
type Draft = {
  readonly raw: (Raw & { readonly toc: boolean })[]
  readonly before: Drawn[]
  readonly after: Drawn[]
  /** What text boxes that hang on it say. */
  readonly boxed: Piece[]
  letters: number
  bold: number
  italic: number
}

class BodyReader {
  readonly #file: WordPackage
  readonly #warnings: Warnings
  readonly #relationships: ReadonlyMap<string, Relationship>
  readonly #styles: Styles
  readonly #lists: ReadonlyMap<string, List>
  readonly #counter: ListCounter
  readonly #indents: ReadonlyMap<string, number>
  readonly #notes: ReadonlyMap<string, XmlElement>
  /** Whether every field ends: one that does not would hide all that follows. */
  #fieldsEnd = true
  #fields: Field[] = []
  /** What a paragraph whose end was deleted leaves to the next one. */
  #left: Draft | undefined
  #style: string | undefined

  constructor(file: WordPackage, warnings: Warnings) {
    this.#file = file
    this.#warnings = warnings
    this.#relationships = file.relationships(file.main)
    const parts = new Map<string, string>()
    for (const { type, part } of this.#relationships.values()) if (part !== undefined) parts.set(type, part)
    this.#styles = new Styles(file, parts)
    this.#lists = readLists(file.text(parts.get('numbering') ?? ''))
    this.#counter = new ListCounter(this.#lists)
    this.#indents = indentsOf(file.xml(parts.get('numbering') ?? ''))
    this.#notes = new Map([
      ...notesOf(file.xml(parts.get('footnotes') ?? ''), 'w:footnote'),
      ...notesOf(file.xml(parts.get('endnotes') ?? ''), 'w:endnote'),
    ])
  }

  read(): Piece[] {
    const body = child(this.#file.xml(this.#file.main), 'w:body')
    if (!body) throw new ReportError('unreadable-file', 'Tệp không phải văn bản Word.')
    const fields = descendants(body, 'w:fldChar').map(({ attributes }) => attributes['w:fldCharType'])
    const count = (type: string) => fields.filter((one) => one === type).length
    this.#fieldsEnd = count('begin') === count('end')
    const pieces = this.#pieces(body)
    return this.#left ? [...pieces, ...this.#finish(this.#left, undefined)] : pieces
  }

  #pieces(parent: XmlElement | undefined): Piece[] {
    return children(parent).flatMap((element) => this.#piece(element))
  }

  #piece(element: XmlElement): Piece[] {
    switch (element.name) {
      case 'w:p':
        return this.#paragraph(element)
      case 'w:tbl':
        return this.#table(element)
      case 'w:sdt':
        if (isTableOfContents(element)) return []
        return this.#pieces(child(element, 'w:sdtContent'))
      case 'w:altChunk':
        this.#warnings.add('content-dropped')
        return []
      case 'w:ins':
      case 'w:moveTo':
        this.#warnings.add('tracked-changes-accepted')
        return this.#pieces(element)
      case 'w:customXml':
      case 'w:smartTag':
        return this.#pieces(element)
      case 'mc:AlternateContent':
        return this.#pieces(child(element, 'mc:Choice') ?? child(element, 'mc:Fallback'))
      case 'm:oMathPara':
      case 'm:oMath':
        return this.#finish(this.#mathDraft(element), undefined)
      default:
        return []
    }
  }

  #mathDraft(element: XmlElement): Draft {
    const draft = emptyDraft()
    this.#inline(element, draft)
    return draft
  }

  #paragraph(element: XmlElement): Piece[] {
    const properties = child(element, 'w:pPr')
    const outer = this.#style
    this.#style = value(properties, 'w:pStyle')
    const draft = this.#left ?? emptyDraft()
    this.#left = undefined
    this.#children(element, draft)
    const style = this.#style
    this.#style = outer
    if (child(child(properties, 'w:rPr'), 'w:del')) {
      this.#warnings.add('tracked-changes-accepted')
      this.#left = draft
      return []
    }
    if (style !== undefined && !this.#styles.has(style)) this.#warnings.add('style-unknown', style)
    return this.#finish(draft, properties)
  }

  #finish(draft: Draft, properties: XmlElement | undefined): Piece[] {
    const styles = this.#styles
    const style = styles.name(value(properties, 'w:pStyle'))
    const composed = composeInline(
      draft.raw.filter(({ toc }) => !toc),
      this.#warnings,
    )
    const inline = composed.some(({ type }) => type !== 'break') ? composed : []
    const text = inline
      .map((one) => (one.type === 'text' ? one.text : one.type === 'break' ? '\n' : ''))
      .join('')
    const { list: id, level = 0 } = styles.numbering(properties)
    const format = id === undefined ? undefined : this.#lists.get(id)?.levels.get(level)
    const isListed = id !== undefined && id !== '0' && format !== undefined
    // Word counts an empty paragraph too.
    const label = isListed ? this.#counter.label({ list: id, level }) : ''
    const outline = styles.outlineLevel(properties)
    if (/^toc ?(?:\d|heading)/.test(style)) return draft.boxed
    const isSeen = label !== '' && (format?.format !== 'bullet' || outline !== undefined)
    if (inline.length + draft.before.length + draft.after.length === 0 && !isSeen) return draft.boxed
    const own = child(properties, 'w:ind')?.attributes
    const indent = leftOf(own) ?? this.#indents.get(`${id ?? ''} ${level}`) ?? 720 * (level + 1)
    const line: Line = {
      type: 'line',
      inline,
      text,
      pictures: { before: draft.before, after: draft.after },
      style,
      outline,
      label,
      list: isListed ? { id, format: format.format, pattern: format.pattern, level, indent } : undefined,
      isCentred: styles.alignment(properties) === 'center',
      isBold: draft.letters > 0 && draft.bold === draft.letters,
      isItalic: draft.letters > 0 && draft.italic === draft.letters,
    }
    return [line, ...draft.boxed]
  }

  #children(element: XmlElement, draft: Draft): void {
    for (const one of children(element)) this.#inline(one, draft)
  }

  #inline(element: XmlElement, draft: Draft): void {
    switch (element.name) {
      case 'w:r':
        return this.#run(element, draft)
      case 'w:ins':
      case 'w:moveTo':
        this.#warnings.add('tracked-changes-accepted')
        return this.#children(element, draft)
      case 'w:del':
      case 'w:moveFrom':
        return this.#warnings.add('tracked-changes-accepted')
      case 'w:hyperlink':
        if (element.attributes['r:id'] !== undefined) this.#warnings.add('link-flattened')
        return this.#children(element, draft)
      case 'w:sdt':
        return this.#children(child(element, 'w:sdtContent') ?? element, draft)
      case 'w:fldSimple':
      case 'w:smartTag':
      case 'w:customXml':
      case 'w:dir':
      case 'w:bdo':
        return this.#children(element, draft)
      case 'mc:AlternateContent':
        return this.#alternatives(element, draft)
      case 'm:oMath':
      case 'm:oMathPara':
        return this.#addText(descendants(element, 'm:t').map(textOf).join(''), element, draft)
      case 'w:drawing':
      case 'w:pict':
      case 'w:object':
        return this.#drawing(element, draft)
      default:
        return undefined
    }
  }

  // The choices are for programs that know a drawing's newest form; the fallback shows the same.
  #alternatives(element: XmlElement, draft: Draft): void {
    const choice = child(element, 'mc:Choice')
    const known = choice && [
      ...descendants(choice, 'wps:txbx'),
      ...descendants(choice, 'pic:pic'),
      ...descendants(choice, 'w:t'),
    ]
    const chosen = known && known.length > 0 ? choice : (child(element, 'mc:Fallback') ?? choice)
    if (chosen) for (const one of children(chosen)) this.#runChild(one, element, draft)
  }

  #run(run: XmlElement, draft: Draft): void {
    for (const one of children(run)) this.#runChild(one, run, draft)
  }

  #runChild(element: XmlElement, run: XmlElement, draft: Draft): void {
    switch (element.name) {
      case 'w:t':
        return this.#addText(textOf(element).replace(/[\r\n]+/g, ' '), run, draft)
      case 'w:tab':
      case 'w:ptab':
        return this.#addText(' ', run, draft)
      case 'w:noBreakHyphen':
        return this.#addText('-', run, draft)
      case 'w:softHyphen':
        // In a TCVN3 font this is the letter ư; elsewhere cleaning takes it out.
        return this.#addText('\u00AD', run, draft)
      case 'w:sym':
        return this.#sign(element, draft, run)
      case 'w:cr':
        return this.#add({ type: 'break' }, draft)
      case 'w:br':
        if (!['page', 'column'].includes(element.attributes['w:type'] ?? ''))
          this.#add({ type: 'break' }, draft)
        return undefined
      case 'w:fldChar':
        return this.#field(element.attributes['w:fldCharType'] ?? '')
      case 'w:instrText': {
        const field = this.#fields.at(-1)
        if (field && field.instruction.length < 100) field.instruction += textOf(element)
        return undefined
      }
      case 'w:footnoteReference':
      case 'w:endnoteReference':
        return this.#note(element, draft)
      case 'w:commentReference':
        return this.#warnings.add('comments-dropped')
      case 'mc:AlternateContent':
        return this.#alternatives(element, draft)
      default:
        return this.#inline(element, draft)
    }
  }

  #isHidden(): boolean {
    return this.#fieldsEnd && this.#fields.some(({ showing }) => !showing)
  }

  #add(one: Raw, draft: Draft): void {
    if (this.#isHidden()) return
    const toc = this.#fieldsEnd && this.#fields.some(({ instruction }) => /^\s*TOC\b/.test(instruction))
    draft.raw.push({ ...one, toc })
  }

  #addText(text: string, run: XmlElement, draft: Draft, font?: string): void {
    if (text === '' || this.#isHidden()) return
    const properties = child(run, 'w:rPr')
    const shown = font ?? this.#styles.font(properties, this.#style)
    this.#add({ type: 'text', text, font: shown, marks: this.#marks(properties) }, draft)
    const letters = text.match(/[\p{L}\p{N}\u00A1-\u00FF]/gu)?.length ?? 0
    draft.letters += letters
    if (this.#styles.toggle('w:b', properties, this.#style)) draft.bold += letters
    if (this.#styles.toggle('w:i', properties, this.#style)) draft.italic += letters
  }

  #marks(properties: XmlElement | undefined): TextMarks {
    if (!properties) return {}
    const styles = this.#styles
    const underline = styles.own('w:u', properties) ?? 'none'
    const place = styles.own('w:vertAlign', properties)
    return {
      ...(styles.ownToggle('w:b', properties) === true ? { bold: true as const } : {}),
      ...(styles.ownToggle('w:i', properties) === true ? { italic: true as const } : {}),
      ...(['none', 'false', '0'].includes(underline) ? {} : { underline: true as const }),
      ...(place === 'superscript' ? { superscript: true as const } : {}),
      ...(place === 'subscript' ? { subscript: true as const } : {}),
    }
  }

  #sign(element: XmlElement, draft: Draft, run: XmlElement): void {
    const code = Number.parseInt(element.attributes['w:char'] ?? '', 16)
    if (!Number.isInteger(code) || code < 0x20 || code > 0xffff) return
    const sign = String.fromCharCode(code < 0x100 ? code + 0xf000 : code)
    this.#addText(sign, run, draft, element.attributes['w:font'] ?? '')
  }

  #field(type: string): void {
    const field = this.#fields.at(-1)
    if (type === 'begin') this.#fields.push({ instruction: '', showing: false })
    else if (type === 'separate' && field) field.showing = true
    else if (type === 'end') this.#fields.pop()
  }

  #note(reference: XmlElement, draft: Draft): void {
    const kind = reference.name === 'w:endnoteReference' ? 'w:endnote' : 'w:footnote'
    const note = this.#notes.get(`${kind} ${reference.attributes['w:id'] ?? ''}`)
    if (!note || this.#isHidden()) return
    const outer = this.#fields
    this.#fields = []
    const pieces = this.#pieces(note).flatMap(linesOf)
    this.#fields = outer
    const text = pieces
      .map((line) => line.text.replace(/\s+/gu, ' '))
      .join(' ')
      .trim()
    const hasMarks = pieces.some(({ inline }) =>
      inline.some((one) => one.type === 'text' && Object.keys(one.marks).length > 0),
    )
    if (hasMarks) this.#warnings.add('footnote-formatting-dropped')
    const pictures = pieces.flatMap((line) => [...line.pictures.before, ...line.pictures.after])
    if (pictures.length > 0) this.#warnings.add('picture-dropped', undefined, pictures.length)
    this.#add({ type: 'footnote', text }, draft)
  }

  #drawing(element: XmlElement, draft: Draft): void {
    const boxes = outermost(element, ['w:txbxContent'])
    if (boxes.length > 0) {
      const outer = this.#style
      const said = boxes.flatMap((box) => this.#pieces(box))
      this.#style = outer
      if (said.length > 0) this.#warnings.add('text-boxes-moved')
      draft.boxed.push(...said)
    }
    const pictures = this.#pictures(element)
    const place = draft.raw.some((one) => one.type !== 'text' || one.text.trim() !== '')
      ? draft.after
      : draft.before
    place.push(...pictures)
    const isOther = outermost(element, ['a:graphicData']).some(
      ({ attributes }) => !/\/(?:picture|wordprocessing\w+)$/.test(attributes['uri'] ?? ''),
    )
    const isObject = outermost(element, ['o:OLEObject']).length > 0
    if ((isOther || isObject) && pictures.length === 0) this.#warnings.add('picture-unsupported')
  }

  #pictures(element: XmlElement): Drawn[] {
    const frames = outermost(element, ['wp:inline', 'wp:anchor'])
    const drawn = frames.flatMap((frame) => {
      const about = child(frame, 'wp:docPr')?.attributes ?? {}
      const width = Number(child(frame, 'wp:extent')?.attributes['cx'])
      const pictures = outermost(frame, ['pic:pic'])
      return pictures.flatMap((picture) =>
        outermost(picture, ['a:blip']).map(({ attributes }) => ({
          part: this.#partOf(attributes['r:embed']),
          alt: (about['descr'] ?? '') || (about['title'] ?? ''),
          width: width > 0 && pictures.length === 1 ? Math.round(width / PIXEL) : null,
        })),
      )
    })
    const old = outermost(element, ['v:imagedata']).map(({ attributes }) => ({
      part: this.#partOf(attributes['r:id']),
      alt: attributes['o:title'] ?? '',
      width: null,
    }))
    return [...drawn, ...old]
  }

  #partOf(id: string | undefined): string | undefined {
    return id === undefined ? undefined : this.#relationships.get(id)?.part
  }

  #table(element: XmlElement): Piece[] {
    const rows: { readonly cells: readonly MergedCell[] }[] = []
    let inHeader = true
    for (const row of unwrapped(element, 'w:tr')) {
      const properties = child(row, 'w:trPr')
      if (child(properties, 'w:del')) {
        this.#warnings.add('tracked-changes-accepted')
        continue
      }
      const mark = child(properties, 'w:tblHeader')?.attributes['w:val'] ?? 'true'
      inHeader &&= child(properties, 'w:tblHeader') !== undefined && !['false', '0', 'off'].includes(mark)
      rows.push({ cells: this.#cells(row, inHeader, Number(value(properties, 'w:gridBefore') ?? 0)) })
    }
    const grid: Grid = {
      type: 'grid',
      rows: mergeDown(rows.map(({ cells }) => cells)).filter((row) => row.length > 0),
    }
    return grid.rows.length > 0 ? [grid] : []
  }

  /** Papers of this product name the style of their header cells so, also beside a row. */
  #isHeading(cell: XmlElement): boolean {
    return children(cell, 'w:p').some((one) => value(child(one, 'w:pPr'), 'w:pStyle') === 'TableHeading')
  }

  #cells(row: XmlElement, header: boolean, skipped: number): MergedCell[] {
    const cells: MergedCell[] = []
    let column = 0
    if (skipped > 0) {
      const colspan = Math.min(skipped, LARGEST_SPAN.colspan)
      cells.push({ header, colspan, pieces: [], continues: false })
      column = colspan
    }
    for (const cell of unwrapped(row, 'w:tc')) {
      const properties = child(cell, 'w:tcPr')
      const pieces = this.#pieces(cell)
      const span = Math.floor(Number(value(properties, 'w:gridSpan') ?? 1)) || 1
      const colspan = Math.max(1, Math.min(span, LARGEST_SPAN.colspan - column))
      const last = cells.at(-1)
      if (value(properties, 'w:hMerge') === 'continue' && last) {
        cells[cells.length - 1] = {
          ...last,
          colspan: last.colspan + colspan,
          pieces: [...last.pieces, ...pieces],
        }
      } else {
        const merge = child(properties, 'w:vMerge')
        const continues = merge !== undefined && (merge.attributes['w:val'] ?? 'continue') === 'continue'
        cells.push({ header: header || this.#isHeading(cell), colspan, pieces, continues })
      }
      column += colspan
    }
    return cells
  }
}

/** How far the levels of lists stand from the margin, by list and level. */
function indentsOf(numbering: XmlElement | undefined): Map<string, number> {
  const definitions = new Map(
    children(numbering, 'w:abstractNum').map(
      (one) => [one.attributes['w:abstractNumId'] ?? '', one] as const,
    ),
  )
  const indents = new Map<string, number>()
  for (const list of children(numbering, 'w:num')) {
    for (const level of children(definitions.get(value(list, 'w:abstractNumId') ?? ''), 'w:lvl')) {
      const left = leftOf(child(child(level, 'w:pPr'), 'w:ind')?.attributes)
      const key = `${list.attributes['w:numId'] ?? ''} ${level.attributes['w:ilvl'] ?? ''}`
      if (left !== undefined) indents.set(key, left)
    }
  }
  return indents
}

function leftOf(indent: Readonly<Record<string, string>> | undefined): number | undefined {
  const left = Number(indent?.['w:start'] ?? indent?.['w:left'] ?? Number.NaN)
  return Number.isFinite(left) ? left : undefined
}

type MergedCell = {
  readonly header: boolean
  readonly colspan: number
  readonly pieces: readonly Piece[]
  /** It is one with the cell above it. */
  readonly continues: boolean
}

function mergeDown(rows: readonly (readonly MergedCell[])[]): GridCell[][] {
  type Open = { header: boolean; colspan: number; rowspan: number; pieces: Piece[] }
  const above = new Map<number, Open>()
  return rows.map((row) => {
    const cells: Open[] = []
    let column = 0
    for (const { header, colspan, pieces, continues } of row) {
      const upper = continues ? above.get(column) : undefined
      if (upper && upper.colspan === colspan && upper.rowspan < LARGEST_SPAN.rowspan) {
        upper.rowspan += 1
        upper.pieces.push(...pieces)
      } else {
        const cell: Open = { header, colspan, rowspan: 1, pieces: [...pieces] }
        above.set(column, cell)
        cells.push(cell)
      }
      column += colspan
    }
    return cells
  })
}

function linesOf(piece: Piece): Line[] {
  return piece.type === 'line'
    ? [piece]
    : piece.rows.flatMap((row) => row.flatMap((cell) => cell.pieces.flatMap(linesOf)))
}

function emptyDraft(): Draft {
  return { raw: [], before: [], after: [], boxed: [], letters: 0, bold: 0, italic: 0 }
}

function notesOf(root: XmlElement | undefined, name: string): [string, XmlElement][] {
  return children(root, name).map((note) => [`${name} ${note.attributes['w:id'] ?? ''}`, note])
}

function isTableOfContents(element: XmlElement): boolean {
  const gallery = value(child(child(element, 'w:sdtPr'), 'w:docPartObj'), 'w:docPartGallery')
  return gallery === 'Table of Contents'
}

/** Rows of a table or cells of a row, also those that stand in a control or were inserted and tracked. */
function unwrapped(parent: XmlElement, name: string): XmlElement[] {
  return children(parent).flatMap((element) => {
    if (element.name === name) return [element]
    return ['w:sdt', 'w:sdtContent', 'w:customXml', 'w:ins', 'w:moveTo'].includes(element.name)
      ? unwrapped(element, name)
      : []
  })
}

/** The elements of these names below it that stand in none of the kind, nor in a text box. */
function outermost(element: XmlElement, names: readonly string[]): XmlElement[] {
  return children(element).flatMap((one) => {
    if (names.includes(one.name)) return [one]
    return one.name === 'w:txbxContent' ? [] : outermost(one, names)
  })
}
