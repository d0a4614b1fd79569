/** A card, and how far down the page the line is that it belongs to. */
export type CardBox = { readonly id: string; readonly top: number; readonly height: number }

/**
 * Where cards stand beside the text: each at its line or as little below it as those above it leave room; they never
 * overlap. The one that is looked at always stands at its line: those above it make way upwards, beyond the page's edge where
 * there are too many of them; each comes back when it is looked at itself.
 */
export function layOutCards(
  boxes: readonly CardBox[],
  active: string | undefined,
  gap: number,
): ReadonlyMap<string, number> {
  const inOrder = boxes.toSorted((a, b) => a.top - b.top)
  const tops = new Map<string, number>()
  let lowest = 0
  for (const { id, top, height } of inOrder) {
    const place = id === active ? Math.max(top, 0) : Math.max(top, lowest)
    tops.set(id, place)
    lowest = place + height + gap
  }
  const pinned = inOrder.findIndex(({ id }) => id === active)
  let highest = tops.get(active ?? '') ?? 0
  for (const { id, height } of inOrder.slice(0, Math.max(pinned, 0)).toReversed()) {
    highest = Math.min(tops.get(id) ?? 0, highest - gap - height)
    tops.set(id, highest)
  }
  return tops
}
