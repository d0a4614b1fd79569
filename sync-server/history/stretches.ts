/** The shortest stretch of a time line. */
export const SPAN_MS = 10 * 60 * 1000
/** More are not told apart on a screen. */
export const MOST_STRETCHES = 500

/** All edits of SPAN_MS from `span` on. */
export type Span = {
  readonly span: number
  from: number
  to: number
  seq: number
  edits: number
  readonly userIds: Set<string>
  readonly sectionIds: Set<string>
}

/** Some edits that belong together in time. */
export type EditStretch = {
  readonly from: number
  readonly to: number
  /** Of the last. */
  readonly seq: number
  readonly edits: number
  readonly userIds: readonly string[]
  readonly sectionIds: readonly string[]
}

/** Spans of SPAN_MS, put together until there are no more than `most`; oldest first. */
export function stretchesOf(spans: readonly Span[], most = MOST_STRETCHES): EditStretch[] {
  let width = SPAN_MS
  while (new Set(spans.map(({ span }) => Math.floor(span / width))).size > most) width *= 2
  return [...Map.groupBy(spans, ({ span }) => Math.floor(span / width))]
    .toSorted(([a], [b]) => a - b)
    .map(([, together]) => stretchOf(together))
}

function stretchOf(spans: readonly Span[]): EditStretch {
  return {
    from: Math.min(...spans.map(({ from }) => from)),
    to: Math.max(...spans.map(({ to }) => to)),
    seq: Math.max(...spans.map(({ seq }) => seq)),
    edits: spans.reduce((sum, { edits }) => sum + edits, 0),
    userIds: [...new Set(spans.flatMap(({ userIds }) => [...userIds]))],
    sectionIds: [...new Set(spans.flatMap(({ sectionIds }) => [...sectionIds]))],
  }
}
