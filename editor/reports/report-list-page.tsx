import { FilePlus2, FolderOpen } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import type { ReportSummary } from '../../report/wire/rest.ts'
import { useLoad } from '../rest/load.ts'
import { fetchReports } from '../rest/reports.ts'
import { Frame } from '../frame.tsx'
import { useText } from '../i18n/text.tsx'
import { LoadFailed } from '../load-failed.tsx'
import { usePageTitle } from '../page-title.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { MembersDialog } from './members-dialog.tsx'
import { ReportTable } from './report-table.tsx'

export default function ReportListPage() {
  const { reports: text } = useText()
  const [loaded, reload] = useLoad(fetchReports)
  const [membersOf, setMembersOf] = useState<ReportSummary>()
  // Then the way to the first one stands in the middle of the page.
  const isEmpty = loaded.state === 'ready' && loaded.value.length === 0
  usePageTitle(text.title)

  return (
    <Frame>
      <div className="page-head">
        <h1>{text.title}</h1>
        {!isEmpty && <NewReportLink />}
      </div>
      {loaded.state === 'loading' && <TableSkeleton />}
      {loaded.state === 'failed' && (
        <LoadFailed title={text.loadFailed} error={loaded.error} onRetry={reload} />
      )}
      {loaded.state === 'ready' && <Reports reports={loaded.value} onMembers={setMembersOf} />}
      {membersOf && (
        <MembersDialog
          reportId={membersOf.id}
          mayChange={membersOf.role === 'coordinator'}
          onClose={() => {
            setMembersOf(undefined)
            reload()
          }}
        />
      )}
    </Frame>
  )
}

function NewReportLink() {
  const { reports: text } = useText()
  return (
    <Link className="button" data-kind="primary" to="/bao-cao-moi">
      <FilePlus2 size={18} aria-hidden="true" />
      {text.newReport}
    </Link>
  )
}

function Reports(props: { reports: readonly ReportSummary[]; onMembers: (report: ReportSummary) => void }) {
  const { reports: text } = useText()
  if (props.reports.length === 0) {
    return (
      <div className="card">
        <EmptyState icon={FolderOpen} title={text.empty} advice={text.emptyAdvice}>
          <NewReportLink />
        </EmptyState>
      </div>
    )
  }
  return <ReportTable {...props} />
}

const SKELETON_ROWS = ['first', 'second', 'third']

function TableSkeleton() {
  const { app } = useText()
  return (
    <div className="card table-skeleton" role="status" aria-label={app.loading}>
      {SKELETON_ROWS.map((row) => (
        <div key={row} className="skeleton" />
      ))}
    </div>
  )
}
