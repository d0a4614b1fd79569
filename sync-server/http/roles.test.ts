import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Author, ThreadKind } from '../../report/wire/review.ts'
import { startReportRig, type Asker, type ReportRig } from './report-rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let on: ReportRig
beforeAll(async () => {
  on = await startReportRig()
})
afterAll(() => on.rig.stop())

/** A report in which the fourth section and what is below it (5th to 10th) are the first drafter's. */
type Scene = { readonly id: string; readonly sections: readonly string[] }

async function stage(): Promise<Scene> {
  const id = await on.report()
  const sections = await on.sections(id)
  await on.records.changeSection(id, sections[3] ?? '', { officeIds: [on.offices.own.id] })
  return { id, sections }
}

type Route = {
  readonly method: string
  readonly path: (scene: Scene) => string
  readonly body?: (scene: Scene) => unknown
  /** What must be so before, besides the scene. */
  readonly given?: (scene: Scene) => Promise<unknown>
  /** Who is answered, in the order of `ASKERS`; everybody else is refused. */
  readonly for: readonly Asker[]
  readonly code?: Partial<Record<Asker, string>>
  /** Leaves an entry in the audit. */
  readonly changes?: true
}

const STEERING: readonly Asker[] = ['coordinator', 'admin']
const READING: readonly Asker[] = ['coordinator', 'own', 'other', 'reviewer', 'viewer', 'admin']
const MEMBERS: readonly Asker[] = ['coordinator', 'own', 'other', 'reviewer', 'viewer']

const section = (index: number) => (scene: Scene) =>
  `/api/reports/${scene.id}/sections/${scene.sections[index] ?? ''}`
const under = (path: string) => (scene: Scene) => `/api/reports/${scene.id}${path}`
const statusIs = (index: number, status: 'submitted' | 'returned' | 'approved') => (scene: Scene) =>
  on.records.changeSection(scene.id, scene.sections[index] ?? '', { status })
const handover = { id: 'ban-giao-0001', sectionId: 'da-xoa', text: 'Câu này chưa vào báo cáo.' }
const OTHERS: Route['code'] = { other: 'section-of-others' }

const COMMENTING: readonly Asker[] = ['coordinator', 'own', 'other', 'reviewer']
const SILENT: Route['code'] = { viewer: 'reads-only', admin: 'reads-only' }
const THREAD = 'y-kien-0001'
const comment = (sectionId: string | undefined) => ({
  anchor: { kind: 'section', sectionId },
  text: 'Đề nghị bổ sung.',
})
const author = (asker: 'own' | 'other' | 'reviewer'): Author => ({
  userId: on.ids[asker] ?? '',
  name: `Người ${asker}`,
  office: asker === 'reviewer' ? null : on.offices[asker],
  role: asker === 'reviewer' ? 'reviewer' : 'drafter',
})
const threadOf =
  (
    asker: 'own' | 'other' | 'reviewer',
    { section = 3, kind = 'opinion' }: { section?: number; kind?: ThreadKind } = {},
  ) =>
  ({ id, sections }: Scene) =>
    on.records.addThread(id, {
      id: THREAD,
      kind,
      anchor: { kind: 'section', sectionId: sections[section] ?? '', quote: 'Tên phần', lost: false },
      author: author(asker),
      createdAt: 1,
      text: 'Đề nghị bổ sung.',
    })

const ROUTES: Readonly<Record<string, Route>> = {
  'reads it': { method: 'GET', path: under(''), for: READING },
  'changes its title': {
    method: 'PATCH',
    path: under(''),
    body: () => ({ title: 'Tên khác' }),
    for: STEERING,
    changes: true,
  },
  'changes its head': {
    method: 'PATCH',
    path: under(''),
    body: () => ({ head: { number: '7-BC/TU' } }),
    for: STEERING,
    changes: true,
  },
  'changes how its dates count': {
    method: 'PATCH',
    path: under(''),
    body: () => ({ settings: { inclusive: true } }),
    for: STEERING,
    changes: true,
  },
  'looks at the board': { method: 'GET', path: under('/progress'), for: READING },
  'reminds an office': {
    method: 'POST',
    path: under('/reminders'),
    body: () => ({ officeIds: [on.offices.own.id], text: '' }),
    for: STEERING,
    changes: true,
  },
  'gives several sections a date': {
    method: 'PATCH',
    path: under('/sections'),
    body: ({ sections }) => ({ sectionIds: sections.slice(0, 1), change: { due: '2026-12-31' } }),
    for: STEERING,
    changes: true,
  },
  'submits several sections': {
    method: 'PATCH',
    path: under('/sections'),
    body: ({ sections }) => ({ sectionIds: sections.slice(3, 4), change: { status: 'submitted' } }),
    for: ['coordinator', 'own', 'admin'],
    code: OTHERS,
    changes: true,
  },
  'approves several sections': {
    method: 'PATCH',
    path: under('/sections'),
    body: ({ sections }) => ({ sectionIds: sections.slice(3, 4), change: { status: 'approved' } }),
    for: ['coordinator', 'reviewer', 'admin'],
    changes: true,
  },
  'gives a section to an office': {
    method: 'PATCH',
    path: section(0),
    body: () => ({ officeId: on.offices.other.id }),
    for: STEERING,
    changes: true,
  },
  'gives the opening paragraphs to offices': {
    method: 'PATCH',
    path: under('/sections/preamble'),
    body: () => ({ officeIds: [on.offices.third.id, on.offices.own.id] }),
    for: STEERING,
    changes: true,
  },
  'takes a section back from an office': {
    method: 'PATCH',
    path: section(3),
    body: () => ({ officeId: null }),
    for: STEERING,
    changes: true,
  },
  'locks a section': {
    method: 'PATCH',
    path: section(3),
    body: () => ({ locked: true }),
    for: STEERING,
    changes: true,
  },
  'sets a date': {
    method: 'PATCH',
    path: section(3),
    body: () => ({ due: '2026-12-31' }),
    for: STEERING,
    changes: true,
  },
  'submits a section of an office': {
    method: 'PATCH',
    path: section(3),
    body: () => ({ status: 'submitted' }),
    for: ['coordinator', 'own', 'admin'],
    code: OTHERS,
    changes: true,
  },
  'submits a section below it': {
    method: 'PATCH',
    path: section(5),
    body: () => ({ status: 'submitted' }),
    for: ['coordinator', 'own', 'admin'],
    code: OTHERS,
    changes: true,
  },
  'submits a section of nobody': {
    method: 'PATCH',
    path: section(1),
    body: () => ({ status: 'submitted' }),
    for: ['coordinator', 'own', 'other', 'admin'],
    changes: true,
  },
  'takes a submitted section back': {
    method: 'PATCH',
    given: statusIs(3, 'submitted'),
    path: section(3),
    body: () => ({ status: 'drafting' }),
    for: ['coordinator', 'own', 'admin'],
    code: OTHERS,
    changes: true,
  },
  'submits what came back': {
    method: 'PATCH',
    given: statusIs(3, 'returned'),
    path: section(3),
    body: () => ({ status: 'submitted' }),
    for: ['coordinator', 'own', 'admin'],
    code: OTHERS,
    changes: true,
  },
  'calls what came back a draft': {
    method: 'PATCH',
    given: statusIs(3, 'returned'),
    path: section(3),
    body: () => ({ status: 'drafting' }),
    for: STEERING,
    code: { own: 'conflict', other: 'section-of-others' },
    changes: true,
  },
  'reopens an approved section': {
    method: 'PATCH',
    given: statusIs(3, 'approved'),
    path: section(3),
    body: () => ({ status: 'drafting' }),
    for: STEERING,
    code: { own: 'section-approved', other: 'section-approved' },
    changes: true,
  },
  'submits below an approved section': {
    method: 'PATCH',
    given: statusIs(3, 'approved'),
    path: section(4),
    body: () => ({ status: 'submitted' }),
    for: STEERING,
    code: { own: 'section-approved', other: 'section-approved' },
    changes: true,
  },
  'submits a locked section': {
    method: 'PATCH',
    given: ({ id, sections }) => on.records.changeSection(id, sections[3] ?? '', { locked: true }),
    path: section(3),
    body: () => ({ status: 'submitted' }),
    for: STEERING,
    code: { own: 'section-locked', other: 'section-locked' },
    changes: true,
  },
  'approves what was submitted': {
    method: 'PATCH',
    given: statusIs(3, 'submitted'),
    path: section(3),
    body: () => ({ status: 'approved' }),
    for: ['coordinator', 'reviewer', 'admin'],
    changes: true,
  },
  'returns what was submitted': {
    method: 'PATCH',
    given: statusIs(3, 'submitted'),
    path: section(3),
    body: () => ({ status: 'returned' }),
    for: ['coordinator', 'reviewer', 'admin'],
    changes: true,
  },
  'returns what was approved': {
    method: 'PATCH',
    given: statusIs(3, 'approved'),
    path: section(3),
    body: () => ({ status: 'returned' }),
    for: ['coordinator', 'reviewer', 'admin'],
    changes: true,
  },
  'approves what nobody submitted': {
    method: 'PATCH',
    path: section(3),
    body: () => ({ status: 'approved' }),
    for: ['coordinator', 'reviewer', 'admin'],
    changes: true,
  },
  'submits and locks in one go': {
    method: 'PATCH',
    path: section(3),
    body: () => ({ status: 'submitted', locked: false }),
    for: STEERING,
    changes: true,
  },
  'asks who can be taken in': { method: 'GET', path: under('/candidates'), for: STEERING },
  'takes a person in': {
    method: 'PUT',
    path: (scene) => `/api/reports/${scene.id}/members/${on.ids.stranger ?? ''}`,
    body: () => ({ role: 'viewer' }),
    for: STEERING,
    changes: true,
  },
  'lets a person go': {
    method: 'DELETE',
    path: (scene) => `/api/reports/${scene.id}/members/${on.ids.viewer ?? ''}`,
    for: STEERING,
    changes: true,
  },
  'takes an office in': {
    method: 'PUT',
    path: (scene) => `/api/reports/${scene.id}/offices/${on.offices.third.id}`,
    body: () => ({ role: 'drafter' }),
    for: STEERING,
    changes: true,
  },
  'lets an office go': {
    method: 'DELETE',
    given: ({ id }) => on.records.setOfficeMember(id, on.offices.third.id, 'viewer'),
    path: (scene) => `/api/reports/${scene.id}/offices/${on.offices.third.id}`,
    for: STEERING,
    changes: true,
  },
  'asks what was handed over': { method: 'GET', path: under('/handovers'), for: READING },
  'hands words over': {
    method: 'POST',
    path: under('/handovers'),
    body: () => handover,
    for: MEMBERS,
    changes: true,
  },
  'takes words over that are nobody else’s to see': {
    method: 'DELETE',
    given: ({ id }) => on.records.addHandover(id, { ...handover, userId: on.ids.viewer ?? '', at: 1 }),
    path: under(`/handovers/${handover.id}`),
    for: ['coordinator', 'viewer', 'admin'],
    code: { own: 'not-found', other: 'not-found', reviewer: 'not-found' },
    changes: true,
  },
  'takes words over for their section': {
    method: 'DELETE',
    given: ({ id, sections }) =>
      on.records.addHandover(id, {
        ...handover,
        sectionId: sections[6] ?? '',
        userId: on.ids.viewer ?? '',
        at: 1,
      }),
    path: under(`/handovers/${handover.id}`),
    for: ['coordinator', 'own', 'viewer', 'admin'],
    code: { other: 'not-found', reviewer: 'not-found' },
    changes: true,
  },
  'asks what is said about it': { method: 'GET', path: under('/threads'), for: READING },
  'says what they have read': {
    method: 'POST',
    path: under('/threads/read'),
    body: () => ({ threadIds: [THREAD] }),
    for: READING,
  },
  'comments on a section of an office': {
    method: 'POST',
    path: under('/threads'),
    body: ({ sections }) => comment(sections[3]),
    for: COMMENTING,
    code: SILENT,
    changes: true,
  },
  'comments on an approved section': {
    method: 'POST',
    given: statusIs(3, 'approved'),
    path: under('/threads'),
    body: ({ sections }) => comment(sections[3]),
    for: COMMENTING,
    code: SILENT,
    changes: true,
  },
  'comments on a locked section': {
    method: 'POST',
    given: ({ id, sections }) => on.records.changeSection(id, sections[3] ?? '', { locked: true }),
    path: under('/threads'),
    body: ({ sections }) => comment(sections[5]),
    for: COMMENTING,
    code: SILENT,
    changes: true,
  },
  replies: {
    method: 'POST',
    given: threadOf('reviewer'),
    path: under(`/threads/${THREAD}/messages`),
    body: () => ({ text: 'Trả lời.' }),
    for: COMMENTING,
    code: SILENT,
    changes: true,
  },
  'rewords a comment': {
    method: 'PATCH',
    given: threadOf('reviewer'),
    path: under(`/threads/${THREAD}/messages/${THREAD}`),
    body: () => ({ text: 'Sửa lại.' }),
    for: ['reviewer'],
    code: SILENT,
    changes: true,
  },
  'deletes a comment': {
    method: 'DELETE',
    given: threadOf('own'),
    path: under(`/threads/${THREAD}/messages/${THREAD}`),
    for: ['own'],
    code: SILENT,
    changes: true,
  },
  'changes the kind of a comment': {
    method: 'PATCH',
    given: threadOf('other'),
    path: under(`/threads/${THREAD}`),
    body: () => ({ kind: 'change' }),
    for: ['coordinator', 'other'],
    code: SILENT,
    changes: true,
  },
  'closes a comment of a reviewer': {
    method: 'PATCH',
    given: threadOf('reviewer'),
    path: under(`/threads/${THREAD}`),
    body: () => ({ resolved: true }),
    for: ['coordinator', 'own', 'reviewer'],
    code: SILENT,
    changes: true,
  },
  'closes a comment of another office': {
    method: 'PATCH',
    given: threadOf('other'),
    path: under(`/threads/${THREAD}`),
    body: () => ({ resolved: true }),
    for: COMMENTING,
    code: SILENT,
    changes: true,
  },
  'closes a comment where nobody answers for the section': {
    method: 'PATCH',
    given: threadOf('reviewer', { section: 1 }),
    path: under(`/threads/${THREAD}`),
    body: () => ({ resolved: true }),
    for: COMMENTING,
    code: SILENT,
    changes: true,
  },
  'closes a demanded change that nobody answered': {
    method: 'PATCH',
    given: threadOf('reviewer', { kind: 'change' }),
    path: under(`/threads/${THREAD}`),
    body: () => ({ resolved: true }),
    for: ['coordinator', 'reviewer'],
    code: { ...SILENT, own: 'answer-first' },
    changes: true,
  },
  'reopens a comment': {
    method: 'PATCH',
    given: async (scene) => {
      await threadOf('reviewer')(scene)
      await on.records.changeThread(scene.id, THREAD, { resolved: { by: author('own'), at: 2 } })
    },
    path: under(`/threads/${THREAD}`),
    body: () => ({ resolved: false }),
    for: ['coordinator', 'own', 'reviewer'],
    code: SILENT,
    changes: true,
  },
  'attaches a comment elsewhere': {
    method: 'PATCH',
    given: threadOf('reviewer'),
    path: under(`/threads/${THREAD}`),
    body: ({ sections }) => ({ anchor: { kind: 'section', sectionId: sections[0] } }),
    for: ['coordinator', 'own', 'reviewer'],
    code: SILENT,
    changes: true,
  },
  'answers for an office': {
    method: 'PUT',
    given: threadOf('reviewer', { section: 6 }),
    path: under(`/threads/${THREAD}/answer`),
    body: () => ({ kind: 'explained', text: 'Đã có ở phụ lục.' }),
    for: ['coordinator', 'own'],
    code: SILENT,
    changes: true,
  },
  'answers their own comment on an office’s section': {
    method: 'PUT',
    given: threadOf('other'),
    path: under(`/threads/${THREAD}/answer`),
    body: () => ({ kind: 'accepted', text: '' }),
    for: ['coordinator', 'own'],
    code: SILENT,
    changes: true,
  },
  'takes an answer back': {
    method: 'DELETE',
    given: async (scene) => {
      await threadOf('reviewer')(scene)
      const answer = { kind: 'accepted', text: '', by: author('own'), at: 2 } as const
      await on.records.changeThread(scene.id, THREAD, { answer })
    },
    path: under(`/threads/${THREAD}/answer`),
    for: ['coordinator', 'own'],
    code: SILENT,
    changes: true,
  },
  'takes the register of opinions as a file': {
    method: 'GET',
    path: under('/appraisal.docx'),
    for: READING,
    changes: true,
  },
  'asks who did what': { method: 'GET', path: under('/audit'), for: STEERING },
  'asks who did what, as a file': { method: 'GET', path: under('/audit?format=csv'), for: STEERING },
  'asks who did what anywhere': { method: 'GET', path: () => '/api/audit', for: ['admin'] },
  'puts a picture in': {
    method: 'POST',
    path: under('/images'),
    body: () => PNG,
    for: ['coordinator', 'own', 'other'],
    code: { reviewer: 'reads-only', viewer: 'reads-only' },
  },
}

const PNG = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)

const usualCode = (asker: Asker) => (asker === 'nobody' ? 'not-signed-in' : 'no-access')

test.each(Object.keys(ROUTES))('who %s', async (name) => {
  const route = ROUTES[name]
  if (!route) throw new Error(name)
  for (const asker of Object.keys(on.browsers) as Asker[]) {
    const scene = await stage()
    await route.given?.(scene)
    const before = await on.noted(scene.id)
    const browser = on.browsers[asker]
    const path = route.path(scene)
    const response =
      route.method === 'GET'
        ? await browser.get(path)
        : await browser.send(route.method, path, route.body?.(scene))
    const isAnswered = response.status < 300
    const code = isAnswered ? 'ok' : ((await response.json()) as { code: string }).code
    const expected = route.for.includes(asker) ? 'ok' : (route.code?.[asker] ?? usualCode(asker))
    expect([asker, code]).toEqual([asker, expected])
    // What was changed is noted once; what was refused, or only read, never.
    const entries = (await on.noted(scene.id)) - before
    expect([asker, entries]).toEqual([asker, isAnswered && route.changes ? 1 : 0])
  }
})

test('a signed report is changed by nobody', async () => {
  const changes = Object.entries(ROUTES).filter(
    ([, { method, path, changes }]) =>
      method === 'PATCH' ||
      path(EMPTY).endsWith('/images') ||
      path(EMPTY).endsWith('/reminders') ||
      (path(EMPTY).includes('/threads') && changes === true),
  )
  for (const [name, { method, path, body }] of changes) {
    for (const asker of ['coordinator', 'admin', 'own'] as const) {
      const scene = await stage()
      // The stage is moved by the issue of that name.
      await sign(scene.id)
      const response = await on.browsers[asker].send(method, path(scene), body?.(scene))
      expect([name, asker, response.status]).toEqual([name, asker, 403])
      expect(await on.noted(scene.id)).toBe(0)
    }
  }
})

const EMPTY: Scene = { id: '', sections: [] }

async function sign(id: string): Promise<void> {
  const { DatabaseSync } = await import('node:sqlite')
  const { databasePath } = await import('../store/sqlite/database.ts')
  const sqlite = new DatabaseSync(databasePath(on.rig.dataDir))
  sqlite.exec('pragma busy_timeout = 10000')
  sqlite.prepare(`update report set stage = 'signed' where id = ?`).run(id)
  sqlite.close()
}
