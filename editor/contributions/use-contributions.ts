import { useEffect, useMemo } from 'react'

import type { Contributions } from '../../report/wire/contributions.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import { followReport } from '../history/follow-report.ts'
import { fetchContributions } from '../rest/contributions.ts'
import { type Loaded, useLoad } from '../rest/load.ts'
import { fetchReport } from '../rest/reports.ts'

export type ContributionFacts = { readonly report: ReportDetail; readonly sent: Contributions }

/** What the offices sent in for a report; asked again whenever somebody sends, places or takes back something. */
export function useContributions(reportId: string): [Loaded<ContributionFacts>, () => void] {
  const load = useMemo(
    () =>
      async (signal: AbortSignal): Promise<ContributionFacts> => {
        const [report, sent] = await Promise.all([
          fetchReport(reportId, signal),
          fetchContributions(reportId, signal),
        ])
        return { report, sent }
      },
    [reportId],
  )
  const [loaded, reload] = useLoad(load)
  useEffect(
    () =>
      followReport(reportId, {
        onNews: (news) => {
          if (news !== 'threads') reload()
        },
      }),
    [reportId, reload],
  )
  return [loaded, reload]
}
