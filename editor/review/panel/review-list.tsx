import { useEffect, useMemo, useRef, useState } from 'react'

import { sayNumber } from '../../i18n/dates.ts'
import { useObservable } from '../../draft/use-observable.ts'
import { useLanguage, useText } from '../../i18n/text.tsx'
import { NewThread } from '../cards/new-thread.tsx'
import type { OpenThread } from '../review.ts'
import { useDesk } from '../review-desk.tsx'
import { SmallButton, ThreadCard } from '../cards/thread-card.tsx'
import { threadPermits } from '../thread-permits.ts'

/** Drawn at once: hundreds of cards on the page would be felt at every key. */
const PAGE = 40

/** All threads in the order of the text, those without a place behind them. */
export function ReviewList({ threads }: { threads: readonly OpenThread[] }) {
  const { review: text } = useText()
  const { language } = useLanguage()
  const { review } = useDesk()
  const active = useObservable(review.active)
  const composing = useObservable(review.composing)
  const [most, setMost] = useState(PAGE)
  const { placed, lost } = useMemo(() => parted(threads), [threads])
  const place = threads.findIndex(({ thread }) => thread.id === active)
  // Attached again it stands elsewhere.
  const isLost = threads[place]?.lost
  const shown = Math.max(most, place + 1)
  const list = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (!active || isLost === undefined) return
    const card = list.current?.querySelector(`[data-thread="${CSS.escape(active)}"]`)
    card?.scrollIntoView({ block: 'nearest' })
  }, [active, isLost])

  const rest = placed.length - shown
  return (
    <div ref={list} className="review-list">
      {composing && <NewThread on={composing} />}
      <ul aria-label={text.listLabel}>
        {placed.slice(0, shown).map((one) => (
          <li key={one.thread.id}>
            <ThreadCard one={one} active={one.thread.id === active} />
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <SmallButton onClick={() => setMost(shown + PAGE)}>
          {text.more(sayNumber(Math.min(rest, PAGE), language))}
        </SmallButton>
      )}
      {lost.length > 0 && <LostThreads lost={lost} active={active} />}
    </div>
  )
}

function parted(threads: readonly OpenThread[]) {
  return {
    placed: threads.filter(({ lost }) => !lost),
    lost: threads.filter(({ lost }) => lost),
  }
}

type LostThreadsProps = { readonly lost: readonly OpenThread[]; readonly active: string | undefined }

/** *Không còn đoạn gốc*: nothing that was said is lost with the words it was said of. */
function LostThreads({ lost, active }: LostThreadsProps) {
  const { review: text } = useText()
  const { review, me, responsible } = useDesk()
  const [most, setMost] = useState(PAGE)
  const { language } = useLanguage()
  const rest = lost.length - most
  return (
    <section className="review-lost" aria-labelledby="review-lost">
      <h3 id="review-lost" tabIndex={-1}>
        {text.lost}
      </h3>
      <ul>
        {lost
          .slice(0, Math.max(most, lost.findIndex(({ thread }) => thread.id === active) + 1))
          .map((one) => (
            <li key={one.thread.id}>
              <ThreadCard one={one} active={one.thread.id === active} />
              {threadPermits(one.thread, me, responsible(one.sectionId)).attach && (
                <SmallButton onClick={() => review.attaching.set(one.thread.id)}>{text.attach}</SmallButton>
              )}
            </li>
          ))}
      </ul>
      {rest > 0 && (
        <SmallButton onClick={() => setMost(most + PAGE)}>
          {text.more(sayNumber(Math.min(rest, PAGE), language))}
        </SmallButton>
      )}
    </section>
  )
}
