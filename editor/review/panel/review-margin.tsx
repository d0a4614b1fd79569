import { memo, useCallback, useMemo, useRef } from 'react'
import type { ReactNode } from 'react'

import { useObservable } from '../../draft/use-observable.ts'
import { useText } from '../../i18n/text.tsx'
import { NewThread } from '../cards/new-thread.tsx'
import type { OpenThread } from '../review.ts'
import { useDesk } from '../review-desk.tsx'
import { ThreadCard } from '../cards/thread-card.tsx'
import { useMarginLayout } from './use-margin-layout.ts'

/** The composer of a new thread among the cards. */
const COMPOSING = 'composing'

/** The cards beside their lines. */
export function ReviewMargin({ threads }: { threads: readonly OpenThread[] }) {
  const { review: text } = useText()
  const { review, editor } = useDesk()
  const active = useObservable(review.active)
  const composing = useObservable(review.composing)
  const layer = useRef<HTMLUListElement>(null)
  const byId = useMemo(() => new Map(threads.map((one) => [one.thread.id, one])), [threads])
  const ids = useMemo(() => [...(composing ? [COMPOSING] : []), ...byId.keys()], [byId, composing])
  const placeOf = useCallback(
    (id: string) => (id !== COMPOSING ? review.placeOf(id) : composing && review.placeOf(composing)),
    [review, composing],
  )
  const pinned = composing ? COMPOSING : active
  const atOnce = composing && COMPOSING
  const { shown, height, observe } = useMarginLayout({ editor, layer, ids, placeOf, pinned, atOnce })

  return (
    <ul ref={layer} className="margin-cards" aria-label={text.marginLabel} style={{ minHeight: height }}>
      {shown.map(({ id, top }) => {
        const one = byId.get(id)
        return (
          <MarginPlace key={id} id={id} top={top} observe={observe}>
            {one ? (
              <ThreadCard one={one} active={id === active} />
            ) : (
              id === COMPOSING && composing && <NewThread on={composing} />
            )}
          </MarginPlace>
        )
      })}
    </ul>
  )
}

type MarginPlaceProps = {
  readonly id: string
  readonly top: number
  readonly observe: (id: string, element: HTMLElement | null) => void
  readonly children: ReactNode
}

const MarginPlace = memo(function MarginPlace({ id, top, observe, children }: MarginPlaceProps) {
  const bind = useCallback(
    (element: HTMLLIElement | null) => {
      observe(id, element)
      return () => observe(id, null)
    },
    [id, observe],
  )
  return (
    <li ref={bind} className="margin-place" data-card={id} style={{ transform: `translateY(${top}px)` }}>
      {children}
    </li>
  )
})
