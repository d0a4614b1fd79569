import { useEffect, useState } from 'react'

import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { sectionNames } from '../../report/review/section-names.ts'
import type { Notice } from '../../report/wire/review.ts'
import { fetchReport } from '../rest/reports.ts'

/** Says the number of a notice's section, where its report could be asked. */
export type SayPath = (notice: Notice) => string | undefined

type Paths = ReadonlyMap<string, ReadonlyMap<string, string>>

/** The numbers of the sections that notices are about; those of each report are asked for once while it is looked at. */
export function useSectionPaths(notices: readonly Notice[]): SayPath {
  const [paths, setPaths] = useState<Paths>(new Map())
  const wanted = reportsOf(notices).join(' ')
  useEffect(() => {
    const stop = new AbortController()
    for (const reportId of wanted.split(' ').filter(Boolean)) {
      pathsIn(reportId, stop.signal).then(
        (found) => setPaths((before) => new Map([...before, [reportId, found]])),
        // Without its number the sentence is still true.
        () => {},
      )
    }
    return () => stop.abort()
  }, [wanted])
  return ({ report, sectionId }) => (sectionId === null ? undefined : paths.get(report.id)?.get(sectionId))
}

function reportsOf(notices: readonly Notice[]): string[] {
  const inSections = notices.filter(({ sectionId }) => sectionId !== null && sectionId !== PREAMBLE_ID)
  return [...new Set(inSections.map(({ report }) => report.id))].sort()
}

async function pathsIn(reportId: string, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const { sections } = await fetchReport(reportId, signal)
  return new Map([...sectionNames(sections)].map(([id, { path }]) => [id, path]))
}
