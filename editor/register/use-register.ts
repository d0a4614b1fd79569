import { useEffect, useMemo } from 'react'
import { useSearchParams } from 'react-router'

import type { Office, ReportDetail } from '../../report/wire/rest.ts'
import type { Thread } from '../../report/wire/review.ts'
import { fetchOffices } from '../rest/admin.ts'
import { useLoad } from '../rest/load.ts'
import type { Loaded } from '../rest/load.ts'
import { fetchReport } from '../rest/reports.ts'
import { fetchThreads } from '../rest/review.ts'
import { printChoice, readChoice } from './register-rows.ts'
import type { RegisterChoice } from './register-rows.ts'

export type Register = {
  readonly report: ReportDetail
  readonly offices: readonly Office[]
  readonly threads: readonly Thread[]
}

/** A report with its threads: asked again whenever somebody comes back to the page, for what has changed since. */
export function useRegister(reportId: string): [Loaded<Register>, () => void] {
  const load = useMemo(() => loadRegister(reportId), [reportId])
  const [loaded, reload] = useLoad(load)
  useEffect(() => {
    const handleReturn = () => {
      if (document.visibilityState === 'visible') reload()
    }
    window.addEventListener('focus', handleReturn)
    document.addEventListener('visibilitychange', handleReturn)
    return () => {
      window.removeEventListener('focus', handleReturn)
      document.removeEventListener('visibilitychange', handleReturn)
    }
  }, [reload])
  return [loaded, reload]
}

function loadRegister(reportId: string): (signal: AbortSignal) => Promise<Register> {
  const known = new Map<string, Thread>()
  let rev = 0
  return async (signal) => {
    const [report, offices, changed] = await Promise.all([
      fetchReport(reportId, signal),
      fetchOffices(signal),
      fetchThreads(reportId, rev, signal),
    ])
    for (const thread of changed.threads) known.set(thread.id, thread)
    rev = Math.max(rev, changed.rev)
    return { report, offices, threads: [...known.values()] }
  }
}

/** How it is looked at stands in the address: it survives a reload and can be passed on. */
export function useRegisterChoice(): [RegisterChoice, (change: Partial<RegisterChoice>) => void, () => void] {
  const [params, setParams] = useSearchParams()
  const choice = readChoice(params)
  // Of the address itself: with many rows a second choice may come before the first is drawn.
  const change = (changed: Partial<RegisterChoice>) => {
    const now = readChoice(new URLSearchParams(window.location.search))
    // What is chosen anew is looked at from its beginning.
    setParams(printChoice({ ...now, page: 1, ...changed }), { replace: true })
  }
  return [choice, change, () => change({ state: '', kind: '', author: '', answering: '' })]
}
