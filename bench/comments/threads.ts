import { setTimeout as wait } from 'node:timers/promises'
import * as Y from 'yjs'
import { newId } from '../../report/id.ts'
import { must } from '../../report/must.ts'
import { type AnchorDraft, type NewThread, THREAD_KINDS } from '../../report/wire/review.ts'
import { type Product, signIn } from '../product-server.ts'
import { numbersFrom, prose, sectionsOf } from '../report-text.ts'

const CONTEXT = 32

/**
 * Threads as an appraisal leaves them: nine in ten on some words, spread over the whole report, every fifth of those over
 * the words of the one before; the rest on a paragraph, a section, or the report. Every third has a reply or two. Several
 * people write them, each no faster than the server lets them.
 */
export async function addThreads(
  { product, reviewers }: { readonly product: Product; readonly reviewers: readonly Reviewer[] },
  id: string,
  doc: Y.Doc,
  count: number,
): Promise<void> {
  for (const { userId } of reviewers) {
    await send(product, 'PUT', `/api/reports/${id}/members/${userId}`, { role: 'reviewer' })
  }
  const next = numbersFrom(4)
  const path = `/api/reports/${id}/threads`
  const drafts = threadsFor(doc, count, next)
  for (const [index, [thread, replies]] of drafts.entries()) {
    const one = must(reviewers[index % reviewers.length], 'a reviewer')
    await send(one, 'POST', path, thread)
    for (let reply = 0; reply < replies; reply += 1) {
      const other = must(reviewers[(index + reply + 1) % reviewers.length], 'another')
      await send(other, 'POST', `${path}/${must(thread.id, 'an id')}/messages`, { text: prose(15, next) })
    }
  }
}

export type Reviewer = Pick<Product, 'origin' | 'cookie'> & { readonly userId: string }

export async function hireReviewers(product: Product, count: number): Promise<Reviewer[]> {
  const { origin } = product
  const hired: Reviewer[] = []
  for (let index = 1; index <= count; index += 1) {
    const account = { username: `thamdinh${index}`, password: `mat-khau-do-${index}` }
    await send(product, 'POST', '/api/users', { ...account, name: `Người thẩm định ${index}` })
    const cookie = await signIn(origin, account)
    const me: unknown = await (await fetch(`${origin}/api/me`, { headers: { cookie } })).json()
    if (typeof me !== 'object' || !me || !('id' in me))
      throw new Error(`expected a person, got ${JSON.stringify(me)}`)
    hired.push({ origin, cookie, userId: String(me.id) })
  }
  return hired
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
async function send(
  { origin, cookie }: Pick<Product, 'origin' | 'cookie'>,
  method: string,
  path: string,
  body: unknown,
): Promise<void> {
  for (;;) {
    const response = await fetch(origin + path, {
      method,
      headers: { 'content-type': 'application/json', cookie, origin },
      body: JSON.stringify(body),
    })
    if (response.ok) return
    const problem = await response.text()
    if (response.status !== 429) throw new Error(`${path} answered ${response.status}: ${problem}`)
    await wait(1000 * Number(response.headers.get('retry-after') ?? '1'))
  }
}
