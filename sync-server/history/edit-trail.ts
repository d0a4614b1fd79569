import { setImmediate } from 'node:timers/promises'
import { SERVER_USER } from '../store/ports.ts'
import type { EditSpan, Records, SeqRange } from '../store/records.ts'
import { SPAN_MS, type Span } from './stretches.ts'
import { Shelf } from './shelf.ts'

/** So many rows are read at once; in between, everybody's keystrokes go on. */
const AT_ONCE = 1_000
/** Of ranges between versions, and of spans of reports. */
const MOST_RANGES = 20_000
const MOST_SPANS = 50_000

/** By person: the sections in which they wrote. */
export type Writers = ReadonlyMap<string, ReadonlySet<string>>

type Spans = { until: number; readonly bySpan: Map<number, Span> }

/**
 * Who wrote when, from the rows of the log. What is behind never changes: each row is read once for the time line, and once
 * for each pair of neighbouring versions.
 */
export class EditTrail {
  readonly #records: Pick<Records, 'writersIn' | 'editSpans'>
  readonly #ranges = new Shelf<Writers>(MOST_RANGES)
  readonly #spans = new Shelf<Spans>(MOST_SPANS)
  readonly #reading = new Map<string, Promise<unknown>>()

  constructor(records: Pick<Records, 'writersIn' | 'editSpans'>) {
    this.#records = records
  }

  /** The server itself is left out. */
  async writers(reportId: string, range: SeqRange): Promise<Writers> {
    const key = JSON.stringify([reportId, range.after, range.until])
    const known = this.#ranges.get(key)
    if (known) return known
    const writers = new Map<string, Set<string>>()
    await inParts(range, async (part) => {
      for (const { userId, sectionIds } of await this.#records.writersIn(reportId, part)) {
        const sections = writers.get(userId) ?? new Set()
        writers.set(userId, sections)
        for (const id of sectionIds) sections.add(id)
      }
    })
    this.#ranges.put(key, writers, 1 + writers.size)
    return writers
  }

  /** All edits behind the first (the seed) up to `until` and perhaps further, in spans of SPAN_MS. */
  async spans(reportId: string, until: number): Promise<readonly Span[]> {
    // Who comes second waits for the first and then reads what is new.
    while (this.#reading.has(reportId)) await this.#reading.get(reportId)
    const reading = this.#read(reportId, until)
    this.#reading.set(
      reportId,
      reading.catch(() => undefined),
    )
    try {
      return await reading
    } finally {
      this.#reading.delete(reportId)
    }
  }

  async #read(reportId: string, until: number): Promise<readonly Span[]> {
    const spans = this.#spans.get(reportId) ?? { until: 1, bySpan: new Map() }
    await inParts({ after: spans.until, until }, async (part) => {
      const rows = await this.#records.editSpans(reportId, part, SPAN_MS)
      for (const row of rows) if (row.userId !== SERVER_USER) addSpan(spans.bySpan, row)
      spans.until = part.until
    })
    this.#spans.put(reportId, spans, 1 + spans.bySpan.size)
    return [...spans.bySpan.values()]
  }
}

function addSpan(bySpan: Map<number, Span>, row: EditSpan): void {
  const span = bySpan.get(row.span) ?? {
    span: row.span,
    from: row.from,
    to: row.to,
    seq: row.seq,
    edits: 0,
    userIds: new Set(),
    sectionIds: new Set(),
  }
  span.from = Math.min(span.from, row.from)
  span.to = Math.max(span.to, row.to)
  span.seq = Math.max(span.seq, row.seq)
  span.edits += row.edits
  span.userIds.add(row.userId)
  for (const id of row.sectionIds) span.sectionIds.add(id)
  bySpan.set(row.span, span)
}

async function inParts({ after, until }: SeqRange, read: (part: SeqRange) => Promise<void>): Promise<void> {
  for (let from = after; from < until; from += AT_ONCE) {
    if (from > after) await setImmediate()
    await read({ after: from, until: Math.min(until, from + AT_ONCE) })
  }
}
