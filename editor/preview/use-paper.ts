import { useCallback, useEffect, useState } from 'react'

import type { ExportCheck } from '../../report/wire/paper.ts'
import type { PaperChoice } from '../report-paths.ts'
import { paperQuery } from '../report-paths.ts'
import { fetchExportCheck, fetchPaper } from '../rest/export.ts'
import { ApiError } from '../rest/request.ts'
import { useSession } from '../session/session.tsx'
import type { PaperPages } from './open-pdf.ts'

/** What is known of the pages. */
export type Paper =
  | { readonly state: 'making' }
  | { readonly state: 'stopped' }
  | { readonly state: 'ready'; readonly pages: PaperPages }
  /** It cannot be signed as it is. Without the check, only that is known. */
  | { readonly state: 'blocked'; readonly check: ExportCheck | undefined }
  | { readonly state: 'failed'; readonly error: unknown }

export type PaperWork = {
  readonly paper: Paper
  readonly stop: () => void
  /** Makes the pages of what the report says now. */
  readonly again: () => void
}

/** Has the server make the pages that `choice` asks for, and opens them. */
export function usePaper(reportId: string, choice: PaperChoice): PaperWork {
  const query = paperQuery(choice)
  const { generation } = useSession()
  const [turn, setTurn] = useState(0)
  const asked = `${reportId} ${query} ${generation} ${turn}`
  const [known, setKnown] = useState<{ asked: string; paper: Paper }>()
  const [running, setRunning] = useState<AbortController>()

  useEffect(() => {
    const controller = new AbortController()
    let pages: PaperPages | undefined
    setRunning(controller)
    const tell = (paper: Paper) => setKnown({ asked, paper })
    makePages(reportId, choice, controller.signal).then(
      (made) => {
        pages = made.state === 'ready' ? made.pages : undefined
        if (controller.signal.aborted) void pages?.close()
        else tell(made)
      },
      (error: unknown) => {
        if (!controller.signal.aborted) tell({ state: 'failed', error })
      },
    )
    return () => {
      controller.abort()
      void pages?.close()
    }
    // `asked` holds all of the choice.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [asked])

  const stop = useCallback(() => {
    running?.abort()
    setKnown({ asked, paper: { state: 'stopped' } })
  }, [running, asked])
  const again = useCallback(() => setTurn((number) => number + 1), [])
  const paper: Paper = known?.asked === asked ? known.paper : { state: 'making' }
  return { paper, stop, again }
}

async function makePages(reportId: string, choice: PaperChoice, signal: AbortSignal): Promise<Paper> {
  // The code that draws comes while the server makes what is drawn.
  const code = import('./open-pdf.ts')
  code.catch(() => undefined)
  try {
    const { blob } = await fetchPaper(reportId, { ...choice, format: 'pdf', preview: true }, signal)
    const { openPdf } = await code
    return { state: 'ready', pages: await openPdf(new Uint8Array(await blob.arrayBuffer())) }
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'export-blocked') throw error
    const check = await fetchExportCheck(reportId, signal).catch(() => undefined)
    return { state: 'blocked', check }
  }
}
