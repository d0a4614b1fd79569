import { useCallback, useState } from 'react'
import { useParams } from 'react-router'

import { useLoad } from '../rest/load.ts'
import { fetchReport } from '../rest/reports.ts'
import { useText } from '../i18n/text.tsx'
import { usePageTitle } from '../page-title.ts'
import './draft.css'
import { DraftRoom } from './draft-room.tsx'
import { LoadingPage } from './loading-page.tsx'
import { FailedPage } from './refused-page.tsx'

/** `/bao-cao/:reportId`: first what surrounds the text (head, members, epoch), then the text itself by its connection. */
export default function DraftPage() {
  const { drafting } = useText()
  const reportId = useParams().reportId ?? ''
  const load = useCallback((signal: AbortSignal) => fetchReport(reportId, signal), [reportId])
  const [loaded, reload] = useLoad(load)
  const [opening, setOpening] = useState(0)
  usePageTitle(loaded.state === 'ready' ? loaded.value.title : drafting.loading)

  const handleReopen = useCallback(() => {
    reload()
    setOpening((before) => before + 1)
  }, [reload])

  switch (loaded.state) {
    case 'loading':
      return <LoadingPage />
    case 'failed':
      return <FailedPage error={loaded.error} reportId={reportId} onRetry={reload} />
    case 'ready':
      return (
        <DraftRoom
          // Another report, another history of it, or a fresh copy asked for: nothing of the old one is carried over.
          key={`${loaded.value.id} ${loaded.value.epoch} ${opening}`}
          report={loaded.value}
          onReload={reload}
          onReopen={handleReopen}
        />
      )
  }
}
