import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'

import { useText } from '../i18n/text.tsx'
import { heightOf, layOut, pageAt, pagesNear, placeAt, topOf } from './layout.ts'
import type { PageRange, Place, Zoom } from './layout.ts'
import type { PaperPages } from './open-pdf.ts'
import { PagePicture } from './page-picture.tsx'
import type { Pager } from './pager.ts'

type PageListProps = {
  readonly pages: PaperPages
  readonly zoom: Zoom
  readonly pager: Pager
  /** How large the pages are when they fit the width, for whoever goes on from there. */
  readonly onPercent: (percent: number) => void
}

/** All pages below each other; only those near what is seen are there. */
export function PageList({ pages, zoom, pager, onPercent }: PageListProps) {
  const { preview: text } = useText()
  const scroller = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState(0)
  const layout = useMemo(() => layOut(pages.sizes, zoom, room), [pages, zoom, room])
  const [range, setRange] = useState<PageRange>({ from: 0, to: -1 })
  const place = useRef<Place>(undefined)

  const look = useCallback(() => {
    const element = scroller.current
    if (!element || element.clientHeight === 0) return
    const { scrollTop: top, clientHeight: height } = element
    place.current = placeAt(layout, top)
    const isAtEnd = top > 0 && top + height >= layout.height - 2
    pager.page.set(isAtEnd ? layout.boxes.length - 1 : pageAt(layout, top + height / 3))
    const near = pagesNear(layout, { top, height })
    setRange((before) => (before.from === near.from && before.to === near.to ? before : near))
  }, [layout, pager])

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    const measure = () => setRoom(element.clientWidth)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  // In another size, what was at the top is at the top again.
  useLayoutEffect(() => {
    if (room === 0) return
    if (scroller.current) {
      // Made anew, the pages are looked at where the old ones were.
      scroller.current.scrollTop = place.current
        ? heightOf(layout, place.current)
        : topOf(layout, pager.page.get())
    }
    look()
    onPercent(layout.percent)
  }, [layout, look, onPercent, pager, room])

  useEffect(() => {
    let frame = 0
    const element = scroller.current
    const handleScroll = () => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(look)
    }
    element?.addEventListener('scroll', handleScroll, { passive: true })
    return () => {
      cancelAnimationFrame(frame)
      element?.removeEventListener('scroll', handleScroll)
    }
  }, [look])

  useEffect(
    () =>
      pager.wish.subscribe(() => {
        const page = pager.wish.get()?.page ?? 0
        if (scroller.current) scroller.current.scrollTop = topOf(layout, page)
      }),
    [pager, layout],
  )

  const shown = layout.boxes.slice(range.from, range.to + 1)
  return (
    // In the order of the keyboard, to be scrolled by it.
    <div className="preview-pages" ref={scroller} tabIndex={0} role="region" aria-label={text.pages}>
      <div className="preview-stack" style={{ height: layout.height, minWidth: layout.width }}>
        {room > 0 &&
          shown.map((box, place) => (
            <PagePicture key={range.from + place} pages={pages} index={range.from + place} box={box} />
          ))}
      </div>
    </div>
  )
}
