import { Check, CircleAlert, CircleDashed, Clock, RotateCcw } from 'lucide-react'
import { memo, useEffect, useRef, useState } from 'react'
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react'
import { flushSync } from 'react-dom'

import { PREAMBLE_ID } from '../../../report/permission/rights.ts'
import { sectionLabel } from '../../../report/review/section-names.ts'
import type { Thread } from '../../../report/wire/review.ts'
import { sayMoment, sayNumber } from '../../i18n/dates.ts'
import { useLanguage, useText } from '../../i18n/text.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Composer } from '../composer/composer.tsx'
import { readDraft, writeDraft } from '../composer/drafts.ts'
import type { OpenThread, Selected } from '../review.ts'
import { KIND_TONES, useDesk } from '../review-desk.tsx'
import { AnswerBlock, AnswerForm, AnswerIcon } from './thread-answer.tsx'
import { isUnread } from '../panel/thread-filter.ts'
import { ThreadMenu } from './thread-menu.tsx'
import { AuthorLine, MessageWords, ThreadMessage } from './thread-message.tsx'
import { lastPlace, threadName } from '../thread-name.ts'
import { threadPermits } from '../thread-permits.ts'

type ThreadCardProps = {
  readonly one: OpenThread
  /** It is the thread that is looked at: open, with all that can be done to it. */
  readonly active: boolean
}

/** A thread beside the text or in the list: in short, and in full while it is looked at. */
export const ThreadCard = memo(function ThreadCard({ one, active }: ThreadCardProps) {
  const { review: text } = useText()
  const desk = useDesk()
  const { thread } = one
  const unread = isUnread(thread, desk.me)
  useReadMark(one, active && unread)

  const handleKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || isInLayer(event.target)) return
    const drawer = event.currentTarget.closest('[data-mode="drawer"]')
    if (drawer && !active) return
    event.preventDefault()
    // The text is behind the drawer, which the next Escape closes.
    if (drawer) event.currentTarget.querySelector<HTMLElement>('.thread-open')?.focus()
    else desk.backToText()
    desk.review.active.set(undefined)
  }
  const handleClick = (event: MouseEvent) => {
    if (!active && !isInLayer(event.target)) desk.look(one)
  }
  return (
    <article
      className="thread-card"
      aria-label={threadName(one, desk.sections, text, unread)}
      data-thread={thread.id}
      data-active={active || undefined}
      data-resolved={thread.resolved !== null || undefined}
      onKeyDown={handleKey}
      onClick={handleClick}
    >
      <CardHead one={one} active={active} unread={unread} />
      <Quote one={one} />
      {active ? <CardInFull one={one} /> : <CardInShort thread={thread} />}
      <Sending one={one} />
    </article>
  )
})

/** A menu or a dialog that a card opened: drawn elsewhere on the page, a child of the card to React. */
function isInLayer(target: EventTarget): boolean {
  return target instanceof Element && target.closest('[data-thread], [data-composing]') === null
}

/** Long enough to have been read and not only passed. */
const READ_AFTER_MS = 1500

function useReadMark({ thread }: OpenThread, pending: boolean): void {
  const { review } = useDesk()
  useEffect(() => {
    if (!pending) return
    const timer = setTimeout(() => review.markRead([thread.id]), READ_AFTER_MS)
    return () => clearTimeout(timer)
  }, [pending, review, thread])
}

type CardHeadProps = ThreadCardProps & { readonly unread: boolean }

function CardHead({ one, active, unread }: CardHeadProps) {
  const { review: text } = useText()
  const { language } = useLanguage()
  const { sections, review, look } = useDesk()
  const { thread } = one
  return (
    <header className="thread-head">
      <button
        type="button"
        className="thread-open"
        aria-expanded={active}
        aria-label={threadName(one, sections, text, unread)}
        onClick={(event) => {
          event.stopPropagation()
          if (active) review.active.set(undefined)
          else look(one)
        }}
      >
        <span className="chip" data-tone={KIND_TONES[thread.kind]}>
          {text.kinds[thread.kind]} {thread.number > 0 && sayNumber(thread.number, language)}
        </span>
      </button>
      {unread && (
        <span className="thread-unread">
          <span aria-hidden="true" />
          {text.unreadMark}
        </span>
      )}
      {thread.resolved && (
        <span className="thread-state" data-tone="good">
          <Check size={13} aria-hidden="true" />
          {text.states.resolved}
        </span>
      )}
      {active && <ThreadMenu one={one} />}
    </header>
  )
}

/** The words it is about: a way to them. */
function Quote({ one }: { one: OpenThread }) {
  const { review: text } = useText()
  const { goToWords, sections } = useDesk()
  const said = useSubject(one)
  if (one.lost) {
    return (
      <div className="thread-lost">
        <blockquote className="thread-quote" title={said}>
          {said}
        </blockquote>
        <p>{text.lostWas(lastPlace(one.sectionId, sections, text))}</p>
      </div>
    )
  }
  if (one.thread.anchor.kind === 'report') return <p className="thread-whole">{said}</p>
  return (
    <button
      type="button"
      className="thread-quote"
      title={text.goToWords}
      aria-label={`${text.quote(said)}. ${text.goToWords}`}
      onClick={(event) => {
        event.stopPropagation()
        goToWords(one)
      }}
    >
      {said}
    </button>
  )
}

function useSubject({ thread: { anchor }, sectionId }: OpenThread): string {
  const { review: text } = useText()
  const { sections } = useDesk()
  if (anchor.kind === 'report') return text.wholeReport
  if (anchor.kind !== 'section') return anchor.quote
  if (sectionId === PREAMBLE_ID) return text.wholePreamble
  const name = sections.get(anchor.sectionId)
  return text.wholeSection(name ? sectionLabel(name) : anchor.quote)
}

function CardInShort({ thread }: { thread: Thread }) {
  const { review: text } = useText()
  const { language } = useLanguage()
  const [first, ...replies] = thread.messages
  const count = replies.filter(({ deletedAt }) => deletedAt === null).length
  const blocks = thread.kind === 'change' && !thread.answer && !thread.resolved
  return (
    <>
      <AuthorLine author={thread.author} at={thread.createdAt} />
      {first && (
        <div className="thread-short">
          <MessageWords message={first} />
        </div>
      )}
      {(count > 0 || thread.answer || blocks) && (
        <p className="thread-foot">
          {blocks && <span className="thread-blocks">{text.mustFix}</span>}
          {thread.answer && (
            <span className="thread-state" data-tone="accent">
              <AnswerIcon kind={thread.answer.kind} />
              {text.answers[thread.answer.kind]}
            </span>
          )}
          {count > 0 && <span>{text.replies(sayNumber(count, language))}</span>}
        </p>
      )}
    </>
  )
}

/** The latest ones are always shown, and the first; between them what was said earlier can be unfolded. */
const SHOWN_REPLIES = 3

function CardInFull({ one }: { one: OpenThread }) {
  const { review: text } = useText()
  const { language } = useLanguage()
  const { thread } = one
  const [unfolded, setUnfolded] = useState(false)
  const [first, ...replies] = thread.messages
  const hidden = unfolded || replies.length <= SHOWN_REPLIES + 1 ? 0 : replies.length - SHOWN_REPLIES
  return (
    <>
      {first && <ThreadMessage threadId={thread.id} message={first} />}
      {hidden > 0 && (
        <button type="button" className="thread-unfold" onClick={() => setUnfolded(true)}>
          {text.earlier(sayNumber(hidden, language))}
        </button>
      )}
      {replies.slice(hidden).map((message) => (
        <ThreadMessage key={message.id} threadId={thread.id} message={message} />
      ))}
      {thread.answer && <AnswerBlock answer={thread.answer} />}
      <Resolved thread={thread} />
      <CardActions one={one} />
    </>
  )
}

function Resolved({ thread: { resolved } }: { thread: Thread }) {
  const { app, review: text } = useText()
  const { language } = useLanguage()
  const { now } = useDesk()
  if (!resolved) return null
  return (
    <p className="thread-resolved">
      <Check size={14} aria-hidden="true" />
      {text.resolvedBy(resolved.by.name, sayMoment(resolved.at, now, app, language))}
    </p>
  )
}

type Doing = 'reply' | 'answer'

function CardActions({ one }: { one: OpenThread }) {
  const { review: text } = useText()
  const { review, me, responsible, draftKey } = useDesk()
  const toast = useToast()
  const { thread } = one
  const permits = threadPermits(thread, me, responsible(one.sectionId))
  const [doing, setDoing] = useState<Doing | undefined>(() => begun(thread.id, draftKey))
  // A draft stands open again, but only who asks for the field gets the focus into it.
  const [asked, setAsked] = useState(false)
  const [why, setWhy] = useState<string>()
  const reply = useRef<HTMLButtonElement>(null)
  const isResolved = thread.resolved !== null

  const start = (what: Doing) => {
    setAsked(true)
    setDoing(what)
  }
  const finish = () => {
    flushSync(() => setDoing(undefined))
    reply.current?.focus({ preventScroll: true })
  }
  const handleResolve = () => {
    if (!isResolved && permits.resolve === 'answer-first') {
      setWhy(text.answerFirst)
      if (permits.answer) start('answer')
      return
    }
    review.resolve(thread.id, !isResolved)
    toast(isResolved ? text.reopenedNow(thread.number) : text.resolvedNow(thread.number), 'good')
  }
  const handleReply = (words: string) => {
    review.reply(thread.id, words)
    finish()
    return undefined
  }
  if (!permits.reply) return null
  return (
    <div className="thread-actions">
      {why && !thread.answer && (
        <p className="thread-why" role="alert">
          <CircleAlert size={14} aria-hidden="true" />
          {why}
        </p>
      )}
      {doing === 'answer' && <AnswerForm thread={thread} focused={asked} onDone={finish} />}
      {doing === 'reply' && (
        <Composer
          draftKey={draftKey(`reply.${thread.id}`)}
          label={text.replyLabel(thread.number)}
          placeholder={text.replyPlaceholder}
          sendLabel={text.send}
          focused={asked}
          onSend={handleReply}
          onLeave={finish}
          onDrop={finish}
        />
      )}
      {doing === undefined && (
        <button ref={reply} type="button" className="thread-reply" onClick={() => start('reply')}>
          {text.replyPlaceholder}
        </button>
      )}
      {doing === undefined && (permits.resolve !== false || permits.answer) && (
        <div className="thread-buttons">
          {permits.answer && !isResolved && !thread.answer && (
            <SmallButton onClick={() => start('answer')}>{text.answerAdd}</SmallButton>
          )}
          {permits.answer && !isResolved && thread.answer && (
            <SmallButton onClick={() => start('answer')}>{text.answerChange}</SmallButton>
          )}
          {permits.resolve !== false && (
            <SmallButton onClick={handleResolve}>
              {isResolved ? (
                <RotateCcw size={14} aria-hidden="true" />
              ) : (
                <Check size={14} aria-hidden="true" />
              )}
              {isResolved ? text.reopen : text.resolve}
            </SmallButton>
          )}
        </div>
      )}
    </div>
  )
}

/** What was being written when the page was left stands open again. */
function begun(threadId: string, keyOf: (of: string) => string): Doing | undefined {
  if (readDraft(keyOf(`answer.${threadId}`))) return 'answer'
  return readDraft(keyOf(`reply.${threadId}`)) ? 'reply' : undefined
}

export function SmallButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className="button small-button" onClick={onClick}>
      {children}
    </button>
  )
}

/** What was written here and is not with the server yet. */
function Sending({ one }: { one: OpenThread }) {
  const { review: text } = useText()
  const { review, draftKey } = useDesk()
  const toast = useToast()
  const { sending, thread } = one
  const isSlow = useIsSlow(sending === 'waiting')
  if (sending === 'sent') return null
  if (sending === 'waiting') {
    if (!isSlow) return null
    return (
      <p className="thread-sending">
        <Clock size={14} aria-hidden="true" />
        {text.waiting}
      </p>
    )
  }
  const handleGiveUp = () => {
    const words = review.giveUp(thread.id)
    if (words === '') return
    toast(text.giveUpKept)
    const draft = { text: words }
    if (thread.number > 0) writeDraft(draftKey(`reply.${thread.id}`), draft)
    else writeDraft(draftKey('new'), { ...draft, kind: thread.kind, on: subjectOf(one) })
  }
  return (
    <div className="thread-sending" data-tone="danger" role="alert">
      <CircleDashed size={14} aria-hidden="true" />
      <div>
        <p>{text.refused(sending.refused)}</p>
        <div className="thread-buttons">
          <SmallButton onClick={review.retry}>{text.tryAgain}</SmallButton>
          <SmallButton onClick={handleGiveUp}>{text.giveUp}</SmallButton>
        </div>
      </div>
    </div>
  )
}

/** A line that works takes less: nobody needs to be told. */
const SLOW_AFTER_MS = 1500

function useIsSlow(waiting: boolean): boolean {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    if (!waiting) return
    const timer = setTimeout(() => setSlow(true), SLOW_AFTER_MS)
    return () => {
      clearTimeout(timer)
      setSlow(false)
    }
  }, [waiting])
  return waiting && slow
}

/** What a thread is about, for another that takes its place. */
function subjectOf({ thread: { anchor }, sectionId }: OpenThread): Selected {
  switch (anchor.kind) {
    case 'report':
      return { anchor, sectionId: null, quote: '' }
    case 'section':
      return { anchor: { kind: 'section', sectionId: anchor.sectionId }, sectionId, quote: '' }
    case 'block':
      return { anchor: { kind: 'block', blockId: anchor.blockId }, sectionId, quote: anchor.quote }
    case 'range': {
      const { quote, prefix, suffix, pieces } = anchor
      const blockId = pieces[0]?.blockId
      return { anchor: { kind: 'range', quote, prefix, suffix, blockId }, sectionId, quote }
    }
  }
}
