import { ArrowLeft } from 'lucide-react'
import { useCallback } from 'react'
import { Link, useParams } from 'react-router'

import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { AUDIT_ACTIONS } from '../../report/wire/rest.ts'
import type { AuditAction, Office, ReportDetail } from '../../report/wire/rest.ts'
import { fetchOffices } from '../rest/admin.ts'
import { useLoad } from '../rest/load.ts'
import { fetchReport } from '../rest/reports.ts'
import { Frame } from '../frame.tsx'
import type { Catalogue } from '../i18n/catalogue.ts'
import { useText } from '../i18n/text.tsx'
import { usePageTitle } from '../page-title.ts'
import { Waiting } from '../ui/spinner.tsx'
import { AuditView } from './audit-view.tsx'
import type { AuditOptions } from './audit-filters.tsx'
import { LoadFailed } from '../load-failed.tsx'
import { compareNames } from './people.ts'

type Shown = { readonly report: ReportDetail; readonly offices: readonly Office[] }

/** What happens to accounts and offices happens in no report; of sign-ins, its members' are told. */
const IN_A_REPORT: readonly AuditAction[] = AUDIT_ACTIONS.filter(
  (action) => !/^(?:sign-in-failed|sign-out|password-|code-|user-|office-)/u.test(action),
)

/** The audit of one report, for its coordinators. */
export default function ReportAuditPage() {
  const text = useText()
  const { reportId = '' } = useParams()
  const load = useCallback(
    async (signal: AbortSignal): Promise<Shown> => {
      const [report, offices] = await Promise.all([fetchReport(reportId, signal), fetchOffices(signal)])
      return { report, offices }
    },
    [reportId],
  )
  const [loaded, reload] = useLoad(load)
  usePageTitle(text.admin.reportAudit)
  return (
    <Frame>
      <Link className="back-link" to={`/bao-cao/${reportId}`}>
        <ArrowLeft size={16} aria-hidden="true" />
        {text.admin.toReport}
      </Link>
      <div className="page-head">
        <div>
          <h1>{text.admin.reportAudit}</h1>
          {loaded.state === 'ready' && <p className="quiet">{loaded.value.report.title}</p>}
        </div>
      </div>
      {loaded.state === 'loading' && <Waiting label={text.app.loading} stillLabel={text.app.stillWorking} />}
      {loaded.state === 'failed' && (
        <LoadFailed title={text.admin.auditFailed} error={loaded.error} onRetry={reload} />
      )}
      {loaded.state === 'ready' && (
        <AuditView reportId={reportId} options={optionsOf(loaded.value, text)} actions={IN_A_REPORT} />
      )}
    </Frame>
  )
}

function optionsOf({ report, offices }: Shown, { drafting }: Catalogue): AuditOptions {
  const order = new Intl.Collator('vi', { numeric: true })
  const people = report.members.map(({ userId, name }) => ({ id: userId, name }))
  const sections = report.sections.map(({ id, number, title }) => ({
    id,
    name: `${number} ${title || drafting.untitled}`.trim(),
  }))
  return {
    people: people.sort((a, b) => compareNames(a.name, b.name)),
    offices: [...offices].sort((a, b) => order.compare(a.name, b.name)),
    sections: [{ id: PREAMBLE_ID, name: drafting.preamble }, ...sections],
  }
}
