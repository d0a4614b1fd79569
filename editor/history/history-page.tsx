import { ArrowLeft } from 'lucide-react'
import { Link, useParams } from 'react-router'

import { Frame } from '../frame.tsx'
import { useText } from '../i18n/text.tsx'
import { LoadFailed } from '../load-failed.tsx'
import { usePageTitle } from '../page-title.ts'
import { Waiting } from '../ui/spinner.tsx'
import { HistoryRoom } from './history-room.tsx'
import { useHistory } from './use-history.ts'
import '../draft/sheet.css'
import '../draft/views/views.css'
import './history.css'

/** `/bao-cao/:reportId/phien-ban`: the versions of a report, its text at any moment, and what differs between two. */
export default function HistoryPage() {
  const text = useText()
  const { reportId = '' } = useParams()
  const history = useHistory(reportId)
  const { facts, timeline, reload } = history
  usePageTitle(text.history.title)
  return (
    <Frame>
      {facts.state === 'ready' ? (
        <HistoryRoom key={reportId} facts={facts.value} timeline={timeline} onReload={reload} />
      ) : (
        <>
          <Link className="back-link" to={`/bao-cao/${encodeURIComponent(reportId)}`}>
            <ArrowLeft size={16} aria-hidden="true" />
            {text.history.toReport}
          </Link>
          <div className="page-head">
            <h1>{text.history.title}</h1>
          </div>
          {facts.state === 'loading' ? (
            <Waiting label={text.app.loading} stillLabel={text.app.stillWorking} />
          ) : (
            <LoadFailed title={text.history.failed} error={facts.error} onRetry={reload} />
          )}
        </>
      )}
    </Frame>
  )
}
