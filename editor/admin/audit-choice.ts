import { useSearchParams } from 'react-router'

import { auditActionSchema } from '../../report/wire/rest.ts'
import type { AuditChoice } from './audit-query.ts'

const PARAMS = {
  from: 'tu',
  to: 'den',
  userId: 'nguoi',
  officeId: 'co-quan',
  sectionId: 'phan',
  action: 'viec',
} as const satisfies Record<keyof AuditChoice, string>

/** What the audit is narrowed to stands in the address: it survives a reload and can be passed on. */
export function useAuditChoice(): [AuditChoice, (change: Partial<AuditChoice>) => void, () => void] {
  const [params, setParams] = useSearchParams()
  const read = (name: keyof AuditChoice) => params.get(PARAMS[name]) ?? ''
  const action = auditActionSchema.safeParse(read('action'))
  const choice: AuditChoice = {
    from: read('from'),
    to: read('to'),
    userId: read('userId'),
    officeId: read('officeId'),
    sectionId: read('sectionId'),
    action: action.success ? action.data : '',
  }
  const change = (changed: Partial<AuditChoice>) => {
    const next = Object.entries({ ...choice, ...changed }).flatMap(([name, value]) =>
      value ? [[PARAMS[name as keyof AuditChoice], value]] : [],
    )
    setParams(new URLSearchParams(next), { replace: true })
  }
  return [choice, change, () => setParams(new URLSearchParams(), { replace: true })]
}
