import { must } from '../../report/must.ts'
import type { Office, Role } from '../../report/wire/rest.ts'
import type { Foundations } from '../main.ts'
import type { UpdateLog } from '../store/ports.ts'
import type { Records } from '../store/records.ts'
import { shippedPlan } from './plan-source.ts'
import { newReport } from './reports.ts'
import { adminOf, personOf, startRig, type Browser, type Rig } from './rig.ts'

/** Everybody who can ask something about a report. `own` and `other` are drafters of two offices. */
export const ASKERS = [
  'coordinator',
  'own',
  'other',
  'reviewer',
  'viewer',
  'admin',
  'stranger',
  'nobody',
] as const
export type Asker = (typeof ASKERS)[number]

const MEMBERS: Readonly<Record<string, Role>> = {
  coordinator: 'coordinator',
  own: 'drafter',
  other: 'drafter',
  reviewer: 'reviewer',
  viewer: 'viewer',
}

/** For tests: a real server with an account for everybody, and as many reports as are wanted. */
export type ReportRig = {
  readonly rig: Rig
  readonly records: Records
  readonly log: UpdateLog
  /** `own` and `other` belong to the offices of these names; nobody belongs to `third`. */
  readonly offices: Readonly<Record<'own' | 'other' | 'third', Office>>
  readonly browsers: Readonly<Record<Asker, Browser>>
  readonly ids: Readonly<Record<string, string>>
  /** The shipped plan's report, everybody a member in their role but the administrator. Answers its id. */
  report(): Promise<string>
  /** The ids of its sections in order. */
  sections(reportId: string): Promise<readonly string[]>
  /** How many entries the audit of a report holds. */
  noted(reportId: string): Promise<number>
}

/** `env`: further settings of the server. */
/** `onStart` sees what the server stands on, at every start. */
export async function startReportRig(
  env: Readonly<Record<string, string>> = {},
  onStart?: (opened: Foundations) => void,
): Promise<ReportRig> {
  let foundations: Foundations | undefined
  const rig = await startRig({
    env,
    prepare: (opened) => {
      foundations = opened
      onStart?.(opened)
      return Promise.resolve()
    },
  })
  const { records, log } = must(foundations, 'foundations')
  const admin = await adminOf(rig)
  const office = async (name: string) => {
    const made = await admin.post('/api/offices', { name: `Cơ quan ${name}`, shortName: name })
    return (await made.json()) as Office
  }
  const offices = { own: await office('own'), other: await office('other'), third: await office('third') }
  const people = new Map<string, { id: string; browser: Browser }>()
  for (const username of [...Object.keys(MEMBERS), 'stranger']) {
    const officeId = username === 'own' || username === 'other' ? { officeId: offices[username].id } : {}
    people.set(username, await personOf(rig, admin, { username, name: `Người ${username}`, ...officeId }))
  }
  const person = (username: string) => must(people.get(username), username)
  const ids = Object.fromEntries([...people].map(([username, { id }]) => [username, id]))
  const browsers = Object.fromEntries([...people].map(([username, { browser }]) => [username, browser]))
  return {
    rig,
    records,
    log,
    offices,
    ids,
    browsers: { ...browsers, admin, nobody: rig.browser() } as Record<Asker, Browser>,
    async report() {
      const source = { text: shippedPlan(), title: undefined, blankIfMissing: false }
      const report = newReport(source, person('coordinator').id, Date.now())
      const members = Object.entries(MEMBERS).map(([username, role]) => ({
        userId: person(username).id,
        role,
      }))
      await records.createReport({ ...report, members })
      return report.report.id
    },
    async sections(reportId) {
      const detail = (await (await admin.get(`/api/reports/${reportId}`)).json()) as {
        sections: { id: string }[]
      }
      return detail.sections.map(({ id }) => id)
    },
    async noted(reportId) {
      const { entries } = await records.auditTrail({ reportId, limit: 1_000 })
      return entries.filter(({ report }) => report !== null).length
    },
  }
}
