import { Document, Packer, Paragraph, type FileChild, type ISectionOptions, type Table } from 'docx'
import { compareContents } from '../compare/compare.ts'
import type { BlockChange } from '../compare/comparison.ts'
import type { Block, ContentSection, ReportContent } from '../content/content.ts'
import { withBelow } from '../form/blockers.ts'
import { PROFILE, textWidth, type Profile } from '../form/profiles.ts'
import { must } from '../must.ts'
import { NODE } from '../schema/names.ts'
import { BodyWriter } from './body/body-writer.ts'
import { KeptWithNext } from './body/light-xml.ts'
import { fixTimes } from './fixed-times.ts'
import { appendixHead } from './frame/appendix.ts'
import { paperStyles } from './frame/frame-styles.ts'
import { letterhead, partHead, typeAndSubject } from './frame/head.ts'
import { gap } from './frame/line.ts'
import { coreProperties, settings, sourceProperties } from './frame/own-parts.ts'
import { pages } from './frame/page.ts'
import { signatureBlock } from './frame/signature.ts'
import type { PaperOrder } from './paper-order.ts'
import { withCommentStyles } from './review/comment-styles.ts'
import { CommentWriter } from './review/comment-writer.ts'
import { withoutThreads } from './review/merged-blocks.ts'
import { mergedSections, type MergedPaper, type MergedSection } from './review/merged-sections.ts'
import { Revisions, type Revision } from './review/revisions.ts'

/**
 * The official paper as a Word file. The same order makes the same bytes, wherever and whenever. Throws when
 * `order.section` is not in the report. Hundreds of pages take most of a second: not for a thread that has something else
 * to do.
 */
export async function paperDocx(order: PaperOrder): Promise<Uint8Array> {
  const profile = PROFILE[order.profile]
  const content = order.section === undefined ? order.content : partOf(order.content, order.section)
  const comments =
    order.review && new CommentWriter(content, order.review.threads, { part: order.section !== undefined })
  const { head, pictures, since } = order
  const revisions = since && order.review ? new Revisions(since) : undefined
  const merged = since && order.review ? mergedPaper(since.older, content, order.section) : undefined
  const headingMark = head.headingMark ?? '.'
  const body = new BodyWriter({ profile, headingMark, pictures, comments, revisions })
  // Comments and notes count in the order in which they are written: nothing here may be written twice, or out of turn.
  const plain = merged ?? plainPaper(content)
  const parts = { profile, body, comments, revisions }
  const sections = new PaperWriter({ ...order, content }, plain, parts).sections()
  const document = new Document({
    styles: comments ? withCommentStyles(paperStyles(profile)) : paperStyles(profile),
    numbering: body.numbering,
    footnotes: body.footnotes,
    customProperties: sourceProperties(order),
    ...(comments?.comments ? { comments: comments.comments } : {}),
    sections,
  })
  const zip = await Packer.pack(document, 'uint8array', undefined, [coreProperties(order), settings(order)])
  fixTimes(zip)
  return zip
}

const PREAMBLE = NODE.preamble

/** One section with all below it, or the opening paragraphs. */
function partOf({ preamble, sections }: ReportContent, id: string): ReportContent {
  if (id === PREAMBLE) return { preamble, sections: [] }
  const index = sections.findIndex((section) => section.id === id)
  must(sections[index], `a section ${id} in the report`)
  return { preamble: [], sections: withBelow(sections, index) }
}

/** The two texts in one another. */
function mergedPaper(older: ReportContent, content: ReportContent, section: string | undefined): MergedText {
  const isNew = section !== undefined && older.sections.every(({ id }) => id !== section)
  const none = isNew && section !== PREAMBLE
  const before = none ? NOTHING : section === undefined ? older : partOf(older, section)
  const comparison = compareContents(before, content)
  return { ...mergedSections(comparison, content), preamble: comparison.preamble }
}

const NOTHING: ReportContent = { preamble: [], sections: [] }

type MergedText = MergedPaper & { readonly preamble: readonly BlockChange[] }

/** A text of which nothing changed. */
function plainPaper({ preamble, sections }: ReportContent): MergedText {
  const { text, attached } = parted(sections)
  const kept = (section: ContentSection): MergedSection => ({
    kind: 'kept',
    section,
    older: section,
    titleWords: undefined,
    blocks: same(section.blocks),
  })
  return {
    preamble: same(preamble),
    text: text.map(kept),
    behind: [],
    attached: attached.map((appendix) => appendix.map(kept)),
  }
}

function same(blocks: readonly Block[]): BlockChange[] {
  return blocks.map((block) => ({ kind: 'same', block }))
}

type Parts = {
  readonly profile: Profile
  readonly body: BodyWriter
  readonly comments: CommentWriter | undefined
  readonly revisions: Revisions | undefined
}

class PaperWriter {
  readonly #order: PaperOrder
  readonly #paper: MergedText
  readonly #profile: Profile
  readonly #body: BodyWriter
  readonly #comments: CommentWriter | undefined
  readonly #revisions: Revisions | undefined

  constructor(order: PaperOrder, paper: MergedText, { profile, body, comments, revisions }: Parts) {
    this.#order = order
    this.#paper = paper
    this.#profile = profile
    this.#body = body
    this.#comments = comments
    this.#revisions = revisions
  }

  /** The report, and behind its signature each appendix on pages of its own. */
  sections(): ISectionOptions[] {
    const { attached } = this.#paper
    const part = this.#order.section !== undefined
    if (part && attached.length > 0) return attached.map((one) => this.#appendix(one, partHead(this.#order)))
    return [
      pages(part ? this.#part() : this.#report(), { lies: 'portrait', counts: 'anew' }, this.#profile),
      ...attached.map((one) => this.#appendix(one, [])),
    ]
  }

  #report(): FileChild[] {
    const { content, head, toc, pagesOnly = false } = this.#order
    const filled = pagesOnly ? 'at-layout' : 'by-word'
    return [
      ...letterhead(this.#order, this.#profile),
      ...typeAndSubject(this.#order, this.#profile, this.#comments),
      ...(toc ? this.#body.tableOfContents(content.sections, { filled }) : []),
      ...endingWithNext(this.#text()),
      ...signatureBlock(head, this.#profile),
      ...this.#behind(),
    ]
  }

  #part(): FileChild[] {
    return [...partHead(this.#order), ...this.#text(), ...this.#behind(), gap()]
  }

  #text(): FileChild[] {
    const width = textWidth(this.#profile)
    const { preamble, text } = this.#paper
    this.#revisions?.turnTo(PREAMBLE)
    return [
      ...this.#body.changes(preamble, width),
      ...text.flatMap((section) => this.#section(section, width)),
    ]
  }

  /** Appendices that are gone have no pages of their own any more. */
  #behind(): FileChild[] {
    const { behind } = this.#paper
    if (behind.length === 0) return []
    const width = textWidth(this.#profile)
    return [...behind.flatMap((section) => this.#section(section, width)), gap()]
  }

  #section(merged: MergedSection, width: number): FileChild[] {
    const { section } = merged
    this.#revisions?.turnTo(section.id)
    switch (merged.kind) {
      case 'kept':
        return [this.#body.heading(section, merged.titleWords), ...this.#body.changes(merged.blocks, width)]
      case 'come':
        return this.#revised('w:ins', [
          this.#body.heading(section),
          ...this.#body.blocks(section.blocks, width),
        ])
      case 'gone': {
        const head =
          section.appendix === null
            ? [this.#body.goneHeading(section)]
            : appendixHead({ ...section, id: '' }, this.#appendixHead())
        return this.#revised('w:del', [...head, ...this.#body.blocks(withoutThreads(section.blocks), width)])
      }
      default:
        return merged satisfies never
    }
  }

  #revised(kind: Revision, written: readonly (Paragraph | Table)[]): FileChild[] {
    return this.#revisions?.blocks(kind, written) ?? [...written]
  }

  #appendixHead() {
    return {
      head: this.#order.head,
      profile: this.#profile,
      body: this.#body,
      comments: this.#comments,
      revisions: this.#revisions,
    }
  }

  #appendix([appendix, ...below]: readonly MergedSection[], above: readonly FileChild[]): ISectionOptions {
    const first = must(appendix, 'an appendix at the head of its pages')
    const { section } = first
    const profile = this.#profile
    const lies = section.appendix ?? 'portrait'
    const width = textWidth(profile, lies)
    const children = [
      ...above,
      ...this.#appendixBegin(first, width),
      ...below.flatMap((one) => this.#section(one, width)),
      gap(),
    ]
    const anew = profile.pageNumber.appendices === 'restart' || above.length > 0
    return pages(children, { lies, counts: anew ? 'anew' : 'on' }, profile)
  }

  #appendixBegin(appendix: MergedSection, width: number): FileChild[] {
    const { section } = appendix
    this.#revisions?.turnTo(section.id)
    if (appendix.kind === 'kept') {
      const head = appendixHead(section, this.#appendixHead(), appendix.older)
      return [...head, ...this.#body.changes(appendix.blocks, width)]
    }
    const head = appendixHead(section, this.#appendixHead())
    return this.#revised('w:ins', [...head, ...this.#body.blocks(section.blocks, width)])
  }
}

/** Nobody signs a page that says nothing: the end of the text goes with the signature. */
function endingWithNext(text: readonly FileChild[]): FileChild[] {
  return text.map((one, index) =>
    index === text.length - 1 && one instanceof Paragraph ? new KeptWithNext(one) : one,
  )
}

/** What stands in the report itself, and its appendices, each with all below it. */
function parted(sections: readonly ContentSection[]): {
  readonly text: readonly ContentSection[]
  readonly attached: readonly (readonly ContentSection[])[]
} {
  const attached = sections.flatMap((appendix, index) =>
    appendix.appendix === null ? [] : [withBelow(sections, index)],
  )
  const apart = new Set(attached.flat())
  return { text: sections.filter((section) => !apart.has(section)), attached }
}
