import { useCallback, useEffect } from 'react'

import type { ExportCheck } from '../../report/wire/paper.ts'
import { calmly } from '../draft/calmly.ts'
import type { ReportConnection } from '../draft/connection/connection.ts'
import { fetchExportCheck } from '../rest/export.ts'
import { type Loaded, useLoad } from '../rest/load.ts'

/** The text is typed in all the while; what is empty is looked at so often at most. */
const TEXT_MS = 4000

/** What stands in the way of a signature; asked again whenever threads, sections, the head or the text change. */
export function useExportCheck(
  reportId: string,
  connection: ReportConnection,
): [Loaded<ExportCheck>, () => void] {
  const load = useCallback((signal: AbortSignal) => fetchExportCheck(reportId, signal), [reportId])
  const [check, reload] = useLoad(load)

  useEffect(() => {
    const news = calmly(reload)
    let timer: ReturnType<typeof setTimeout> | undefined
    const lookAtText = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        reload()
      }, TEXT_MS)
    }
    let followed = connection.doc
    followed.on('update', lookAtText)
    const stops = [
      connection.onEvent(({ type }) => type !== 'handovers' && news.tell()),
      connection.generation.subscribe(() => {
        followed.off('update', lookAtText)
        followed = connection.doc
        followed.on('update', lookAtText)
        news.tell()
      }),
      // Back on the line: what was told meanwhile went unheard.
      connection.ready.subscribe(news.tell),
      news.stop,
    ]
    return () => {
      clearTimeout(timer)
      followed.off('update', lookAtText)
      for (const stop of stops) stop()
    }
  }, [connection, reload])

  return [check, reload]
}
