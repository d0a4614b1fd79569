import { setTimeout as wait } from 'node:timers/promises'
import * as Y from 'yjs'
import { newId } from '../../report/id.ts'
import { must } from '../../report/must.ts'
import { type AnchorDraft, type NewThread, THREAD_KINDS } from '../../report/wire/review.ts'
import type { Product } from '../product-server.ts'
import { numbersFrom, prose, sectionsOf } from '../report-text.ts'
import { headersOf } from '../typing/colleagues.ts'

const CONTEXT = 32
const AT_ONCE = 4

/**
 * Threads as an appraisal leaves them: nine in ten on some words, spread over the whole report, every fifth of those over
 * the words of the one before; the rest on a paragraph, a section, or the report. Every third has a reply or two.
 */
export async function addThreads(product: Product, id: string, doc: Y.Doc, count: number): Promise<void> {
  const next = numbersFrom(4)
  const drafts = threadsFor(doc, count, next)
  const address = `${product.origin}/api/reports/${id}/threads`
  const send = async ([thread, replies]: readonly [NewThread, number]) => {
    await post(product, address, thread)
    for (let reply = 0; reply < replies; reply += 1) {
      await post(product, `${address}/${must(thread.id, 'an id')}/messages`, { text: prose(15, next) })
    }
  }
  for (let first = 0; first < drafts.length; first += AT_ONCE) {
    await Promise.all(drafts.slice(first, first + AT_ONCE).map(send))
  }
}

function threadsFor(doc: Y.Doc, count: number, next: () => number): (readonly [NewThread, number])[] {
  const blocks = paragraphs(doc)
  let last: AnchorDraft | undefined
  return Array.from({ length: count }, (_, index) => {
    const block = must(blocks[Math.floor((index * blocks.length) / count)], 'a paragraph')
    const anchor = anchorFor(index, block, next, last)
    if (anchor.kind === 'range') last = anchor
    const kind = must(THREAD_KINDS[index % THREAD_KINDS.length], 'a kind')
    const text = prose(8 + Math.floor(next() * 30), next)
    return [{ id: newId(), kind, anchor, text }, index % 3 === 0 ? 1 + (index % 2) : 0] as const
  })
}

type Paragraph = { readonly sectionId: string; readonly blockId: string; readonly text: string }

function paragraphs(doc: Y.Doc): Paragraph[] {
  return sectionsOf(doc).flatMap((section) =>
    section.toArray().flatMap((block) => {
      const text = block instanceof Y.XmlElement ? block.get(0) : undefined
      if (!(text instanceof Y.XmlText) || text.length < 200) return []
      const blockId = must((block as Y.XmlElement).getAttribute('id'), 'a block id')
      return [{ sectionId: must(section.getAttribute('id'), 'a section id'), blockId, text: text.toJSON() }]
    }),
  )
}

function anchorFor(
  index: number,
  { sectionId, blockId, text }: Paragraph,
  next: () => number,
  last: AnchorDraft | undefined,
): AnchorDraft {
  if (index % 100 === 99) return { kind: 'report' }
  if (index % 20 === 19) return { kind: 'section', sectionId }
  if (index % 20 === 9) return { kind: 'block', blockId }
  if (index % 5 === 1 && last?.kind === 'range' && last.blockId === blockId) return range(blockId, text, last)
  const from = Math.floor(next() * (text.length - 80))
  return range(blockId, text, { from, length: 20 + Math.floor(next() * 60) })
}

/** These words, or from the middle of another anchor on. */
function range(
  blockId: string,
  text: string,
  where: { readonly from: number; readonly length: number } | { readonly quote: string },
): AnchorDraft {
  const from = 'quote' in where ? text.indexOf(where.quote) + Math.floor(where.quote.length / 2) : where.from
  const to = 'quote' in where ? from + where.quote.length : where.from + where.length
  return {
    kind: 'range',
    blockId,
    quote: text.slice(from, to),
    prefix: text.slice(Math.max(0, from - CONTEXT), from),
    suffix: text.slice(to, to + CONTEXT),
  }
}

/** Waits as it is told to where the server finds us too fast. */
async function post(product: Product, address: string, body: unknown): Promise<void> {
  for (;;) {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headersOf(product) },
      body: JSON.stringify(body),
    })
    if (response.ok) return
    const problem = await response.text()
    if (response.status !== 429) throw new Error(`${address} answered ${response.status}: ${problem}`)
    await wait(1000 * Number(response.headers.get('retry-after') ?? '1'))
  }
}
