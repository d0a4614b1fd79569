import type { Locator } from 'playwright-core'
import { newId } from '../../report/id.ts'
import { must } from '../../report/must.ts'
import type { AnchorDraft, Thread, ThreadKind } from '../../report/wire/review.ts'
import { call, type Province, type Session } from '../rig/province.ts'
import { eventually, type Person } from './rig.ts'

/** Somebody with comments beside the text of an open report. */
export type Commenter = Person & {
  /** Drags the mouse over these words, which stand once in one paragraph. */
  select(words: string): Promise<void>
  /** Selects the words, opens the composer with the keys, writes and sends. */
  comment(words: string, text: string, kind?: string): Promise<void>
  /** The composer of a new thread. */
  readonly composer: Locator
  readonly field: Locator
  readonly cards: Locator
  /** The thread's card, found by something that stands in it. */
  card(text: string | RegExp): Locator
  /** Opens it, wherever it is, and answers its card. */
  openCard(text: string): Promise<Locator>
  /** Writes a reply in the open card and sends it. */
  reply(card: Locator, text: string): Promise<void>
  /** The words marked in the text for the thread of this card. */
  marked(threadId: string): Promise<string>
  /** What can be pressed in an open card. */
  offered(card: Locator): Promise<string[]>
}

/** As prosemirror-view counts clicks (`input.ts`). */
const MULTI_CLICK_MS = 500

export function commenting(person: Person): Commenter {
  const { page, text } = person
  const composer = page.getByRole('region', { name: 'Góp ý mới' })
  const field = composer.getByRole('textbox', { name: 'Nội dung góp ý' })
  const cards = page.getByRole('complementary', { name: 'Các góp ý' }).getByRole('article')
  const card = (words: string | RegExp) => cards.filter({ hasText: words })
  let pressed = 0
  const select = async (words: string) => {
    // The editor takes presses on one place within half a second of each other for one double or triple click.
    await eventually(() => Date.now() - pressed > MULTI_CLICK_MS, true)
    const ends = await text.evaluate(findWords, words)
    // What is selected already would be dragged away.
    await page.evaluate(() => {
      const selection = getSelection()
      if (selection?.type === 'Range') selection.collapseToStart()
    })
    await page.mouse.move(ends.from.x, ends.from.y)
    await page.mouse.down()
    pressed = Date.now()
    await page.mouse.move(ends.to.x, ends.to.y, { steps: 4 })
    await page.mouse.up()
    await eventually(() => page.evaluate(() => String(getSelection())), words)
    // The page has taken the selection in: a key that comes with the mouse's last event would be overtaken by it.
    await page.locator('.gop-y-button').waitFor()
  }
  return {
    ...person,
    select,
    composer,
    field,
    cards,
    card,
    comment: async (words, said, kind) => {
      await select(words)
      await page.keyboard.press('Control+Alt+m')
      if (kind) {
        await composer.getByText(kind, { exact: true }).click()
        await field.click()
      }
      // Without waiting, as fast hands do: nothing of it may go into the report.
      await page.keyboard.type(said)
      await page.keyboard.press('Control+Enter')
      await composer.waitFor({ state: 'detached' })
    },
    openCard: async (said) => {
      const found = card(said)
      const button = found.locator('.thread-open')
      if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click()
      await eventually(() => button.getAttribute('aria-expanded'), 'true')
      return found
    },
    reply: async (found, said) => {
      await found.getByRole('button', { name: 'Trả lời…' }).click()
      await found.getByRole('textbox', { name: /^Trả lời góp ý/u }).click()
      await page.keyboard.type(said)
      await found.getByRole('button', { name: 'Gửi', exact: true }).click()
      await found.getByText(said).waitFor()
    },
    marked: (threadId) => text.evaluate(readMarked, threadId),
    offered: async (found) =>
      (await found.locator('.thread-actions').getByRole('button').allTextContents()).map((one) => one.trim()),
  }
}

/** Which thread a card shows. */
export async function threadOf(card: Locator): Promise<string> {
  return must(await card.getAttribute('data-thread'), 'the thread of a card')
}

/** Until these words, and no others, are marked for the thread on everybody's page. */
export async function allMarked(
  people: readonly Commenter[],
  threadId: string,
  words: string,
): Promise<void> {
  for (const person of people) await eventually(() => person.marked(threadId), words)
}

/** A thread as another person's page would have made it, without their page. */
export async function postThread(
  { server }: Province,
  session: Session,
  reportId: string,
  thread: { readonly on: string | AnchorDraft; readonly text: string; readonly kind?: ThreadKind },
): Promise<Thread> {
  const anchor: AnchorDraft = typeof thread.on === 'string' ? { kind: 'range', quote: thread.on } : thread.on
  const body = { id: newId(), kind: thread.kind ?? 'opinion', anchor, text: thread.text }
  const answer = await call(server, session, `/api/reports/${reportId}/threads`, { method: 'POST', body })
  if (answer.status !== 201) throw new Error(`POST threads: ${answer.status} ${answer.text}`)
  return answer.json() as Thread
}

export async function threadsOf({ server }: Province, session: Session, reportId: string): Promise<Thread[]> {
  const answer = await call(server, session, `/api/reports/${reportId}/threads?limit=1000`)
  return (answer.json() as { threads: Thread[] }).threads
}

type Ends = { from: { x: number; y: number }; to: { x: number; y: number } }

/** Where on the screen the words begin and end, once they are in sight. */
function findWords(field: Element, words: string): Ends {
  for (const block of field.querySelectorAll('p, td, th, li')) {
    const nodes: Text[] = []
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const node = walker.currentNode as Text
      if (!node.parentElement?.closest('.peer-caret')) nodes.push(node)
    }
    const at = nodes
      .map(({ data }) => data)
      .join('')
      .indexOf(words)
    if (at < 0) continue
    block.scrollIntoView({ block: 'center' })
    const range = document.createRange()
    let before = 0
    for (const node of nodes) {
      const [start, end] = [at - before, at + words.length - before]
      if (start >= 0 && start < node.length) range.setStart(node, start)
      if (end > 0 && end <= node.length) range.setEnd(node, end)
      before += node.length
    }
    const rects = [...range.getClientRects()].filter(({ width }) => width > 0)
    const [first, last] = [rects[0], rects.at(-1)]
    if (!first || !last) throw new Error(`no place on the screen for ${words}`)
    const middle = ({ top, height }: DOMRect) => top + height / 2
    return { from: { x: first.left + 0.5, y: middle(first) }, to: { x: last.right - 0.5, y: middle(last) } }
  }
  throw new Error(`not in the text: ${words}`)
}

/** Without the others' carets; the pieces of several paragraphs parted by a line feed. */
function readMarked(field: Element, threadId: string): string {
  const blocks = new Map<Element | null, string>()
  for (const mark of field.querySelectorAll(`[aria-details="gop-y-${threadId}"]`)) {
    const copy = mark.cloneNode(true) as Element
    for (const own of copy.querySelectorAll('.peer-caret, .ProseMirror-separator')) own.remove()
    const block = mark.closest('p')
    blocks.set(block, (blocks.get(block) ?? '') + (copy.textContent ?? '').replaceAll('\u2060', ''))
  }
  return [...blocks.values()].join('\n')
}
