import { Paragraph, Table, TextRun, type IContext, type IXmlableObject, type ParagraphChild } from 'docx'
import type { PaperSince } from '../paper-order.ts'
import { soundText } from '../sound-text.ts'
import { wallTime } from './comment-text.ts'

/** Whether words came or went. */
export type Revision = 'w:ins' | 'w:del'

/** Comments and bookmarks count from below: no two marks of a file have one id. */
const FIRST_REVISION = 1_000_001

/** Writes one person's changes. What is marked is written only when the file is: by then somebody else's turn has come. */
type Pen = { next(): IXmlableObject }

/** The tracked changes of a review copy: whose they are, and their ids. */
export class Revisions {
  readonly #since: Omit<PaperSince, 'older'>
  readonly #date: string
  #next = FIRST_REVISION
  #pen: Pen

  constructor(since: Omit<PaperSince, 'older'>) {
    this.#since = since
    this.#date = wallTime(since.at).toISOString().replace('.000Z', 'Z')
    this.#pen = this.#penOf(since.author)
  }

  /** Those that follow are of this section. */
  turnTo(sectionId: string): void {
    this.#pen = this.#penOf(this.#since.authors?.get(sectionId) ?? this.#since.author)
  }

  /** The attributes of the next one. */
  next(): IXmlableObject {
    return this.#pen.next()
  }

  #penOf(name: string): Pen {
    const author = soundText(name)
    return {
      next: () => {
        const id = this.#next
        this.#next += 1
        return { _attr: { 'w:id': id, 'w:author': author, 'w:date': this.#date } }
      },
    }
  }

  /** Paragraphs and tables that came or went as a whole. */
  blocks(kind: Revision, written: readonly (Paragraph | Table)[]): (Paragraph | Table)[] {
    const pen = this.#pen
    return written.map((one) =>
      one instanceof Paragraph ? new RevisedParagraph(one, kind, pen) : new RevisedTable(one, kind, pen),
    )
  }

  /** Parts of a paragraph that came or went. */
  runs(kind: Revision, children: readonly ParagraphChild[]): ParagraphChild[] {
    return children.map((child) => new RevisedRun(child, kind, this.#pen))
  }

  /** The look of a run that looked otherwise before. */
  look(before: IXmlableObject | undefined, after: IXmlableObject | undefined): IXmlableObject {
    const old = { 'w:rPr': before ? inside(before, 'w:rPr') : [] }
    return { 'w:rPr': [...(after ? inside(after, 'w:rPr') : []), { 'w:rPrChange': [this.next(), old] }] }
  }
}

class RevisedParagraph extends Paragraph {
  readonly #inner: Paragraph
  readonly #kind: Revision
  readonly #pen: Pen

  constructor(inner: Paragraph, kind: Revision, pen: Pen) {
    super({})
    this.#inner = inner
    this.#kind = kind
    this.#pen = pen
  }

  override prepForXml(context: IContext): IXmlableObject {
    return revised(this.#inner.prepForXml(context) ?? { 'w:p': [] }, this.#kind, this.#pen)
  }
}

class RevisedTable extends Table {
  readonly #inner: Table
  readonly #kind: Revision
  readonly #pen: Pen

  constructor(inner: Table, kind: Revision, pen: Pen) {
    super({ rows: [] })
    this.#inner = inner
    this.#kind = kind
    this.#pen = pen
  }

  override prepForXml(context: IContext): IXmlableObject {
    return revised(this.#inner.prepForXml(context) ?? { 'w:tbl': [] }, this.#kind, this.#pen)
  }
}

/** For its type a run, which it need not be. */
class RevisedRun extends TextRun {
  readonly #inner: ParagraphChild
  readonly #kind: Revision
  readonly #pen: Pen

  constructor(inner: ParagraphChild, kind: Revision, pen: Pen) {
    super('')
    this.#inner = inner
    this.#kind = kind
    this.#pen = pen
  }

  override prepForXml(context: IContext): IXmlableObject | undefined {
    // A bookmark writes itself as several: it stands around what changed, never in it.
    const written = 'prepForXml' in this.#inner ? this.#inner.prepForXml(context) : undefined
    return written && wrapped([written], this.#kind, this.#pen)[0]
  }
}

// ---- what is written, marked

/** A paragraph, table or row of which everything came or went: its words, its end, its rows. */
function revised(element: IXmlableObject, kind: Revision, pen: Pen): IXmlableObject {
  if ('w:p' in element) return { 'w:p': paragraph(inside(element, 'w:p'), kind, pen) }
  if ('w:tr' in element) return { 'w:tr': row(inside(element, 'w:tr'), kind, pen) }
  for (const name of ['w:tbl', 'w:tc']) {
    if (name in element) {
      return {
        [name]: inside(element, name).map((one) => (isXml(one) ? revised(one, kind, pen) : one)),
      }
    }
  }
  return element
}

function paragraph(children: readonly unknown[], kind: Revision, pen: Pen): unknown[] {
  const mark = { 'w:rPr': [{ [kind]: [pen.next()] }] }
  const [first] = children
  const own = isXml(first) && 'w:pPr' in first ? inside(first, 'w:pPr') : undefined
  const page = own?.filter((one) => isXml(one) && 'w:sectPr' in one) ?? []
  const others = own?.filter((one) => !page.includes(one)) ?? []
  const rest = own ? children.slice(1) : children
  return [{ 'w:pPr': [...others, mark, ...page] }, ...wrapped(rest, kind, pen)]
}

function row(children: readonly unknown[], kind: Revision, pen: Pen): unknown[] {
  const [first] = children
  const own = isXml(first) && 'w:trPr' in first ? inside(first, 'w:trPr') : undefined
  const rest = own ? children.slice(1) : children
  const look = { 'w:trPr': [...(own ?? []), { [kind]: [pen.next()] }] }
  return [look, ...rest.map((one) => (isXml(one) ? revised(one, kind, pen) : one))]
}

/** Runs that follow each other in one mark; bookmarks and the ends of comments stand outside. */
function wrapped(children: readonly unknown[], kind: Revision, pen: Pen): IXmlableObject[] {
  const found: IXmlableObject[] = []
  let runs: IXmlableObject[] = []
  const close = () => {
    if (runs.length > 0) found.push({ [kind]: [pen.next(), ...runs] })
    runs = []
  }
  for (const child of children) {
    if (!isXml(child)) continue
    if ('w:r' in child && !isReference(child)) runs.push(kind === 'w:del' ? gone(child) : child)
    else {
      close()
      found.push(child)
    }
  }
  close()
  return found
}

/** The mark of a comment stays, whatever becomes of the words. */
function isReference(run: IXmlableObject): boolean {
  return inside(run, 'w:r').some((one) => isXml(one) && 'w:commentReference' in one)
}

function gone(run: IXmlableObject): IXmlableObject {
  return {
    'w:r': inside(run, 'w:r').map((one) => (isXml(one) && 'w:t' in one ? { 'w:delText': one['w:t'] } : one)),
  }
}

function inside(element: IXmlableObject, name: string): unknown[] {
  const found: unknown = element[name]
  if (Array.isArray(found)) return [...(found as readonly unknown[])]
  return isXml(found) && Object.keys(found).length > 0 ? [found] : []
}

function isXml(value: unknown): value is IXmlableObject {
  return typeof value === 'object' && value !== null
}
