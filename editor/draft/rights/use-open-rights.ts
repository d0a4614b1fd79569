import { useEffect, useLayoutEffect, useState } from 'react'

import type { ReportDetail } from '../../../report/wire/rest.ts'
import { useOffices } from '../../rest/offices.ts'
import { useMe } from '../../session/session.tsx'
import { createCell, type Observable } from '../connection/cell.ts'
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
 * What was told while the line was down went unheard, and a changed role is told by nothing but closing the line: back on it,
 * ask again.
 */
export function useReloadAfterReturn({ save }: ReportConnection, onReload: () => void): void {
  useEffect(() => {
    let away = false
    return save.subscribe(() => {
      const { state } = save.get()
      if (state === 'saved' || state === 'saving') {
        if (away) onReload()
        away = false
      } else away = true
    })
  }, [save, onReload])
}
