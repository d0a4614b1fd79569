import type { Editor } from '@tiptap/core'
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'

import type { Me, ReportDetail } from '../../report/wire/rest.ts'
import type { Author } from '../../report/wire/review.ts'
import type { Observable } from '../draft/connection/cell.ts'
import type { ReportConnection } from '../draft/connection/connection.ts'
import type { OpenRights } from '../draft/rights/open-rights.ts'
import { useObservable } from '../draft/use-observable.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { useSession } from '../session/session.tsx'
import { commentHere } from './choosing/comment-choosing.ts'
import { openReview, type OpenedReview } from './open-review.ts'
import type { Review } from './review.ts'
import { mayComment } from './thread-permits.ts'

/** The comment threads of the report that is open, for as long as its page shows it. */
export function useReview(
  connection: ReportConnection | undefined,
  report: ReportDetail,
  me: Me,
): OpenedReview | undefined {
  const text = useText()
  const { language } = useLanguage()
  const [review, setReview] = useState<OpenedReview>()
  const now = useRef({ me: authorNow(report, me), sayWhy: (_error: unknown): string => '' })
  useLayoutEffect(() => {
    now.current = {
      me: authorNow(report, me),
      sayWhy: (error) => errorSentence(error, text, language),
    }
  })

  useEffect(() => {
    if (!connection) return
    const opened = openReview({
      reportId: report.id,
      connection,
      me: () => now.current.me,
      sayWhy: (error) => now.current.sayWhy(error),
    })
    setReview(opened)
    return () => {
      setReview(undefined)
      opened.stop()
    }
  }, [connection, report.id])

  useRetryAfterSignIn(review)
  return review
}

function useRetryAfterSignIn(review: Review | undefined): void {
  const { generation } = useSession()
  const known = useRef(generation)
  useEffect(() => {
    if (known.current === generation) return
    known.current = generation
    review?.retry()
  }, [review, generation])
}

function authorNow({ members, role }: ReportDetail, me: Me): Author {
  const mine = members.find(({ userId }) => userId === me.id)
  return { userId: me.id, name: me.name, office: mine ? mine.office : me.office, role }
}

/** The open report's review, for what stands deep in the page. */
export const ReviewContext = createContext<Review | undefined>(undefined)

/** Undefined outside an open report. */
export function useOpenReview(): Review | undefined {
  return useContext(ReviewContext)
}

/** Whether one may begin threads; the text field follows it while it stands. */
export function useMayComment(rights: Observable<OpenRights>): Observable<boolean> {
  return useMemo(
    () => ({
      subscribe: rights.subscribe,
      get: () => {
        const { writer, rights: report } = rights.get()
        return mayComment({ role: writer.role, stage: report.stage })
      },
    }),
    [rights],
  )
}

/** What the toolbar's button does; undefined for who may not comment. */
export function useCommentCommand(
  editor: Editor | undefined,
  review: OpenedReview,
  may: Observable<boolean>,
): (() => void) | undefined {
  const comments = useObservable(may)
  const comment = useCallback(() => editor && commentHere(editor.view, review), [editor, review])
  return comments ? comment : undefined
}
