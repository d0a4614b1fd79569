import * as Y from 'yjs'
import { matchesIn, PassageIndex, type Match } from './match.ts'
import { MovedAuthors, type Moved } from './moved-authors.ts'
import { isString, type Passage, passageOf, piecesIn, type StringItem } from './passage.ts'
import { COPY_LENGTH, Quotations } from './quotations.ts'

/** An edit of the log. */
export type LoggedEdit = {
  readonly userId: string
  readonly connection: string
  readonly at: number
  readonly bytes: Uint8Array
}

/** Cut here, scrolled, pasted there: so long after it was taken out by the same connection a text is the same one still. */
const MOMENT_MS = 5 * 60_000
/** Of what a connection took out a moment ago: all of a stretch again from so many letters on, or so many of one. */
const WHOLE_AGAIN = 4
const PART_AGAIN = 12
/** A socket that comes back says again what it ever deleted; what it deleted just now is no more than this. */
const MOST_NAMED = 200

type Removed = Passage & { readonly parent: unknown; readonly at: number }

/**
 * Follows a report's log edit by edit and knows who wrote every character first: whoever owns its client, unless the edit
 * put there again what it (or the same connection a moment ago) took away, brought back a deleted text by undo, or copied
 * COPY_LENGTH letters or more. Only the log counts, in its order: the same edits give the same answer.
 */
export class Attributor {
  readonly authors: MovedAuthors
  /** What was deleted stays in it: it can be brought back. */
  readonly doc: Y.Doc
  readonly #quotations = new Quotations()
  readonly #removed = new Map<string, Removed[]>()
  #edit: LoggedEdit | undefined
  #named: Y.Item[] = []
  #news: Moved[] = []

  constructor(owners: Iterable<readonly [number, string]> = []) {
    this.authors = new MovedAuthors(owners)
    this.doc = new Y.Doc({ gc: false })
    this.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      Object.assign(transaction, { _needFormattingCleanup: false })
      this.#follow(transaction)
    })
  }

  /** Answers whose characters its text is, where those are not its client's owner's. */
  apply(edit: LoggedEdit): Moved[] {
    const { structs, ds } = Y.decodeUpdate(edit.bytes)
    const added = structs.reduce(
      (sum, struct) => sum + (struct instanceof Y.Item && isString(struct) ? struct.length : 0),
      0,
    )
    if (added >= COPY_LENGTH) this.#quotations.refresh()
    this.#named = this.#namedDead(ds)
    this.#edit = edit
    this.#news = []
    Y.applyUpdate(this.doc, edit.bytes, edit)
    this.#edit = undefined
    return this.#news
  }

  /** What the edit deletes and another has deleted before it: two who split one paragraph at a time take away the same. */
  #namedDead({ clients }: { clients: Map<number, readonly { clock: number; len: number }[]> }): Y.Item[] {
    const ranges = [...clients].flatMap(([client, list]) => list.map((range) => ({ client, ...range })))
    if (ranges.length > MOST_NAMED) return []
    return ranges.flatMap(({ client, clock, len }) =>
      this.#stringsIn(client, clock, clock + len).filter((item) => item.deleted),
    )
  }

  #stringsIn(client: number, from: number, to: number): StringItem[] {
    const structs = this.doc.store.clients.get(client)
    const last = structs?.at(-1)
    if (!structs || !last || from >= last.id.clock + last.length) return []
    const found: StringItem[] = []
    for (let index = findIndex(structs, from); index < structs.length; index++) {
      const struct = structs[index]
      if (!struct || struct.id.clock >= to) break
      if (isString(struct)) found.push(struct)
    }
    return found
  }

  #follow(transaction: Y.Transaction): void {
    const edit = this.#edit
    if (!edit) return
    const removed = this.#takenAway(transaction, edit)
    const added = this.#addedIn(transaction)
    this.#learnChanges(transaction, added)
    if (added.length > 0) {
      const left = added.filter((item) => !this.#undoes(item, transaction))
      const recent = this.#recentOf(edit)
      const letters = left.reduce((sum, item) => sum + item.length, 0)
      if (letters > 0 && (removed.length > 0 || recent.length > 0 || letters >= COPY_LENGTH)) {
        this.#attribute(runsOf(left), removed, recent)
      }
    }
    this.#remember(edit, removed)
  }

  #learnChanges(transaction: Y.Transaction, added: readonly StringItem[]): void {
    for (const type of transaction.changed.keys()) {
      if ((type as unknown) instanceof Y.XmlText) this.#quotations.change(type as unknown as Y.XmlText)
    }
    for (const { parent } of added) if (parent instanceof Y.XmlText) this.#quotations.change(parent)
  }

  /** Also what is put into something that another has removed meanwhile: it can be taken from there. */
  #addedIn({ beforeState, afterState }: Y.Transaction): StringItem[] {
    const added: StringItem[] = []
    for (const [client, to] of afterState) {
      const from = beforeState.get(client) ?? 0
      if (from < to) added.push(...this.#stringsIn(client, from, to))
    }
    return added
  }

  /** What the edit took out of the text, in stretches as they stood there. */
  #takenAway({ deleteSet, beforeState }: Y.Transaction, { at }: LoggedEdit): Removed[] {
    const items = new Set<StringItem>()
    for (const [client, ranges] of deleteSet.clients) {
      const known = beforeState.get(client) ?? 0
      for (const { clock, len } of ranges) {
        for (const item of this.#stringsIn(client, clock, Math.min(known, clock + len))) items.add(item)
      }
    }
    for (const item of this.#named) if (isString(item)) items.add(item)
    const runs = runsOf([...items], (item) => isNew(item, beforeState))
    // Whoever took it away may not have seen yet what another had written into it.
    const wide = runsOf([...items], () => true).filter(({ text }) => runs.every((run) => run.text !== text))
    return [...runs, ...wide].map((run) => ({ ...run, at }))
  }

  /** Undo puts a copy right before what was deleted: no key that types does. */
  #undoes(item: StringItem, { beforeState }: Y.Transaction): boolean {
    const { rightOrigin } = item
    if (!rightOrigin || rightOrigin.clock >= (beforeState.get(rightOrigin.client) ?? 0)) return false
    const { client, clock } = rightOrigin
    const end = clock + item.length
    const dead = this.#stringsIn(client, clock, end)
    if (!dead[0]?.deleted || dead[0].parent !== item.parent) return false
    const said = dead.map(({ id, content }) =>
      content.str.slice(Math.max(0, clock - id.clock), end - id.clock),
    )
    if (said.join('') !== item.content.str) return false
    this.#take(item.id, [{ client, clock, length: item.length }])
    return true
  }

  #attribute(runs: readonly Run[], removed: readonly Removed[], recent: readonly Removed[]): void {
    const own = removed.length > 0 ? new Source(removed, 1) : undefined
    const before = recent.length > 0 ? new Source(recent, PART_AGAIN) : undefined
    for (const run of runs) {
      const whole = own?.whole(run, 1) ?? before?.whole(run, WHOLE_AGAIN)
      if (whole) {
        this.#took(run, whole)
        continue
      }
      let gaps: Gap[] = [{ from: 0, text: run.text }]
      const found: Match[] = []
      const fill = (find: (gap: Gap) => readonly Match[]) => {
        gaps = this.#fill(run, gaps, (gap) => {
          const matches = find(gap)
          for (const match of matches) found.push({ ...match, at: gap.from + match.at })
          return matches
        })
      }
      if (own) fill(({ text }) => matchesIn(text, own.parts, 1))
      // Another wrote between two letters while they were taken away: two stretches, put back as one.
      if (own) fill(({ text }) => own.alike(text))
      if (before) fill(({ text }) => matchesIn(text, before.parts, PART_AGAIN))
      // Inside a word, even: what is left of it is too short to be known by itself, and stood beside what was found.
      if (lettersIn(gaps) * 2 < run.text.length) fill((gap) => beside(gap, found))
      fill(({ text }) => (text.length < COPY_LENGTH ? [] : this.#quotations.matches(text)))
    }
  }

  /** Gives the parts that are found to their authors; answers what is left between them. */
  #fill(run: Run, gaps: readonly Gap[], find: (gap: Gap) => readonly Match[]): Gap[] {
    return gaps.flatMap((gap) => {
      const { from, text } = gap
      const left: Gap[] = []
      let at = 0
      for (const match of find(gap)) {
        if (match.at > at) left.push({ from: from + at, text: text.slice(at, match.at) })
        this.#took(run, { ...match, at: from + match.at })
        at = match.at + match.length
      }
      if (at < text.length) left.push({ from: from + at, text: text.slice(at) })
      return left
    })
  }

  #took(run: Run, { at, length, source, from }: Match): void {
    const sources = piecesIn(source, from, length)
    let done = 0
    for (const { client, clock, length: own } of piecesIn(run, at, length)) {
      const passage = { text: '', pieces: sources }
      this.#take({ client, clock }, piecesIn(passage, done, own))
      done += own
    }
  }

  /** The characters from an id on were written by whoever wrote these. */
  #take({ client, clock }: { client: number; clock: number }, sources: Passage['pieces']): void {
    let at = clock
    for (const source of sources) {
      for (const { length, userId } of this.authors.runs(source.client, source.clock, source.length)) {
        const moved: Moved = [client, at, length, userId]
        if (userId !== '' && this.authors.add(moved)) this.#news.push(moved)
        at += length
      }
    }
  }

  #recentOf({ connection, at }: LoggedEdit): readonly Removed[] {
    const all = this.#removed.get(connection)
    if (!all) return []
    const recent = all.filter((one) => at - one.at <= MOMENT_MS)
    if (recent.length > 0) this.#removed.set(connection, recent)
    else this.#removed.delete(connection)
    return recent
  }

  #remember({ connection }: LoggedEdit, removed: readonly Removed[]): void {
    for (const one of removed) {
      this.#quotations.bury(one)
      if (one.text.length < WHOLE_AGAIN) continue
      const list = this.#removed.get(connection)
      if (list) list.push(one)
      else this.#removed.set(connection, [one])
    }
  }
}

type Gap = { readonly from: number; readonly text: string }
type Run = Passage & { readonly parent: unknown }

/** What was taken away, to be asked for what was put there. */
class Source {
  readonly #all: readonly Removed[]
  readonly #whole = new Map<string, Removed[]>()
  readonly #gram: number
  #parts: PassageIndex | undefined

  constructor(all: readonly Removed[], least: number) {
    this.#all = all
    for (const one of all) {
      const same = this.#whole.get(one.text)
      if (same) same.push(one)
      else this.#whole.set(one.text, [one])
    }
    const letters = all.reduce((sum, { text }) => sum + text.length, 0)
    this.#gram = least >= PART_AGAIN ? PART_AGAIN : letters < 4_000 ? 2 : 4
  }

  /** Made when first asked for: most edits put back whole stretches. */
  get parts(): PassageIndex {
    return (this.#parts ??= new PassageIndex(this.#all, this.#gram))
  }

  alike(text: string): Match[] {
    const source = this.#whole.get(text)?.[0]
    return source ? [{ at: 0, length: text.length, source, from: 0 }] : []
  }

  /** All of a new stretch is all of one that was taken away, or its beginning or end in another text: split and joined. */
  whole(run: Run, least: number): Match | undefined {
    const length = run.text.length
    if (length < least) return undefined
    const same = this.#whole.get(run.text)
    // Each in its turn: of two alike paragraphs that are moved, each keeps its own.
    const source = same && same.length > 1 ? same.shift() : same?.[0]
    if (source) return { at: 0, length, source, from: 0 }
    const part = this.#all.find(
      ({ text, parent }) =>
        parent !== run.parent &&
        text.length > length &&
        (text.endsWith(run.text) || text.startsWith(run.text)),
    )
    if (!part) return undefined
    const from = part.text.endsWith(run.text) ? part.text.length - length : 0
    return { at: 0, length, source: part, from }
  }
}

/** All of a gap, where its neighbour was found: before or behind that in the same stretch, whatever stood between. */
function beside({ from, text }: Gap, found: readonly Match[]): Match[] {
  const next = found.find(({ at }) => at === from + text.length)
  if (next && next.from >= text.length) {
    const start = next.source.text.lastIndexOf(text, next.from - text.length)
    if (start >= 0) return [{ at: 0, length: text.length, source: next.source, from: start }]
  }
  const last = found.find(({ at, length }) => at + length === from)
  const start = last ? last.source.text.indexOf(text, last.from + last.length) : -1
  return last && start >= 0 ? [{ at: 0, length: text.length, source: last.source, from: start }] : []
}

function lettersIn(gaps: readonly Gap[]): number {
  return gaps.reduce((sum, { text }) => sum + text.length, 0)
}

/** Joins what stands together in one text; `isPassed` says what may stand between besides what is deleted. */
function runsOf(items: readonly StringItem[], isPassed: (item: Y.Item) => boolean = () => false): Run[] {
  const wanted = new Set<Y.Item>(items)
  const seen = new Set<Y.Item>()
  const near = (item: Y.Item, side: 'left' | 'right'): StringItem | undefined => {
    for (let next = item[side]; next; next = next[side]) {
      if (wanted.has(next)) return isString(next) ? next : undefined
      if (isString(next) && !next.deleted && !isPassed(next)) return undefined
      if (next.content instanceof Y.ContentEmbed && !next.deleted) return undefined
    }
    return undefined
  }
  const runs: Run[] = []
  for (const item of items) {
    if (seen.has(item)) continue
    let first: StringItem = item
    for (let left = near(first, 'left'); left; left = near(first, 'left')) first = left
    const run: StringItem[] = []
    for (let at: StringItem | undefined = first; at; at = near(at, 'right')) {
      seen.add(at)
      run.push(at)
    }
    runs.push({ ...passageOf(run), parent: item.parent })
  }
  return runs
}

function isNew({ id }: Y.Item, beforeState: Map<number, number>): boolean {
  return id.clock >= (beforeState.get(id.client) ?? 0)
}

function findIndex(structs: readonly { id: { clock: number }; length: number }[], clock: number): number {
  let low = 0
  let high = structs.length
  while (low < high) {
    const middle = (low + high) >> 1
    const struct = structs[middle]
    if (struct && struct.id.clock + struct.length <= clock) low = middle + 1
    else high = middle
  }
  return low
}
