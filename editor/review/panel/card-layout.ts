/** A card, and how far down the page the line is that it belongs to. */
export type CardBox = { readonly id: string; readonly top: number; readonly height: number }

/** The card that is looked at, and where it is to stand. */
export type PinnedCard = { readonly id: string; readonly top: number }

/** What is seen of the page: below the head that sticks to its upper edge. */
export type Sight = { readonly top: number; readonly bottom: number }

/**
 * Where cards stand beside the text: each at its line or as little below it as those above it leave room; they never
 * overlap. The one that is looked at stands where it is to stand: those above it make way upwards, beyond the page's edge
 * where there are too many of them; each comes back when it is looked at itself.
 */
export function layOutCards(
  boxes: readonly CardBox[],
  pinned: PinnedCard | undefined,
  gap: number,
): ReadonlyMap<string, number> {
  const inOrder = boxes.toSorted((a, b) => a.top - b.top)
  const tops = new Map<string, number>()
  let lowest = 0
  for (const { id, top, height } of inOrder) {
    const place = id === pinned?.id ? Math.max(pinned.top, 0) : Math.max(top, lowest)
    tops.set(id, place)
    lowest = place + height + gap
  }
  const active = inOrder.findIndex(({ id }) => id === pinned?.id)
  let highest = tops.get(pinned?.id ?? '') ?? 0
  for (const { id, height } of inOrder.slice(0, Math.max(active, 0)).toReversed()) {
    highest = Math.min(tops.get(id) ?? 0, highest - gap - height)
    tops.set(id, highest)
  }
  return tops
}

/** As near its line as it is seen whole; a card longer than the page is seen from its beginning. */
export function wholeInSight({ top, height }: CardBox, sight: Sight, gap: number): number {
  return Math.max(Math.min(top, sight.bottom - gap - height), sight.top + gap / 2)
}

/**
 * The card of the first line in sight, where those above it have pushed it out of sight: what is beside the text would
 * belong to other pages.
 */
export function pushedOutOfSight(
  boxes: readonly CardBox[],
  placed: ReadonlyMap<string, number>,
  sight: Sight,
): PinnedCard | undefined {
  const inSight = boxes.filter(({ top }) => top >= sight.top && top < sight.bottom)
  const [first] = inSight.toSorted((a, b) => a.top - b.top)
  return first && (placed.get(first.id) ?? 0) >= sight.bottom ? first : undefined
}
