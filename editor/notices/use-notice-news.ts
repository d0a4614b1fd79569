import { useEffect } from 'react'

import type { ReportConnection } from '../draft/connection/connection.ts'
import { useInbox } from './notices.tsx'

/** A meeting that comments all at once is asked about once in this while. */
const PAUSE_MS = 3000

/** What people are told of in their inbox, too. */
const TELLING: ReadonlySet<string> = new Set(['threads', 'sections', 'stage'])

/** While a report is open its line tells of comments, sections and stages: what is new for this person is asked for soon after. */
export function useNoticeNews({ onEvent }: Pick<ReportConnection, 'onEvent'>): void {
  const { refresh } = useInbox()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = onEvent(({ type }) => {
      if (!TELLING.has(type) || timer !== undefined) return
      timer = setTimeout(() => {
        timer = undefined
        void refresh()
      }, PAUSE_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [refresh, onEvent])
}
