import { useEffect, useMemo } from 'react'
import { useSearchParams } from 'react-router'

import type { Progress } from '../../report/wire/progress.ts'
import type { Office, ReportDetail } from '../../report/wire/rest.ts'
import { fetchOffices } from '../rest/admin.ts'
import { useLoad } from '../rest/load.ts'
import type { Loaded } from '../rest/load.ts'
import { fetchProgress } from '../rest/progress.ts'
import { fetchReport } from '../rest/reports.ts'
import { printBoardChoice, readBoardChoice, WHOLE_BOARD } from './board-rows.ts'
import type { BoardChoice } from './board-rows.ts'

export type Board = {
  readonly progress: Progress
  readonly report: ReportDetail
  readonly offices: ReadonlyMap<string, Office>
  /** How long ago something was is told from here. */
  readonly askedAt: Date
}

/** This page holds no line to the server: it asks again by itself while somebody looks at it. */
const ASK_AGAIN_MS = 30_000

/** A report's board, asked again on coming back to the page and every half minute. */
export function useBoard(reportId: string): [Loaded<Board>, () => void] {
  const load = useMemo(() => (signal: AbortSignal) => fetchBoard(reportId, signal), [reportId])
  const [loaded, reload] = useLoad(load)
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') reload()
    }
    const timer = setInterval(look, ASK_AGAIN_MS)
    window.addEventListener('focus', look)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      window.removeEventListener('focus', look)
      document.removeEventListener('visibilitychange', look)
    }
  }, [reload])
  return [loaded, reload]
}

async function fetchBoard(reportId: string, signal: AbortSignal): Promise<Board> {
  const [progress, report, offices] = await Promise.all([
    fetchProgress(reportId, signal),
    fetchReport(reportId, signal),
    fetchOffices(signal),
  ])
  return {
    progress,
    report,
    offices: new Map(offices.map((office) => [office.id, office])),
    askedAt: new Date(),
  }
}

/** Which sections are looked at stands in the address: it survives a reload and can be passed on. */
export function useBoardChoice(): [BoardChoice, (change: Partial<BoardChoice>) => void, () => void] {
  const [params, setParams] = useSearchParams()
  const choice = readBoardChoice(params)
  const change = (changed: Partial<BoardChoice>) =>
    setParams(printBoardChoice({ ...choice, ...changed }), { replace: true, preventScrollReset: true })
  return [choice, change, () => change(WHOLE_BOARD)]
}
