import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Y from 'yjs'
import { newId } from '../../report/id.ts'
import { must } from '../../report/must.ts'
import type { Problem } from '../../report/wire/errors.ts'
import type { Version } from '../../report/wire/paper.ts'
import type { Progress } from '../../report/wire/progress.ts'
import type { Office, Stage } from '../../report/wire/rest.ts'
import type { Thread, ThreadsPage } from '../../report/wire/review.ts'
import { type HandWriter, openHandWriter } from '../rig/hand-writer.ts'
import { at, paragraph } from '../rig/outline.ts'
import { call, foundProvince, type Province, type Session } from '../rig/province.ts'
import type { Answer } from '../rig/request.ts'
import { NODE, ROOT, type Server, startServer } from '../rig/server.ts'

/** Those who bring the report of the plan from its outline to the signature. */
export type Part = 'coordinator' | 'drafter1' | 'drafter2' | 'reviewer' | 'viewer'

/** One report on its way, and everybody who has a part in it. */
export type Story = {
  readonly server: Server
  readonly province: Province
  readonly people: Readonly<Record<Part, Session>>
  readonly offices: Readonly<Record<'appraising' | 'lead' | 'science', Office>>
  readonly id: string
  /** Asks something of the report over REST, as this person's browser would. */
  ask(who: Part, method: string, path?: string, body?: unknown): Promise<Answer>
  /** The answer to a question that must be answered. */
  read<T>(path: string, who?: Part): Promise<T>
  /** Throws unless it is done. */
  does(who: Part, method: string, path: string, body?: unknown): Promise<Answer>
  /** `STATUS code` of something that must not be done. */
  refusal(who: Part, method: string, path: string, body?: unknown): Promise<string>
  send(who: Part, path: string, file: File, fields?: Readonly<Record<string, string>>): Promise<Response>
  bytes(path: string, who?: Part): Promise<Uint8Array>
  progress(): Promise<Progress>
  versions(): Promise<readonly Version[]>
  thread(threadId: string): Promise<Thread>
  threads(): Promise<readonly Thread[]>
  /** A page of this person, connected. It is closed at the end of the story. */
  page(who: Part): Promise<HandWriter>
  /** Adds paragraphs, by section; gives the code it was refused with, if it was. */
  write(who: Part, texts: Readonly<Record<string, string>>): Promise<string | undefined>
  /** The same with any edit. */
  edit(who: Part, change: (root: Y.XmlFragment) => void): Promise<string | undefined>
  /** What the report says now, by its fingerprint. */
  fingerprint(): Promise<string>
  stop(): Promise<void>
}

const OFFICE = { name: 'Sở Khoa học và Công nghệ', shortName: 'KHCN' }

/** A server, the offices and people, and the report made from the plan by its coordinator. */
export async function beginStory(): Promise<Story> {
  const quick = pathToFileURL(join(ROOT, 'e2e/rig/quick-clock.mjs')).href
  const server = await startServer({ env: { NODE_OPTIONS: `--import=${quick}` } })
  const province = await foundProvince(server, { people: 0 })
  const made = await call(server, province.admin, '/api/offices', { method: 'POST', body: OFFICE })
  const science = made.json() as Office
  const [appraising, lead] = province.offices
  const offices = { appraising: must(appraising, 'an office'), lead: must(lead, 'an office'), science }
  const person = (username: string, office: Office | null) =>
    province.newPerson({ username, officeId: office?.id ?? null })
  const people = {
    coordinator: await person('dieuphoi', offices.lead),
    drafter1: await person('soanthao1', offices.lead),
    drafter2: await person('soanthao2', science),
    reviewer: await person('thamdinh', offices.appraising),
    viewer: await person('theodoi', null),
  }
  const { id } = (
    await call(server, people.coordinator, '/api/reports', { method: 'POST', body: { plan: 'nq20' } })
  ).json() as { id: string }

  const pages: HandWriter[] = []
  const reportPath = (path: string) => `/api/reports/${id}${path}`
  const ask: Story['ask'] = (who, method, path = '', body) =>
    call(server, people[who], reportPath(path), { method, body })
  const does: Story['does'] = async (who, method, path, body) => {
    const answer = await ask(who, method, path, body)
    if (answer.status >= 300) throw new Error(`${who} ${method} ${path}: ${answer.status} ${answer.text}`)
    return answer
  }
  const read = async <T>(path: string, who: Part = 'viewer') => (await does(who, 'GET', path)).json() as T
  const page = async (who: Part) => {
    const writer = await openHandWriter(server, people[who], id)
    pages.push(writer)
    return writer
  }
  const edit: Story['edit'] = async (who, change) => {
    const writer = await openHandWriter(server, people[who], id)
    try {
      return (await writer.verdict(writer.send(writer.make(change))))?.code
    } finally {
      writer.stop()
    }
  }
  const threads = async () => (await read<ThreadsPage>('/threads?since=0')).threads
  return {
    server,
    province,
    people,
    offices,
    id,
    ask,
    read,
    does,
    async refusal(who, method, path, body) {
      const answer = await ask(who, method, path, body)
      if (answer.status < 400) return `${answer.status} done`
      return `${answer.status} ${(answer.json() as Problem).code}`
    },
    send(who, path, file, fields = {}) {
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.append(name, value)
      form.append('document', file)
      const headers = { cookie: people[who].cookie, origin: server.origin }
      return fetch(`${server.origin}${reportPath(path)}`, { method: 'POST', headers, body: form })
    },
    async bytes(path, who = 'coordinator') {
      const answer = await fetch(`${server.origin}${reportPath(path)}`, {
        headers: { cookie: people[who].cookie },
      })
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
      return new Uint8Array(await answer.arrayBuffer())
    },
    progress: () => read<Progress>('/progress', 'coordinator'),
    versions: () => read<readonly Version[]>('/versions'),
    threads,
    thread: async (threadId) =>
      must(
        (await threads()).find((thread) => thread.id === threadId),
        threadId,
      ),
    page,
    edit,
    write: (who, texts) =>
      edit(who, (root) => {
        for (const [sectionId, words] of Object.entries(texts))
          at(root, sectionId).push([paragraph(newId(), words)])
      }),
    fingerprint: async () => (await read<{ sha256: string }>('/past?moment=now')).sha256,
    async stop() {
      for (const each of pages) each.stop()
      await server.stop()
    },
  }
}

/** The button is pressed five times at the same moment: thrice by one, twice by the administrator. Gives the answers. */
export function fiveAtOnce(
  { server, people, province, id }: Story,
  who: Part,
  stage: Stage,
  more: { readonly confirm?: boolean; readonly reason?: string } = {},
): Promise<readonly number[]> {
  const pressing = [people[who], province.admin, people[who], province.admin, people[who]]
  const body = { stage, ...more }
  const tries = pressing.map((each) => call(server, each, `/api/reports/${id}`, { method: 'PATCH', body }))
  return Promise.all(tries.map(async (each) => (await each).status))
}

export type Said = { readonly code: number; readonly said: string }

/** `npx cung-soan …` on this data, as the machine's administrator would run it. */
export function cungSoan(dataDir: string, ...args: readonly string[]): Promise<Said> {
  return new Promise((resolve) => {
    const env = { ...process.env, DATA_DIR: dataDir }
    execFile(NODE, ['sync-server/cli.ts', ...args], { cwd: ROOT, env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, said: stdout + stderr })
    })
  })
}
