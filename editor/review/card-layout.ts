/** A card, and how far down the page the line is that it belongs to. */
export type CardBox = { readonly id: string; readonly top: number; readonly height: number }

/**
 * Where cards stand beside the text: each at its line or as little below it as those above it leave room; they never
 * overlap, and none is above the page. The one that is looked at stands at its line, and those above it make way upwards;
 * only where the page has no room for them above does it stand lower.
 */
export function layOutCards(
  boxes: readonly CardBox[],
  active: string | undefined,
  gap: number,
): ReadonlyMap<string, number> {
  const inOrder = boxes.toSorted((a, b) => a.top - b.top)
  const pinned = inOrder.findIndex(({ id }) => id === active)
  const above = inOrder.slice(0, Math.max(pinned, 0))
  const room = above.reduce((sum, { height }) => sum + height + gap, 0)
  const tops = new Map<string, number>()

  let lowest = Math.max(inOrder[pinned]?.top ?? 0, room)
  const upTo = pinnedTops(above, lowest, gap)
  for (const [id, top] of upTo) tops.set(id, top)
  if (pinned === -1) lowest = 0
  for (const { id, top, height } of inOrder.slice(above.length)) {
    const place = id === active ? lowest : Math.max(top, lowest)
    tops.set(id, place)
    lowest = place + height + gap
  }
  return tops
}

/** Those above the pinned card: as without it, but all of them above `limit`. */
function pinnedTops(above: readonly CardBox[], limit: number, gap: number): Map<string, number> {
  const free: number[] = []
  let lowest = 0
  for (const { top, height } of above) {
    const place = Math.max(top, lowest)
    free.push(place)
    lowest = place + height + gap
  }
  const tops = new Map<string, number>()
  let highest = limit
  for (const [index, { id, height }] of [...above.entries()].toReversed()) {
    highest = Math.min(free[index] ?? 0, highest - gap - height)
    tops.set(id, highest)
  }
  return tops
}
