import type * as Y from 'yjs'
import { AnchorBook, placeDraft, type AnchorPlace } from '../../../report/review/anchors/anchor-book.ts'
import type { Anchor, AnchorDraft } from '../../../report/wire/review.ts'
import type { ReportConnection } from '../../draft/connection/connection.ts'

/**
 * Where the threads' words are in the copy of the report that this page shows: known also between two fetches, and
 * while the line is down.
 */
export type ThreadPlaces = {
  /** As the server says. Said again without a change, the page's own knowledge, which is newer, is kept. */
  readonly set: (threadId: string, anchor: Anchor) => void
  /** As it was chosen here, and the server does not know yet. */
  readonly setDraft: (threadId: string, draft: AnchorDraft) => void
  readonly delete: (threadId: string) => void
  /** Forgets all threads but these, and not what is just being chosen. */
  readonly keepOnly: (threadIds: ReadonlySet<string>) => void
  readonly anchor: (threadId: string) => Anchor | undefined
  readonly place: (threadId: string) => AnchorPlace | undefined
  /** The copy they are in; undefined until the report has arrived. */
  readonly doc: () => Y.Doc | undefined
  readonly onChange: (listener: () => void) => () => void
  readonly stop: () => void
}

/** Words that a comment is just being written on, among the threads. */
export const CHOSEN = 'chosen'

type Said = { readonly anchor: Anchor } | { readonly draft: AnchorDraft }

export function createThreadPlaces(connection: ReportConnection): ThreadPlaces {
  const said = new Map<string, Said>()
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of Array.from(listeners)) listener()
  }
  /** Drafts on characters that this copy does not have yet: typed at an earlier visit, and still in the journal. */
  const missing = new Set<string>()
  /** Threads on words that the server has and this copy does not have yet. */
  const expected = new Set<string>()
  const lookAgain = () => {
    if (expected.size === 0) return
    expected.clear()
    tell()
  }
  let book: AnchorBook | undefined
  let doc: Y.Doc | undefined

  const put = (threadId: string, one: Said) => {
    if (!book || !doc) return
    try {
      const anchor = 'anchor' in one ? one.anchor : placeDraft(doc, one.draft)
      if (anchor === 'missing') {
        book.delete(threadId)
        missing.add(threadId)
      } else book.set(threadId, anchor)
    } catch (error) {
      // As a newer server may say it: this thread alone is without a place.
      report(error)
      book.delete(threadId)
    }
  }
  const putMissing = () => {
    const again = [...missing]
    missing.clear()
    for (const threadId of again) {
      const one = said.get(threadId)
      if (one) put(threadId, one)
    }
    if (missing.size < again.length) tell()
  }
  const open = () => {
    if (connection.ready.get() !== 'ready' || doc === connection.doc) return
    book?.destroy()
    doc?.off('update', lookAgain)
    doc = connection.doc
    doc.on('update', lookAgain)
    book = openBook(doc)
    for (const [threadId, one] of said) put(threadId, one)
    book?.onChange(tell)
    tell()
  }
  // Without a book threads are listed as the server last said, none is marked, and the text goes on as if there were none.
  const openBook = (of: Y.Doc): AnchorBook | undefined => {
    try {
      return new AnchorBook(of, { onFailure: giveUp })
    } catch (error) {
      giveUp(error)
      return undefined
    }
  }
  const giveUp = (error: unknown) => {
    book?.destroy()
    book = undefined
    // After the edit in which it failed: nothing that comes of it shall harm that.
    queueMicrotask(() => {
      report(error)
      tell()
    })
  }
  const stops = [
    connection.ready.subscribe(open),
    connection.generation.subscribe(open),
    connection.save.subscribe(putMissing),
  ]
  open()

  const say = (threadId: string, one: Said) => {
    if (spell(said.get(threadId)) === spell(one)) return
    said.set(threadId, one)
    put(threadId, one)
  }
  const placeIn = (threadId: string): AnchorPlace | undefined => {
    try {
      return book?.place(threadId)
    } catch (error) {
      giveUp(error)
      return undefined
    }
  }
  return {
    set: (threadId, anchor) => say(threadId, { anchor }),
    setDraft: (threadId, draft) => say(threadId, { draft }),
    delete: (threadId) => {
      missing.delete(threadId)
      if (said.delete(threadId)) book?.delete(threadId)
    },
    keepOnly: (threadIds) => {
      for (const threadId of said.keys()) {
        if (threadIds.has(threadId) || threadId === CHOSEN) continue
        said.delete(threadId)
        missing.delete(threadId)
        book?.delete(threadId)
      }
    },
    anchor: (threadId) => book?.get(threadId),
    place: (threadId) => {
      const place = placeIn(threadId)
      const anchor = place?.type === 'lost' ? book?.get(threadId) : undefined
      if (anchor && 'lost' in anchor && !anchor.lost) expected.add(threadId)
      return place
    },
    doc: () => doc,
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: () => {
      for (const stop of stops) stop()
      doc?.off('update', lookAgain)
      book?.destroy()
    },
  }
}

const spelled = new WeakMap<object, string>()

function spell(said: Said | undefined): string {
  if (!said) return ''
  const of = 'anchor' in said ? said.anchor : said.draft
  const known = spelled.get(of) ?? JSON.stringify(of)
  spelled.set(of, known)
  return known
}

function report(error: unknown): void {
  // oxlint-disable-next-line no-console -- the one trace of a bug that stops nobody
  console.error('no place for a thread', error)
}
