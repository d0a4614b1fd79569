import type { Editor } from '@tiptap/core'
import { MessageSquare } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { ReactNode } from 'react'
import { flushSync } from 'react-dom'

import type { ReportDetail } from '../../../report/wire/rest.ts'
import { createCell, type Observable } from '../../draft/connection/cell.ts'
import type { OpenRights } from '../../draft/rights/open-rights.ts'
import { readStandings } from '../../draft/rights/standing.ts'
import { useObservable } from '../../draft/use-observable.ts'
import { sayNumber } from '../../i18n/dates.ts'
import { useLanguage, useText } from '../../i18n/text.tsx'
import { useMe } from '../../session/session.tsx'
import { Button } from '../../ui/button.tsx'
import { AttachBar } from './attach-bar.tsx'
import { draftKey } from '../composer/drafts.ts'
import {
  bringIntoSight,
  focusCard,
  focusLost,
  goToWords,
  showWords,
  showWordsSoon,
} from '../marks/go-to-words.ts'
import { mentionables } from '../composer/mention-find.ts'
import { nextThread } from './next-thread.ts'
import type { OpenThread, Review } from '../review.ts'
import { type ReviewDesk, ReviewDeskProvider, useDesk, useMinute } from '../review-desk.tsx'
import type { ReviewHeadProps } from './review-head.tsx'
import { ReviewPanel } from './review-panel.tsx'
import './panel.css'
import '../cards/cards.css'
import '../composer/composer.css'
import { ThreadAnnouncer } from './thread-announcer.tsx'
import { countOpen, filterThreads, NO_FILTER, type ThreadFilter } from './thread-filter.ts'
import { ThreadNotes } from './thread-notes.tsx'
import { useReviewKeys } from './use-review-keys.ts'
import { useSectionNames } from '../use-section-names.ts'
import { useThreadInAddress } from './use-thread-in-address.ts'

export type PanelOptions = {
  /** Undefined until the report has arrived. */
  readonly review: Review | undefined
  readonly editor: Editor | undefined
  readonly report: ReportDetail
  readonly rights: Observable<OpenRights>
}

export type ReviewPictures = {
  /** In the page, to the right of the sheet. */
  readonly margin: ReactNode
  /** Beside the page, or over it on a narrow screen. */
  readonly side: ReactNode
  /** Opens the threads where they have no room beside the page. */
  readonly button: ReactNode
  /** Above the lower edge of the page. */
  readonly bar: ReactNode
}

export type OpenCounts = {
  /** Open threads by section; `preamble` for the opening paragraphs. */
  readonly inSections: ReadonlyMap<string, number>
  readonly show: (sectionId: string) => void
}

/** As in panel.css: below it there is no room for cards beside the page. */
const WIDE = '(min-width: 79.5rem)'

const NO_THREADS = createCell<readonly OpenThread[]>([])
const NOTHING = createCell<undefined>(undefined)
const NO_PICTURES: ReviewPictures = { margin: null, side: null, button: null, bar: null }

/** The open report's comment threads, in the places of the page that they are drawn in. */
export function useReviewPanel(options: PanelOptions): {
  readonly pictures: ReviewPictures
  readonly counts: OpenCounts
} {
  const wide = useMatches(WIDE)
  const [filter, setFilter] = useState<ThreadFilter>(NO_FILTER)
  const [listed, setListed] = useState(false)
  const [opened, setOpened] = useState(false)
  const desk = useReviewDesk(options, () => wide || setOpened(false))
  const threads = useObservable(options.review?.threads ?? NO_THREADS)
  // Before the text has come its words cannot be shown.
  useThreadInAddress(desk?.review, ({ thread, lost }) => {
    if (!desk) return
    setFilter(NO_FILTER)
    if (lost) setListed(true)
    setOpened(true)
    desk.review.active.set(thread.id)
    if (thread.anchor.kind === 'report') showWords(desk.editor, undefined)
    else if (!lost) showWordsSoon(desk.editor, () => desk.review.placeOf(thread.id))
    focusCard(thread.id)
  })
  const inSections = useSame(useMemo(() => countOpen(threads), [threads]))
  const show = useCallback((sectionId: string) => {
    setFilter({ ...NO_FILTER, sectionId })
    setListed(true)
    setOpened(true)
  }, [])
  const counts = useMemo(() => ({ inSections, show }), [inSections, show])
  const mode = !wide ? 'drawer' : listed ? 'list' : 'margin'
  const stage = { threads, filter, setFilter, mode, setListed, opened, setOpened } as const
  return { pictures: useReviewPictures(desk, stage), counts }
}

type Stage = {
  readonly threads: readonly OpenThread[]
  readonly filter: ThreadFilter
  readonly setFilter: (filter: ThreadFilter) => void
  readonly mode: ReviewHeadProps['mode']
  readonly setListed: (listed: boolean) => void
  readonly opened: boolean
  readonly setOpened: (opened: boolean) => void
}

function useReviewPictures(desk: ReviewDesk | undefined, stage: Stage): ReviewPictures {
  const { threads, filter, setFilter, mode, setListed, opened, setOpened } = stage
  const { review: text } = useText()
  const { language } = useLanguage()
  const composing = useObservable(desk?.review.composing ?? NOTHING)
  const attaching = useObservable(desk?.review.attaching ?? NOTHING)
  const active = useObservable(desk?.review.active ?? NOTHING)
  const button = useRef<HTMLButtonElement>(null)
  const found = useMemo(
    () => (desk ? filterThreads(threads, filter, desk.me, active) : threads),
    [threads, filter, desk, active],
  )
  const handleStep = (step: 1 | -1) => {
    if (!desk) return
    const { review, editor } = desk
    // A thread without a place has none in the margin.
    const inMode = mode === 'margin' ? found.filter(({ lost }) => !lost) : found
    const caret = editor.state.selection.from
    const next = nextThread(inMode, step, { active, caret, placeOf: review.placeOf })
    if (!next) return
    if (mode === 'drawer') setOpened(true)
    review.active.set(next.thread.id)
    if (!next.lost) showWords(editor, review.placeOf(next.thread.id))
    focusCard(next.thread.id)
  }
  useReviewKeys(handleStep)
  if (!desk) return NO_PICTURES

  const drawn = mode !== 'drawer' || ((opened || composing !== undefined) && attaching === undefined)
  const handleMode = () => {
    if (mode !== 'drawer') {
      setListed(mode === 'margin')
      return
    }
    setOpened(false)
    desk.review.composing.set(undefined)
    button.current?.focus()
  }
  const openCount = threads.filter(({ thread }) => !thread.resolved).length
  const panel = (
    <ReviewDeskProvider value={desk}>
      <ReviewPanel
        threads={threads}
        found={found}
        filter={filter}
        onFilter={setFilter}
        onStep={handleStep}
        mode={mode}
        onMode={handleMode}
        onShowLost={() => {
          flushSync(() => setListed(true))
          focusLost()
        }}
      />
    </ReviewDeskProvider>
  )
  return {
    margin: mode === 'margin' && panel,
    side: mode !== 'margin' && drawn && panel,
    button: mode === 'drawer' && (
      <Button
        ref={button}
        className="button review-button"
        aria-expanded={drawn}
        aria-label={text.openPanel(sayNumber(openCount, language))}
        onClick={() => (drawn ? handleMode() : setOpened(true))}
      >
        <MessageSquare size={16} aria-hidden="true" />
        {text.title}
        {/* Its name says the number already. */}
        {openCount > 0 && <span className="review-badge" data-count={sayNumber(openCount, language)} />}
      </Button>
    ),
    bar: (
      <ReviewDeskProvider value={desk}>
        <AttachBar />
        {mode === 'drawer' && !drawn && <ActiveBar threads={threads} onShow={() => setOpened(true)} />}
        <ReadyAnnouncer review={desk.review} threads={threads} />
        <ThreadNotes threads={threads} />
      </ReviewDeskProvider>
    ),
  }
}

/** The first list is no news. */
function ReadyAnnouncer({ review, threads }: { review: Review; threads: readonly OpenThread[] }) {
  const state = useObservable(review.state)
  return state === 'ready' && <ThreadAnnouncer threads={threads} />
}

/** On a narrow screen: the caret is in words that somebody wrote about. */
function ActiveBar({ threads, onShow }: { threads: readonly OpenThread[]; onShow: () => void }) {
  const { review: text } = useText()
  const { language } = useLanguage()
  const { review } = useDesk()
  const active = useObservable(review.active)
  const attaching = useObservable(review.attaching)
  const one = threads.find(({ thread }) => thread.id === active)
  if (!one || attaching !== undefined) return null
  return (
    <div className="active-bar">
      <Button onClick={onShow}>
        <MessageSquare size={16} aria-hidden="true" />
        {text.look(sayNumber(one.thread.number, language))}
      </Button>
    </div>
  )
}

function useReviewDesk(
  { review, editor, report, rights }: PanelOptions,
  onGone: () => void,
): ReviewDesk | undefined {
  const me = useMe()
  const open = useObservable(rights)
  const now = useMinute()
  const { names, headings } = useSectionNames(editor)
  const gone = useRef(onGone)
  useEffect(() => {
    gone.current = onGone
  })
  return useMemo((): ReviewDesk | undefined => {
    if (!review || !editor) return undefined
    const owners = new Map(
      readStandings(headings, open).map(({ id, officeIds }): [string, readonly string[]] => [id, officeIds]),
    )
    return {
      review,
      editor,
      me: {
        userId: me.id,
        role: open.writer.role,
        officeId: open.writer.officeId,
        stage: open.rights.stage,
      },
      mentionables: mentionables(report, me.id),
      sections: names,
      responsible: (sectionId) => (sectionId === null ? [] : (owners.get(sectionId) ?? [])),
      draftKey: (of) => draftKey(report.id, me.id, of),
      look: ({ thread, lost }) => {
        review.active.set(thread.id)
        if (!lost && window.matchMedia(WIDE).matches) bringIntoSight(editor, review.placeOf(thread.id))
      },
      goToWords: ({ thread }) => {
        review.active.set(thread.id)
        gone.current()
        goToWords(editor, review.placeOf(thread.id))
      },
      backToText: () => {
        if (!editor.isDestroyed) editor.view.focus()
      },
      now,
    }
  }, [review, editor, me.id, open, report, names, headings, now])
}

/** The former map as long as the new one says the same: the outline is not drawn for every reply. */
function useSame(next: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const [kept, keep] = useState(next)
  if (kept === next) return kept
  const same = kept.size === next.size && [...next].every(([id, count]) => kept.get(id) === count)
  if (same) return kept
  keep(next)
  return next
}

function useMatches(media: string): boolean {
  const query = useMemo(() => window.matchMedia(media), [media])
  const subscribe = useCallback(
    (tell: () => void) => {
      query.addEventListener('change', tell)
      return () => query.removeEventListener('change', tell)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => query.matches)
}
