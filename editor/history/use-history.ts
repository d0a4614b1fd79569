import { useCallback, useEffect } from 'react'

import type { Version } from '../../report/wire/paper.ts'
import type { Office, ReportDetail } from '../../report/wire/rest.ts'
import type { Timeline } from '../../report/wire/history.ts'
import { calmly } from '../draft/calmly.ts'
import { fetchOffices } from '../rest/admin.ts'
import { fetchTimeline } from '../rest/history.ts'
import { useLoad } from '../rest/load.ts'
import type { Loaded } from '../rest/load.ts'
import { fetchReport } from '../rest/reports.ts'
import { fetchVersions } from '../rest/versions.ts'
import { followReport } from './follow-report.ts'

export type HistoryFacts = {
  readonly report: ReportDetail
  readonly offices: readonly Office[]
  readonly versions: readonly Version[]
}

export type ReportHistory = {
  readonly facts: Loaded<HistoryFacts>
  /** Comes later where the past is long: versions need not wait for it. */
  readonly timeline: Loaded<Timeline>
  readonly reload: () => void
}

/** What changes nothing that this page shows. */
const ELSEWHERE: ReadonlySet<string> = new Set(['threads', 'handovers', 'contributions'])

/** A report with its versions and its time line: asked again when there is news of it, or somebody comes back to the page. */
export function useHistory(reportId: string): ReportHistory {
  const loadFacts = useCallback(
    async (signal: AbortSignal): Promise<HistoryFacts> => {
      const [report, offices, versions] = await Promise.all([
        fetchReport(reportId, signal),
        fetchOffices(signal),
        fetchVersions(reportId, signal),
      ])
      return { report, offices, versions }
    },
    [reportId],
  )
  const loadTimeline = useCallback((signal: AbortSignal) => fetchTimeline(reportId, signal), [reportId])
  const [facts, reloadFacts] = useLoad(loadFacts)
  const [timeline, reloadTimeline] = useLoad(loadTimeline)
  const reload = useCallback(() => {
    reloadFacts()
    reloadTimeline()
  }, [reloadFacts, reloadTimeline])
  useEffect(() => {
    const handleReturn = () => {
      if (document.visibilityState === 'visible') reload()
    }
    document.addEventListener('visibilitychange', handleReturn)
    return () => document.removeEventListener('visibilitychange', handleReturn)
  }, [reload])
  // Who may not see the report, or asks for one that is not there, has nothing to follow.
  const isThere = facts.state === 'ready'
  useEffect(() => {
    if (!isThere) return undefined
    const news = calmly(reload)
    const stop = followReport(reportId, { onNews: (type) => !ELSEWHERE.has(type) && news.tell() })
    return () => {
      stop()
      news.stop()
    }
  }, [reportId, reload, isThere])
  return { facts, timeline, reload }
}
