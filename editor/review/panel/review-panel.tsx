import { MessageSquare, SearchX, Unlink } from 'lucide-react'
import type { KeyboardEvent } from 'react'

import { useObservable } from '../../draft/use-observable.ts'
import { sayNumber } from '../../i18n/dates.ts'
import { useLanguage, useText } from '../../i18n/text.tsx'
import { Button } from '../../ui/button.tsx'
import type { OpenThread } from '../review.ts'
import { useDesk } from '../review-desk.tsx'
import { BegunThread, ReviewHead, type ReviewHeadProps } from './review-head.tsx'
import { ReviewList } from './review-list.tsx'
import { ReviewMargin } from './review-margin.tsx'
import { NO_FILTER } from './thread-filter.ts'
import { mayComment } from '../thread-permits.ts'

type ReviewPanelProps = ReviewHeadProps & {
  /** Where those without a place are to be seen, from where they are not. */
  readonly onShowLost: () => void
}

/** The comment threads: in the margin, as a list beside the page, or as a drawer over it. */
export function ReviewPanel(props: ReviewPanelProps) {
  const { review: text } = useText()
  const { review } = useDesk()
  const { mode, found } = props
  const composing = useObservable(review.composing)

  const handleKey = (event: KeyboardEvent) => {
    if (mode !== 'drawer' || event.key !== 'Escape' || event.defaultPrevented) return
    if (event.target instanceof Element && !event.currentTarget.contains(event.target)) return
    event.preventDefault()
    props.onMode()
  }
  return (
    <aside
      className="review-panel"
      data-mode={mode}
      data-region="review"
      aria-label={text.region}
      onKeyDown={handleKey}
    >
      <div className="review-top">
        <ReviewHead {...props} />
        {!composing && <BegunThread />}
        {mode === 'margin' && <LostHint found={found} onShow={props.onShowLost} />}
      </div>
      <Threads {...props} />
    </aside>
  )
}

function Threads({ mode, threads, found, filter, onFilter }: ReviewPanelProps) {
  const { review: text } = useText()
  const { review } = useDesk()
  const state = useObservable(review.state)
  const composing = useObservable(review.composing)
  if (threads.length === 0 && !composing && state !== 'ready') {
    return state === 'loading' ? <Waiting /> : <Failed />
  }
  return (
    <>
      {!composing && threads.length === 0 && <NoThreads />}
      {!composing && threads.length > 0 && found.length === 0 && (
        <div className="review-none">
          <SearchX size={22} aria-hidden="true" />
          <p>{text.noneFound}</p>
          {filter !== NO_FILTER && <Button onClick={() => onFilter(NO_FILTER)}>{text.clearFilters}</Button>}
        </div>
      )}
      {mode === 'margin' ? (
        <ReviewMargin threads={found.filter(({ lost }) => !lost)} />
      ) : (
        <ReviewList threads={found} />
      )}
    </>
  )
}

function LostHint({ found, onShow }: { found: readonly OpenThread[]; onShow: () => void }) {
  const { review: text } = useText()
  const { language } = useLanguage()
  const lost = found.filter((one) => one.lost).length
  if (lost === 0) return null
  return (
    <button type="button" className="review-hint" onClick={onShow}>
      <Unlink size={14} aria-hidden="true" />
      {text.lostCount(sayNumber(lost, language))}
    </button>
  )
}

function NoThreads() {
  const { review: text } = useText()
  const { me } = useDesk()
  return (
    <div className="review-none">
      <MessageSquare size={22} aria-hidden="true" />
      <p className="review-none-title">{text.none}</p>
      <p>{mayComment(me) ? text.noneAdvice : text.noneAdviceReader}</p>
    </div>
  )
}

function Failed() {
  const { app, review: text } = useText()
  const { review } = useDesk()
  return (
    <div className="review-none" role="alert">
      <p>{text.failed}</p>
      <Button onClick={review.reload}>{app.retry}</Button>
    </div>
  )
}

const PLACES = ['first', 'second', 'third'] as const

function Waiting() {
  const { review: text } = useText()
  return (
    <div className="review-waiting" role="status" aria-label={text.loading}>
      {PLACES.map((place) => (
        <div key={place} className="thread-card">
          <div className="skeleton" />
          <div className="skeleton" />
          <div className="skeleton" />
        </div>
      ))}
    </div>
  )
}
