import { useEffect, useLayoutEffect, useState } from 'react'

import type { ReportDetail } from '../../../report/wire/rest.ts'
import { useOffices } from '../../rest/offices.ts'
import { useMe } from '../../session/session.tsx'
import { createCell, type Observable } from '../connection/cell.ts'
import { calmly } from '../calmly.ts'
import type { ReportConnection } from '../connection/connection.ts'
import { type OpenRights, readOpenRights, sameOpenRights } from './open-rights.ts'

/** Who may write where in the report on this page. One observable for its whole life: the text field follows it. */
export function useOpenRights(report: ReportDetail): Observable<OpenRights> {
  const me = useMe()
  const offices = useOffices()
  const now = readOpenRights(report, me, offices)
  const [cell] = useState(() => createCell(now, sameOpenRights))
  useLayoutEffect(() => cell.set(now))
  return cell
}

/**
 * Fetches again what surrounds the text whenever the server tells that it changed: a member, the head, whose a section is. What
 * was told while the line was down or a clean copy was fetched went unheard, and a changed role is told by nothing but
 * closing the line: so back on it, it is asked again as well.
 */
export function useReloadOnNews({ save, onEvent, generation }: ReportConnection, onReload: () => void): void {
  useEffect(() => {
    const news = calmly(onReload)
    let away = false
    const lookAtLine = () => {
      const { state } = save.get()
      const isOn = state === 'saved' || state === 'saving'
      if (isOn && away) news.tell()
      away = !isOn
    }
    const stops = [
      onEvent(({ type }) => type !== 'threads' && news.tell()),
      generation.subscribe(news.tell),
      save.subscribe(lookAtLine),
      news.stop,
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }, [save, onEvent, generation, onReload])
}
