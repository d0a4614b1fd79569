type Tick = {
  /** All lines that are shown. */
  readonly order: readonly string[]
  readonly ticked: ReadonlySet<string>
  /** The line whose box was changed. */
  readonly id: string
  /** With Shift: from this line on. */
  readonly anchor: string | undefined
}

/** What is chosen after a box was changed; with Shift the lines between become as this one becomes. */
export function nextSelection({ order, ticked, id, anchor }: Tick): ReadonlySet<string> {
  const next = new Set(ticked)
  const becomes = !ticked.has(id)
  for (const one of between(order, anchor ?? id, id)) {
    if (becomes) next.add(one)
    else next.delete(one)
  }
  return next
}

function between(order: readonly string[], from: string, to: string): readonly string[] {
  const ends = [order.indexOf(from), order.indexOf(to)].sort((a, b) => a - b)
  // A filter may have taken the other end away.
  const [first = -1, last = -1] = ends
  return first === -1 ? [to] : order.slice(first, last + 1)
}
