import { must } from '../../report/must.ts'
import type { Office, Person, ReportDetail, Role, SectionChange, UserChange } from '../../report/wire/rest.ts'
import { type Answer, request } from './request.ts'
import { ADMIN, type Server } from './server.ts'

/** A signed-in person: the cookie their browser would hold. */
export type Session = { readonly cookie: string; readonly person: Person; readonly password: string }

/** The offices and people of a test, made over REST as an administrator would. */
export type Province = {
  readonly server: Server
  readonly admin: Session
  readonly offices: readonly Office[]
  readonly people: readonly Session[]
  /** One more account, signed in. `officeId` may be null: somebody of no office. */
  newPerson(who: {
    readonly username: string
    readonly officeId?: string | null
    readonly admin?: boolean
  }): Promise<Session>
  changePerson(session: Session, change: UserChange): Promise<void>
  person(index: number): Session
  /** A report made from the shipped plan, with everybody (or those given) as drafters. */
  newReport(options?: { plan?: string; members?: readonly Session[] }): Promise<{ id: string; epoch: string }>
  setRole(reportId: string, session: Session, role: Role): Promise<void>
  removeMember(reportId: string, session: Session): Promise<void>
  /** As the report's coordinator; `sectionId` may be `preamble`. */
  setSection(reportId: string, sectionId: string, change: SectionChange): Promise<void>
  detail(reportId: string): Promise<ReportDetail>
  /** Of the first section whose title begins so. */
  sectionId(reportId: string, title: string): Promise<string>
}

export async function foundProvince(server: Server, options: { people: number }): Promise<Province> {
  const admin = await signIn(server, ADMIN.username, ADMIN.password)
  const offices = [
    await post<Office>(server, admin, '/api/offices', { name: 'Ban Tuyên giáo Tỉnh uỷ', shortName: 'BTG' }),
    await post<Office>(server, admin, '/api/offices', {
      name: 'Ban cán sự đảng UBND tỉnh',
      shortName: 'UBND',
    }),
  ]
  const people: Session[] = []
  for (let index = 0; index < options.people; index++) {
    const username = `soanthao${index + 1}`
    const password = `mat-khau-${index + 1}`
    const officeId = offices[index % offices.length]?.id
    await post(server, admin, '/api/users', {
      username,
      name: `Người soạn ${index + 1}`,
      password,
      officeId,
    })
    people.push(await signIn(server, username, password))
  }
  const change = async (method: string, path: string, body?: unknown): Promise<void> =>
    expectOk(await call(server, admin, path, { method, body }), `${method} ${path}`)
  const setRole = (reportId: string, session: Session, role: Role): Promise<void> =>
    change('PUT', `/api/reports/${reportId}/members/${session.person.id}`, { role })
  const detail = async (reportId: string) =>
    (await call(server, admin, `/api/reports/${reportId}`)).json() as ReportDetail
  return {
    server,
    admin,
    offices,
    people,
    newPerson: async ({ username, officeId = null, admin: isAdmin = false }) => {
      const account = { username, name: `Người ${username}`, password: `mat-khau-${username}` }
      await post(server, admin, '/api/users', { ...account, officeId, admin: isAdmin })
      return signIn(server, username, account.password)
    },
    changePerson: (session, body) => change('PATCH', `/api/users/${session.person.id}`, body),
    person: (index) => {
      const session = people[index]
      if (!session) throw new Error(`there are only ${people.length} people`)
      return session
    },
    newReport: async ({ plan = 'nq20', members = people } = {}) => {
      const { id } = await post<{ id: string }>(server, admin, '/api/reports', { plan })
      for (const member of members) await setRole(id, member, 'drafter')
      return { id, epoch: (await detail(id)).epoch }
    },
    setRole,
    removeMember: (reportId, session) =>
      change('DELETE', `/api/reports/${reportId}/members/${session.person.id}`),
    setSection: (reportId, sectionId, body) =>
      change('PATCH', `/api/reports/${reportId}/sections/${sectionId}`, body),
    detail,
    sectionId: async (reportId, title) => {
      const { sections } = await detail(reportId)
      return must(
        sections.find((section) => section.title.startsWith(title)),
        title,
      ).id
    },
  }
}

export async function signIn(server: Server, username: string, password: string): Promise<Session> {
  const answer = await request(`${server.origin}/api/auth/sign-in/username`, {
    method: 'POST',
    headers: { origin: server.origin },
    body: { username, password },
  })
  expectOk(answer, `sign in as ${username}`)
  const cookies = [answer.headers['set-cookie'] ?? []].flat()
  const cookie = cookies.map((line) => line.split(';', 1)[0]).join('; ')
  if (cookie === '') throw new Error(`signing in as ${username} set no cookie`)
  const person = (await request(`${server.origin}/api/me`, { headers: { cookie } })).json() as Person
  return { cookie, person, password }
}

/** A request as this person's browser would send it. */
export function call(
  server: Server,
  session: Session,
  path: string,
  options: { method?: string; body?: unknown } = {},
): Promise<Answer> {
  return request(`${server.origin}${path}`, {
    ...options,
    headers: { cookie: session.cookie, origin: server.origin },
  })
}

async function post<T>(server: Server, session: Session, path: string, body: unknown): Promise<T> {
  const answer = await call(server, session, path, { method: 'POST', body })
  expectOk(answer, `POST ${path}`)
  return answer.json() as T
}

function expectOk(answer: Answer, what: string): void {
  if (answer.status >= 300) throw new Error(`${what}: ${answer.status} ${answer.text}`)
}
