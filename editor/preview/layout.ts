/** In CSS pixels at 100 %, where a centimetre on the paper is one on the screen. */
export type PageSize = { readonly width: number; readonly height: number }

/** How large the pages are shown: as wide as there is room, or so many per cent. */
export type Zoom = 'width' | number

/** Where a page stands, in CSS pixels from the top of the first. */
export type PageBox = PageSize & { readonly top: number }

export type Layout = {
  readonly boxes: readonly PageBox[]
  readonly width: number
  readonly height: number
  /** Of the first page, in per cent. */
  readonly percent: number
}

/** Between pages and around them. */
const GAP = 16
const STEPS = [25, 33, 50, 67, 75, 90, 100, 110, 125, 150, 175, 200, 250, 300] as const
const LARGEST_FIT = 200

/** Puts the pages below each other. As wide as the room means: the first page, and wider ones no wider than that. */
export function layOut(sizes: readonly PageSize[], zoom: Zoom, room: number): Layout {
  const available = Math.max(100, room - 2 * GAP)
  const first = sizes[0]?.width ?? available
  const percent = zoom === 'width' ? Math.min(LARGEST_FIT, (available / first) * 100) : zoom
  const boxes: PageBox[] = []
  let top = GAP
  let widest = 0
  for (const size of sizes) {
    const wanted = (size.width * percent) / 100
    const width = Math.floor(zoom === 'width' ? Math.min(wanted, available) : wanted)
    const height = Math.floor((size.height * width) / size.width)
    boxes.push({ width, height, top })
    top += height + GAP
    widest = Math.max(widest, width)
  }
  return { boxes, width: widest + 2 * GAP, height: top, percent }
}

/** The next larger or smaller step. */
export function stepZoom(percent: number, direction: 1 | -1): number {
  // What fits the width is seldom a step itself; a hair beside one it would take two presses to see anything.
  const isBeyond = (step: number) => (direction === 1 ? step > percent + 1 : step < percent - 1)
  const beyond = STEPS.filter(isBeyond)
  return (direction === 1 ? beyond[0] : beyond.at(-1)) ?? Math.round(percent)
}

/** The index of the page at this height; the first or last one beyond the ends. */
export function pageAt({ boxes }: Layout, y: number): number {
  let [low, high] = [0, boxes.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((boxes[middle]?.top ?? 0) - GAP <= y) low = middle
    else high = middle - 1
  }
  return low
}

/** Which pages are near what is seen: to be drawn. One on either side, so that the next is there when it comes. */
export function pagesNear(
  layout: Layout,
  seen: { readonly top: number; readonly height: number },
): PageRange {
  const last = layout.boxes.length - 1
  return {
    from: Math.max(0, pageAt(layout, seen.top) - 1),
    to: Math.min(last, pageAt(layout, seen.top + seen.height) + 1),
  }
}

export type PageRange = { readonly from: number; readonly to: number }

/** A place on the pages that is the same in every size: a page and a part of its height. */
export type Place = { readonly page: number; readonly part: number }

export function placeAt(layout: Layout, y: number): Place {
  const page = pageAt(layout, y)
  const box = layout.boxes[page]
  return { page, part: box ? (y - box.top) / box.height : 0 }
}

export function heightOf({ boxes }: Layout, { page, part }: Place): number {
  const box = boxes[page]
  return box ? box.top + part * box.height : 0
}

/** Where to scroll for a page to begin at the top, with the gap above it. */
export function topOf({ boxes }: Layout, page: number): number {
  return Math.max(0, (boxes[page]?.top ?? 0) - GAP)
}
