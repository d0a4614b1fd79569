import type { Request } from 'express'
import type { Writer } from '../../report/permission/rights.ts'
import { ReportError } from '../../report/wire/errors.ts'
import type { Person, Role } from '../../report/wire/rest.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { Records, ReportRecord } from '../store/records.ts'

/** What a person is to a report: their role, and whether they steer it. */
export type Access = {
  readonly person: Person
  readonly report: ReportRecord
  /** As in the socket: an administrator without a role of their own follows. */
  readonly role: Role
}

/** Whether somebody decides in a report: its coordinators do, and administrators. */
export function isSteering({ person, role }: Access): boolean {
  return role === 'coordinator' || person.admin
}

/** As whom somebody writes in a report. */
export function writerOf({ person, role }: Access): Writer {
  return { role, officeId: person.office?.id ?? null }
}

/**
 * Within the transaction of a change: what was found at the door is still so. Somebody's role may have been taken from
 * them in between. Throws `no-access`.
 */
export async function stillHolds(records: Records, { person, report, role }: Access): Promise<void> {
  const found = await records.roleIn(report.id, person.id)
  if ((found ?? (person.admin ? 'viewer' : undefined)) !== role) throw new ReportError('no-access')
}

/** Asks who makes a request, and what they may see. One for all routes. */
export interface Who {
  /** Throws `not-signed-in`, and `password-change-required` for who came with a one-time code. */
  person(request: Request): Promise<Person>
  /** Throws `not-signed-in` or `no-access`. */
  admin(request: Request): Promise<Person>
  /** Members and administrators. Throws also `no-such-report`. */
  reader(request: Request, reportId: string): Promise<Access>
  /** Members only: what goes into the text comes from those who may be in it. */
  member(request: Request, reportId: string): Promise<Access>
  /** The report's coordinators and administrators. */
  coordinator(request: Request, reportId: string): Promise<Access>
}

export function createWho({ accounts, records }: { accounts: Accounts; records: Records }): Who {
  const person = async (request: Request) => {
    const session = await accounts.session(request.headers.cookie)
    if (!session) throw new ReportError('not-signed-in')
    if (session.mustChangePassword) throw new ReportError('password-change-required')
    return session.person
  }
  const look = async (request: Request, reportId: string) => {
    const who = await person(request)
    const report = await records.report(reportId)
    if (!report) throw new ReportError('no-such-report')
    return { person: who, report, role: await records.roleIn(reportId, who.id) }
  }
  return {
    person,
    async admin(request) {
      const who = await person(request)
      if (!who.admin) throw new ReportError('no-access')
      return who
    },
    async reader(request, reportId) {
      const found = await look(request, reportId)
      if (!found.role && !found.person.admin) throw new ReportError('no-access')
      return { ...found, role: found.role ?? 'viewer' }
    },
    async member(request, reportId) {
      const { role, ...found } = await look(request, reportId)
      if (!role) throw new ReportError('no-access')
      return { ...found, role }
    },
    async coordinator(request, reportId) {
      const found = await look(request, reportId)
      const access = { ...found, role: found.role ?? ('viewer' as const) }
      if (!isSteering(access)) throw new ReportError('no-access')
      return access
    },
  }
}
