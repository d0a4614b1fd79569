import type { Block, ContentSection, ReportContent } from '../../content/content.ts'
import { NODE } from '../../schema/names.ts'
import type { PaperThread } from '../paper-order.ts'

type ThreadIds = ReadonlyMap<string, readonly string[]>

/** What carries the comments that are about no words in particular. */
export type ThreadPlaces = {
  /** By the ids of paragraphs and figures. */
  readonly blocks: ThreadIds
  /** On their headings. */
  readonly sections: ThreadIds
  readonly subject: readonly string[]
}

/** Where the threads stand that are about no words. Those about words of the content are none of them. */
export function threadPlaces(content: ReportContent, threads: readonly PaperThread[]): ThreadPlaces {
  const paper = new PaperMap(content)
  const blocks = new Map<string, string[]>()
  const sections = new Map<string, string[]>()
  const subject: string[] = []
  for (const thread of threads) {
    const place = placeOf(thread, paper)
    if (place.type === 'blocks') for (const id of place.ids) add(blocks, id, thread.id)
    else if (place.type === 'heading') add(sections, place.sectionId, thread.id)
    else if (place.type === 'subject') subject.push(thread.id)
  }
  return { blocks, sections, subject }
}

function add(ids: Map<string, string[]>, key: string, threadId: string): void {
  const known = ids.get(key)
  if (known) known.push(threadId)
  else ids.set(key, [threadId])
}

type Place =
  | { readonly type: 'words' }
  /** From the first of these to the last. */
  | { readonly type: 'blocks'; readonly ids: readonly string[] }
  | { readonly type: 'heading'; readonly sectionId: string }
  | { readonly type: 'subject' }

function placeOf({ id, about, sectionId }: PaperThread, paper: PaperMap): Place {
  switch (about.type) {
    case 'words':
      return paper.worded.has(id) ? { type: 'words' } : paper.headOf(sectionId)
    case 'block': {
      const ids = paper.linesOf(about.blockId)
      return ids.length > 0
        ? { type: 'blocks', ids }
        : paper.headOf(sectionId ?? paper.holderOf(about.blockId))
    }
    case 'section':
      return about.sectionId === NODE.preamble ? paper.preamble() : paper.headOf(about.sectionId)
    case 'report':
      return { type: 'subject' }
    case 'gone':
      return paper.headOf(sectionId)
    default:
      return about satisfies never
  }
}

/** What stands where in a content. */
class PaperMap {
  /** The threads of words. */
  readonly worded = new Set<string>()
  readonly #sections: ReadonlySet<string>
  /** The paragraphs and figures in each block, itself among them. */
  readonly #lines = new Map<string, string[]>()
  readonly #holders = new Map<string, string>()
  readonly #preamble: readonly string[]

  constructor({ preamble, sections }: ReportContent) {
    this.#sections = new Set(sections.map(({ id }) => id))
    this.#preamble = this.#note(preamble, NODE.preamble)
    for (const { id, blocks } of sections) this.#note(blocks, id)
  }

  linesOf(blockId: string): readonly string[] {
    return this.#lines.get(blockId) ?? []
  }

  holderOf(blockId: string): string | undefined {
    return this.#holders.get(blockId)
  }

  headOf(sectionId: string | undefined): Place {
    if (sectionId === NODE.preamble) return this.preamble(1)
    return sectionId !== undefined && this.#sections.has(sectionId)
      ? { type: 'heading', sectionId }
      : { type: 'subject' }
  }

  /** The opening paragraphs have no heading: themselves, or so many of them. */
  preamble(most = Infinity): Place {
    const ids = this.#preamble.slice(0, most)
    return ids.length > 0 ? { type: 'blocks', ids } : { type: 'subject' }
  }

  #note(blocks: readonly Block[], sectionId: ContentSection['id']): string[] {
    return blocks.flatMap((block) => {
      const lines = this.#linesIn(block, sectionId)
      if (block.id !== '' && !this.#holders.has(block.id)) {
        this.#holders.set(block.id, sectionId)
        this.#lines.set(block.id, lines)
      }
      return lines
    })
  }

  #linesIn(block: Block, sectionId: string): string[] {
    switch (block.type) {
      case 'paragraph':
      case 'figure':
        this.#noteWords(block.type === 'figure' ? block.caption : block.inline)
        return block.id === '' ? [] : [block.id]
      case 'list':
        return block.items.flatMap((item) => this.#note(item, sectionId))
      case 'table':
        return block.rows.flatMap((row) => row.flatMap((cell) => this.#note(cell.blocks, sectionId)))
      default:
        return block satisfies never
    }
  }

  #noteWords(inline: Extract<Block, { type: 'paragraph' }>['inline']): void {
    for (const one of inline) {
      if (one.type === 'break') continue
      for (const id of one.threads ?? []) this.worded.add(id)
    }
  }
}
