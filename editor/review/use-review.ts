import { createContext, useContext, useEffect, useLayoutEffect, useRef, useState } from 'react'

import type { Me, ReportDetail } from '../../report/wire/rest.ts'
import type { Author } from '../../report/wire/review.ts'
import type { ReportConnection } from '../draft/connection/connection.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { useSession } from '../session/session.tsx'
import { openReview, type OpenedReview } from './open-review.ts'
import type { Review } from './review.ts'

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
