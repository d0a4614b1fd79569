import {
  CommentRangeEnd,
  CommentRangeStart,
  CommentReference,
  Run,
  TextRun,
  commentIdToParaId,
  type ICommentsOptions,
  type IContext,
  type IXmlableObject,
  type ParagraphChild,
  type XmlComponent,
} from 'docx'
import type { ReportContent } from '../../content/content.ts'
import { must } from '../../must.ts'
import type { PaperThread } from '../paper-order.ts'
import { commentTexts, type CommentText } from './comment-text.ts'
import { threadPlaces, type ThreadPlaces } from './thread-places.ts'

/** Consecutive runs of a paragraph that belong to the same threads. */
export type ThreadedRuns = {
  readonly threads: readonly string[]
  readonly children: readonly ParagraphChild[]
}

/** Stands among the threads about the subject for all that turn out to have no other place. */
const HOMELESS = ''

/**
 * The threads of a review copy as Word's comments. It is asked once for every paragraph, in the order of the paper, and
 * last of all for `comments`.
 *
 * Word hides a comment, and deletes it when it saves, unless the text says where it is: each reply, too, has a range and
 * a reference of its own, beside those of the comment that it replies to.
 */
export class CommentWriter {
  readonly #places: ThreadPlaces
  readonly #threads: ReadonlyMap<string, WovenThread>
  readonly #isPart: boolean
  #next = 0
  #written: ICommentsOptions | undefined

  /** `part`: the paper is not the whole report; a thread that has no place in it is left out then. */
  constructor(
    content: ReportContent,
    threads: readonly PaperThread[],
    { part }: { readonly part: boolean } = { part: false },
  ) {
    this.#isPart = part
    this.#places = threadPlaces(content, threads)
    this.#threads = new Map(threads.map((thread) => [thread.id, new WovenThread(thread)]))
  }

  /** What a paragraph holds, with its comments. `whole`: `threadsAbout` the paragraph; to be asked also where it has no text. */
  weave(runs: readonly ThreadedRuns[], whole: readonly string[]): ParagraphChild[] {
    if (this.#written) throw new Error('a paragraph was woven after the comments were written')
    const around = new Set(whole)
    const spans = spansOf(runs, around)
    return [
      ...[...around].flatMap((id) => this.#begin(id)),
      ...runs.flatMap(({ children }, index) => [
        ...(spans.begin.get(index) ?? []).flatMap((id) => this.#begin(id)),
        ...children,
        ...(spans.end.get(index) ?? []).flatMap((id) => this.#end(id)),
      ]),
      ...[...around].flatMap((id) => this.#end(id)),
      ...(around.has(HOMELESS) ? this.#homeless() : []),
    ]
  }

  /**
   * The threads about a block (also those about the list or table around it: ask for paragraphs and figures only), about a
   * section's heading, or about the subject.
   */
  threadsAbout(
    what: { readonly blockId: string } | { readonly sectionId: string } | 'subject',
  ): readonly string[] {
    if (what === 'subject') return this.#isPart ? [] : [...this.#places.subject, HOMELESS]
    return (
      ('blockId' in what
        ? this.#places.blocks.get(what.blockId)
        : this.#places.sections.get(what.sectionId)) ?? []
    )
  }

  /** For the `Document`, when all paragraphs are woven; undefined where there is none. */
  get comments(): ICommentsOptions | undefined {
    this.#written ??= { children: this.#writeAll() }
    return this.#written.children.length > 0 ? this.#written : undefined
  }

  #begin(id: string): ParagraphChild[] {
    const thread = this.#threads.get(id)
    if (!thread || thread.firstId !== undefined) return []
    thread.firstId = this.#take(thread)
    return thread.starts()
  }

  #end(id: string): ParagraphChild[] {
    return this.#threads.get(id)?.ends() ?? []
  }

  #take({ texts }: WovenThread): number {
    const first = this.#next
    this.#next += texts.length
    return first
  }

  /** Room for all threads; those that have a place elsewhere by the end leave it empty. */
  #homeless(): ParagraphChild[] {
    return [...this.#threads.values()].flatMap((thread) =>
      thread.firstId === undefined ? thread.lastResort() : [],
    )
  }

  #writeAll(): ICommentsOptions['children'] {
    for (const thread of this.#threads.values()) {
      if (thread.firstId === undefined && thread.hasLastResort) thread.settle(this.#take(thread))
    }
    return [...this.#threads.values()]
      .filter(({ firstId }) => firstId !== undefined)
      .sort((a, b) => (a.firstId ?? 0) - (b.firstId ?? 0))
      .flatMap((thread) => thread.comments())
  }
}

/** In which run of a paragraph each thread begins and ends. */
function spansOf(runs: readonly ThreadedRuns[], around: ReadonlySet<string>) {
  const spans = new Map<string, { begin: number; end: number }>()
  for (const [index, { threads }] of runs.entries()) {
    for (const id of threads) {
      const span = spans.get(id)
      if (span) span.end = index
      else if (!around.has(id)) spans.set(id, { begin: index, end: index })
    }
  }
  const begin = new Map<number, string[]>()
  const end = new Map<number, string[]>()
  for (const [id, span] of spans) {
    begin.set(span.begin, [...(begin.get(span.begin) ?? []), id])
    end.set(span.end, [...(end.get(span.end) ?? []), id])
  }
  return { begin, end }
}

/**
 * The library takes comments for the replies of others only if one names a parent, and forgets without it which are
 * resolved. No comment has this id: whose parent it is has none.
 */
const NO_COMMENT = -1

class WovenThread {
  readonly texts: readonly CommentText[]
  /** Of the comment that opens it; its replies have those after it. Undefined until it has a place. */
  firstId: number | undefined
  readonly #isResolved: boolean
  /** It ends where it was seen last. */
  #end = 0
  #lastResort: 'none' | 'there' | 'used' = 'none'

  constructor(thread: PaperThread) {
    this.texts = commentTexts(thread)
    this.#isResolved = thread.resolved !== null
  }

  get hasLastResort(): boolean {
    return this.#lastResort !== 'none'
  }

  starts(): ParagraphChild[] {
    return this.texts.map((_, index) => new CommentRangeStart(this.#id(index)))
  }

  ends(): ParagraphChild[] {
    this.#end += 1
    const end = this.#end
    return this.#marks(() => this.#lastResort !== 'used' && this.#end === end)
  }

  lastResort(): ParagraphChild[] {
    this.#lastResort = 'there'
    const isUsed = () => this.#lastResort === 'used'
    return [
      ...this.texts.map((_, index) => new Later(() => isUsed() && new CommentRangeStart(this.#id(index)))),
      ...this.#marks(isUsed),
    ]
  }

  settle(firstId: number): void {
    this.firstId = firstId
    this.#lastResort = 'used'
  }

  /** With durable ids, as Word writes them: some versions of it are said to make no threads without. */
  comments(): ICommentsOptions['children'] {
    return this.texts.map((text, index) => {
      const id = this.#id(index)
      const parentId = index === 0 ? NO_COMMENT : this.#id(0)
      return { ...text, id, parentId, resolved: this.#isResolved, durableId: commentIdToParaId(id) }
    })
  }

  #marks(isTrue: () => boolean): ParagraphChild[] {
    return this.texts.flatMap((_, index) => [
      new Later(() => isTrue() && new CommentRangeEnd(this.#id(index))),
      new Later(() => isTrue() && reference(this.#id(index))),
    ])
  }

  #id(index: number): number {
    return must(this.firstId, 'a thread that has a place') + index
  }
}

function reference(id: number): Run {
  return new Run({ style: 'CommentReference', children: [new CommentReference(id)] })
}

/** Something of which is known only when all is woven whether it stands here. For its type a run, which it need not be. */
class Later extends TextRun {
  readonly #make: () => XmlComponent | false

  constructor(make: () => XmlComponent | false) {
    super('')
    this.#make = make
  }

  override prepForXml(context: IContext): IXmlableObject | undefined {
    const made = this.#make()
    return made === false ? undefined : made.prepForXml(context)
  }
}
