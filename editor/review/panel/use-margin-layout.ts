import type { Editor } from '@tiptap/core'
import type { Transaction } from '@tiptap/pm/state'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { flushSync } from 'react-dom'

import {
  type CardBox,
  layOutCards,
  type PinnedCard,
  pushedOutOfSight,
  type Sight,
  wholeInSight,
} from './card-layout.ts'
import { redrawsMarks } from '../marks/anchor-marks.ts'
import { createLineReader } from './read-lines.ts'
import type { TextPlace } from '../review.ts'

export type PlacedCard = { readonly id: string; readonly top: number }

type MarginLayout = {
  /** Those near the part of the page that is seen. */
  readonly shown: readonly PlacedCard[]
  /** How far down the lowest card reaches. */
  readonly height: number
}

type MarginOptions = {
  readonly editor: Editor
  /** What the cards stand in, beside the text and scrolled with it. */
  readonly layer: RefObject<HTMLElement | null>
  /** In the order of the text. Without a place in the text a card stands at the head of the page. */
  readonly ids: readonly string[]
  readonly placeOf: (id: string) => TextPlace | undefined
  /** Stands at its line, or so near it that all of it is seen, and is always there. */
  readonly pinned: string | undefined
  /** Takes the focus when it appears: is drawn before the next key, which would go into the report. */
  readonly atOnce: string | undefined
}

const GAP = 8
/** A card that was never drawn. */
const USUAL_HEIGHT = 132
/** Cards are ready so far beyond what is seen. */
const BEYOND = 500
/** What an edit moves without a change of the page's height is looked at in the writers' next pause, or after so long. */
const PAUSE_MS = 200
const LONGEST_MS = 800
/** A line under the head of the threads is still seen in the text. */
const HEAD = 60

/**
 * Which cards are drawn and where they stand. Looked at again when the page has been painted: after scrolling in the same
 * frame, after edits when the hands let it. A card's height counts as soon as the browser tells it.
 */
export function useMarginLayout(options: MarginOptions): MarginLayout & {
  readonly observe: (id: string, element: HTMLElement | null) => void
} {
  const { editor, layer, ids, pinned, atOnce } = options
  const [layout, setLayout] = useState<MarginLayout>({ shown: [], height: 0 })
  const latest = useRef(options)
  const desk = useRef<MarginDesk>(undefined)
  useLayoutEffect(() => {
    latest.current = options
  })

  useLayoutEffect(() => {
    const opened = openMarginDesk({
      editor,
      layer,
      options: () => latest.current,
      show: (next) => setLayout((before) => (sameLayout(before, next) ? before : next)),
    })
    desk.current = opened
    return () => {
      desk.current = undefined
      opened.stop()
    }
  }, [editor, layer])

  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- What is laid out has changed.
  useEffect(() => desk.current?.look(), [ids, pinned])

  const missing = layout.shown.some(({ id }) => id === atOnce) ? undefined : atOnce
  useLayoutEffect(() => {
    if (missing !== undefined) desk.current?.lookNow()
  }, [missing])

  const observe = useCallback((id: string, element: HTMLElement | null) => {
    desk.current?.observe(id, element)
  }, [])
  return { ...layout, observe }
}

type MarginDesk = {
  /** When the page has been painted. */
  readonly look: () => void
  /** Makes the browser lay the page out for it. */
  readonly lookNow: () => void
  readonly observe: (id: string, element: HTMLElement | null) => void
  readonly stop: () => void
}

type DeskOptions = {
  readonly editor: Editor
  readonly layer: RefObject<HTMLElement | null>
  readonly options: () => MarginOptions
  readonly show: (layout: MarginLayout) => void
}

type Edit = { readonly transaction: Transaction }

type Aside = {
  readonly id: string
  readonly height: number
  readonly hasLine: boolean
  readonly by: number
}

function openMarginDesk({ editor, layer, options, show }: DeskOptions): MarginDesk {
  const readLines = createLineReader(editor)
  const heights = new Map<string, number>()
  const elements = new Map<string, Element>()
  let tops: ReadonlyMap<string, number> = new Map()
  let placeless: ReadonlySet<string> = new Set()
  let seen: Sight = { top: 0, bottom: 0 }
  /** How far from its line the card that is looked at stands, so that all of it is seen; kept while its page is scrolled. */
  let aside: Aside | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  /** The first edit since the lines were looked at. */
  let editedAt: number | undefined
  let frame: number | undefined
  let painted: ReturnType<typeof setTimeout> | undefined

  /** Cheap where the page has been laid out. */
  const readSight = (): DOMRect | undefined => {
    const { current: element } = layer
    const scroller = element?.parentElement?.closest('.draft-page')
    if (!element || !scroller) return undefined
    const origin = element.getBoundingClientRect().top
    const box = scroller.getBoundingClientRect()
    const head =
      element.parentElement?.querySelector('.review-top')?.getBoundingClientRect().bottom ?? box.top
    seen = { top: Math.round(Math.max(head, box.top) - origin), bottom: Math.round(box.bottom - origin) }
    return box
  }
  /** Where the lines are: asks the browser, so only when it has just laid the page out. */
  const measure = () => {
    painted = undefined
    const box = readSight()
    const origin = layer.current?.getBoundingClientRect().top
    if (!box || origin === undefined || editor.isDestroyed) return
    const { top, bottom, height } = box
    const { ids, placeOf } = options()
    const places = new Map<string, TextPlace>()
    for (const id of ids) {
      const place = placeOf(id)
      if (place) places.set(id, place)
    }
    const lines = readLines(places, { top: top - height, bottom: bottom + height })
    tops = new Map(ids.map((id) => [id, Math.round((lines.get(id) ?? origin) - origin)]))
    placeless = new Set(ids.filter((id) => !places.has(id)))
    place()
  }
  const pin = (box: CardBox | undefined): PinnedCard | undefined => {
    if (!box) {
      aside = undefined
      return undefined
    }
    const { id, top, height } = box
    const hasLine = !placeless.has(id)
    if (aside?.id !== id || aside.height !== height || aside.hasLine !== hasLine) {
      // Out of sight it stands at its line until that has come.
      const inSight = !hasLine || (top >= seen.top - HEAD && top < seen.bottom)
      aside = inSight ? { id, height, hasLine, by: wholeInSight(box, seen, GAP) - top } : undefined
    }
    return { id, top: top + (aside?.by ?? 0) }
  }
  const place = () => {
    const { ids, pinned } = options()
    const lines = ids.flatMap((id): CardBox[] => {
      const top = tops.get(id)
      return top === undefined ? [] : [{ id, top, height: heights.get(id) ?? USUAL_HEIGHT }]
    })
    const looked = pin(lines.find(({ id }) => id === pinned))
    // What has no line does not push those away that have one.
    const boxes = lines.map((box) =>
      looked && box.id === looked.id && placeless.has(box.id) ? { ...box, top: looked.top } : box,
    )
    const placed = layOutCards(boxes, looked, GAP)
    const pushed = looked ? undefined : pushedOutOfSight(boxes, placed, seen)
    show(near(boxes, pushed ? layOutCards(boxes, pushed, GAP) : placed, seen, pinned))
  }
  const look = () => {
    if (frame !== undefined || painted !== undefined) return
    frame = requestAnimationFrame(() => {
      frame = undefined
      painted = setTimeout(measure)
    })
  }
  const lookNoMore = () => {
    clearTimeout(painted)
    painted = undefined
    if (frame !== undefined) cancelAnimationFrame(frame)
    frame = undefined
  }
  const handleEdit = ({ transaction }: Edit) => {
    // A card whose words were not found yet when its line was looked for would stay where nobody sees it.
    if (redrawsMarks(transaction)) look()
    if (!transaction.docChanged) return
    const now = performance.now()
    editedAt ??= now
    clearTimeout(timer)
    timer = setTimeout(lookAfterEdit, Math.max(0, Math.min(PAUSE_MS, editedAt + LONGEST_MS - now)))
  }
  const lookAfterEdit = () => {
    editedAt = undefined
    look()
  }
  /** Who goes to the words looks for their card again; the caret that a key takes along goes nowhere. */
  const handleCaret = ({ transaction }: Edit) => {
    if (transaction.docChanged) return
    aside = undefined
    look()
  }
  const cards = new ResizeObserver((entries) => {
    for (const { target, borderBoxSize } of entries) {
      const id = target.getAttribute('data-card')
      const height = borderBoxSize[0]?.blockSize
      if (id !== null && height) heights.set(id, height)
    }
    // The page may have been scrolled since it was measured.
    readSight()
    // In this very frame: what grew would otherwise be painted over its neighbour.
    flushSync(place)
  })
  // Pictures that arrive, sections that come into sight.
  const sheet = new ResizeObserver(look)
  sheet.observe(editor.view.dom)
  document.addEventListener('scroll', look, { capture: true, passive: true })
  window.addEventListener('resize', look)
  editor.on('transaction', handleEdit)
  editor.on('selectionUpdate', handleCaret)
  look()

  return {
    look,
    lookNow: () => {
      lookNoMore()
      measure()
    },
    observe: (id, element) => {
      const before = elements.get(id)
      if (before) cards.unobserve(before)
      elements.delete(id)
      if (!element) return
      elements.set(id, element)
      cards.observe(element)
    },
    stop: () => {
      clearTimeout(timer)
      lookNoMore()
      cards.disconnect()
      sheet.disconnect()
      document.removeEventListener('scroll', look, { capture: true })
      window.removeEventListener('resize', look)
      editor.off('transaction', handleEdit)
      editor.off('selectionUpdate', handleCaret)
    },
  }
}

function near(
  boxes: readonly CardBox[],
  placed: ReadonlyMap<string, number>,
  seen: Sight,
  pinned: string | undefined,
): MarginLayout {
  let lowest = 0
  const shown: PlacedCard[] = []
  for (const { id, height } of boxes) {
    const top = placed.get(id) ?? 0
    lowest = Math.max(lowest, top + height)
    const isNear = top + height > seen.top - BEYOND && top < seen.bottom + BEYOND
    if (isNear || id === pinned) shown.push({ id, top })
  }
  return { shown, height: lowest }
}

function sameLayout(a: MarginLayout, b: MarginLayout): boolean {
  return (
    a.height === b.height &&
    a.shown.length === b.shown.length &&
    a.shown.every(({ id, top }, index) => id === b.shown[index]?.id && top === b.shown[index].top)
  )
}
