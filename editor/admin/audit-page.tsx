import { AUDIT_ACTIONS } from '../../report/wire/rest.ts'
import { fetchAccounts, fetchOffices } from '../rest/admin.ts'
import { useLoad } from '../rest/load.ts'
import { useText } from '../i18n/text.tsx'
import { Waiting } from '../ui/spinner.tsx'
import { AdminFrame } from './admin-frame.tsx'
import { AuditView } from './audit-view.tsx'
import type { AuditOptions } from './audit-filters.tsx'
import { LoadFailed } from '../load-failed.tsx'
import { compareNames } from './people.ts'

async function loadOptions(signal: AbortSignal): Promise<AuditOptions> {
  const [people, offices] = await Promise.all([fetchAccounts(signal), fetchOffices(signal)])
  const order = new Intl.Collator('vi', { numeric: true })
  return {
    people: people.sort((a, b) => compareNames(a.name, b.name)),
    offices: offices.sort((a, b) => order.compare(a.name, b.name)),
  }
}

/** The audit of the whole system. */
export default function AuditPage() {
  const { admin: text } = useText()
  return (
    <AdminFrame title={text.audit}>
      <div className="page-head">
        <div>
          <h1>{text.audit}</h1>
          <p className="quiet">{text.auditIntro}</p>
        </div>
      </div>
      <WholeAudit />
    </AdminFrame>
  )
}

function WholeAudit() {
  const { app, admin: text } = useText()
  const [options, reload] = useLoad(loadOptions)
  if (options.state === 'loading') return <Waiting label={app.loading} stillLabel={app.stillWorking} />
  if (options.state === 'failed')
    return <LoadFailed title={text.auditFailed} error={options.error} onRetry={reload} />
  return <AuditView options={options.value} actions={AUDIT_ACTIONS} />
}
