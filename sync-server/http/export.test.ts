import { createHash } from 'node:crypto'
import { readVarUint } from 'lib0/decoding'
import mammoth from 'mammoth'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { everyElement, readXml, wordsOf } from '../../report/docx/proof/read-xml.ts'
import { settleChanges } from '../../report/docx/proof/settle-changes.ts'
import { FRAGMENT } from '../../report/schema/names.ts'
import { problemSchema } from '../../report/wire/errors.ts'
import { meSchema } from '../../report/wire/rest.ts'
import { exportCheckSchema, versionSchema, type Version } from '../../report/wire/paper.ts'
import { openDocxZip } from '../docx-zip.ts'
import { factsInWords } from './audit-words.ts'
import { ASKERS, startReportRig, type Asker, type ReportRig } from './report-rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let on: ReportRig
let id: string
beforeAll(async () => {
  on = await startReportRig()
})
afterAll(() => on.rig.stop())
beforeEach(async () => {
  id = await on.report()
})

const get = (by: Asker, path: string) => on.browsers[by].get(`/api/reports/${id}${path}`)
const ask = (query = '', by: Asker = 'viewer') => get(by, `/export.docx${query}`)
const check = async () => exportCheckSchema.parse(await (await get('viewer', '/export')).json())
const codeOf = async (response: Response) => problemSchema.parse(await response.json()).code
const versions = async () => versionSchema.array().parse(await (await get('viewer', '/versions')).json())
const keep = async (name: string): Promise<Version> =>
  versionSchema.parse(
    await (await on.browsers.coordinator.post(`/api/reports/${id}/versions`, { name })).json(),
  )

async function bytesOf(response: Response): Promise<Buffer> {
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`)
  return Buffer.from(await response.arrayBuffer())
}
async function textOf(response: Response): Promise<string> {
  return (await mammoth.extractRawText({ buffer: await bytesOf(response) })).value
}
function nameOf(response: Response): string {
  const [, name = ''] =
    /filename\*=UTF-8''(\S+)/.exec(response.headers.get('content-disposition') ?? '') ?? []
  return decodeURIComponent(name)
}
async function trail() {
  const { entries } = await on.records.auditTrail({ reportId: id, limit: 100 })
  return entries.filter(({ report, action }) => report !== null && action !== 'section-edited')
}

/** Somebody with the report open. */
async function open(asker: Asker) {
  const { cookie } = on.browsers[asker]
  class WithCookie extends WebSocket {
    constructor(address: string | URL) {
      super(address, { headers: { cookie, origin: on.rig.url } })
    }
  }
  const provider = new WebsocketProvider(`${on.rig.url.replace('http', 'ws')}/sync`, id, new Y.Doc(), {
    WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    params: { v: '1' },
  })
  const { doc } = provider
  let sent = 0
  let settled = 0
  let look = () => {}
  doc.on('update', (_update, origin) => {
    if (origin !== provider) sent += 1
  })
  provider.messageHandlers[121] = (_encoder, decoder) => {
    settled = readVarUint(decoder)
    look()
  }
  for (const other of [122, 123]) provider.messageHandlers[other] = () => {}
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()))
  const compartments = () => doc.getXmlFragment(FRAGMENT).toArray() as Y.XmlElement[]
  return {
    doc,
    compartments,
    /** A paragraph at the end of a section, or of all of them. */
    write(words: string, which: (element: Y.XmlElement) => boolean = () => true) {
      doc.transact(() => {
        for (const element of compartments().filter(which)) {
          const paragraph = new Y.XmlElement('paragraph')
          paragraph.setAttribute('id', `p${Math.random().toString(36).slice(2, 12)}`)
          paragraph.insert(0, [new Y.XmlText(words)])
          element.insert(element.length, [paragraph])
        }
      })
    },
    /** All of it is on disk: the answer to its first question, and its edits. */
    saved: () =>
      new Promise<void>((resolve) => {
        look = () => {
          if (settled >= sent + 1) resolve()
        }
        look()
      }),
    leave: () => provider.destroy(),
  }
}
type Writer = Awaited<ReturnType<typeof open>>

/** Somebody writes a line in every section: nothing is empty any more. */
async function fill(words = 'Một câu đã viết.'): Promise<Writer> {
  const writer = await open('coordinator')
  writer.write(words)
  await writer.saved()
  return writer
}
const titled = (title: string) => (element: Y.XmlElement) => element.getAttribute('title') === title
const CUSTOM = /docProps\/custom\.xml\n.*/
const inFirst = (element: Y.XmlElement) => Number(element.getAttribute('level')) === 1

describe('who may', () => {
  test('export: every reader, and nobody else; keep a version: who steers', async () => {
    const allowed = ['coordinator', 'own', 'other', 'reviewer', 'viewer', 'admin']
    for (const asker of ASKERS) {
      const refusal = asker === 'nobody' ? 401 : 403
      for (const path of ['/export', '/export.docx?draft=1', '/export.docx?comments=1', '/versions'])
        expect([asker, path, (await get(asker, path)).status]).toEqual([
          asker,
          path,
          allowed.includes(asker) ? 200 : refusal,
        ])
      const kept = await on.browsers[asker].post(`/api/reports/${id}/versions`, { name: 'Bản 1' })
      expect([asker, kept.status]).toEqual([
        asker,
        asker === 'coordinator' || asker === 'admin' ? 201 : refusal,
      ])
    }
    expect((await on.browsers.viewer.get('/api/reports/khong-co/export.docx?draft=1')).status).toBe(404)
  })

  test('not ask for what there is not', async () => {
    for (const query of ['?draft=0', '?draft=100', '?draft=x', '?comments=2', '?profile=la', '?version=../x'])
      expect((await ask(query)).status).toBe(400)
    expect(await codeOf(await ask('?draft=1&section=khong-co'))).toBe('no-such-section')
    expect(await codeOf(await ask('?draft=1&version=khong-co'))).toBe('no-such-version')
    const elsewhere = await keep('Của báo cáo khác')
    id = await on.report()
    expect(await codeOf(await ask(`?draft=1&version=${elsewhere.id}`))).toBe('no-such-version')
    const noName = await on.browsers.coordinator.post(`/api/reports/${id}/versions`, { name: ' ' })
    expect(noName.status).toBe(400)
    expect(await versions()).toEqual([])
    expect(await trail()).toEqual([])
  })
})

describe('the copy for signature', () => {
  test('is refused with each reason, in words and as data', async () => {
    const [first = '', second = ''] = await on.sections(id)
    const thread = {
      id: 'yeu-cau-1',
      kind: 'change',
      anchor: { kind: 'section', sectionId: second },
      text: 'Bí mật thẩm định',
    }
    expect((await on.browsers.reviewer.post(`/api/reports/${id}/threads`, thread)).status).toBe(201)
    const response = await ask()
    expect(response.status).toBe(409)
    const problem = problemSchema.parse(await response.json())
    expect(problem.code).toBe('export-blocked')
    const [empty, ...others] = problem.blockers ?? []
    expect(empty).toMatchObject({ kind: 'empty-section', sectionId: first, number: 'I' })
    expect(others.at(-1)).toMatchObject({ kind: 'must-fix', threadNumber: 1, sectionId: second })
    const lines = problem.detail?.split('\n') ?? []
    expect(lines).toHaveLength(others.length + 1)
    expect(lines[0]).toMatch(/^Mục I .+: chưa có nội dung\.$/)
    expect(lines.at(-1)).toMatch(/^Yêu cầu sửa số 1 .*chưa khép\.$/)
    expect((await check()).blockers).toEqual(problem.blockers)
    expect(await versions()).toEqual([])
    expect((await trail()).map(({ action }) => action)).toEqual(['comment-added'])
    // Of a section alone, only what stands in it.
    const part = problemSchema.parse(await (await ask(`?section=${second}`)).json())
    expect(part.blockers?.map((blocker) => blocker.kind)).toContain('must-fix')
    expect(part.blockers?.length).toBeLessThan(others.length)
  })

  test('has what everybody wrote until now, and is kept as a version once', async () => {
    const writer = await fill()
    await check()
    writer.write('Vừa gõ xong.', inFirst)
    await writer.saved()
    const response = await ask('', 'own')
    expect(await textOf(response.clone())).toContain('Vừa gõ xong.')
    const bytes = await bytesOf(response)
    expect(response.headers.get('x-content-sha256')).toBe(createHash('sha256').update(bytes).digest('hex'))
    const [made, ...more] = await versions()
    expect(more).toEqual([])
    expect(made).toMatchObject({ number: 1, kind: 'export', by: { userId: on.ids.own } })
    // The same again is the same file, and no other version.
    expect((await bytesOf(await ask('', 'viewer'))).equals(bytes)).toBe(true)
    expect(await versions()).toEqual([made])
    writer.write('Thêm một câu.', inFirst)
    await writer.saved()
    expect((await bytesOf(await ask())).equals(bytes)).toBe(false)
    expect((await versions()).map(({ number }) => number)).toEqual([2, 1])
    // Another head is another paper.
    await on.browsers.coordinator.send('PATCH', `/api/reports/${id}`, { head: { number: '123' } })
    await bytesOf(await ask())
    expect((await versions()).map(({ number, sha256 }) => [number, sha256])).toEqual([
      [3, (await versions())[1]?.sha256],
      [2, (await versions())[1]?.sha256],
      [1, made?.sha256],
    ])
    writer.leave()
  })

  test('says nothing of guidance, reviewers and comments in any of its parts', async () => {
    const writer = await fill('Lời của văn bản.')
    const guidance = writer
      .compartments()
      .map((element) => element.getAttribute('guidance') ?? '')
      .find((text) => text.length > 40)
    expect(guidance).toBeDefined()
    const thread = { id: 'gop-y-kin', anchor: { kind: 'report' }, text: 'Bí mật thẩm định' }
    await on.browsers.reviewer.post(`/api/reports/${id}/threads`, thread)
    const texts = partsOf(await bytesOf(await ask()))
    expect(texts).toContain('Lời của văn bản.')
    for (const secret of [guidance ?? '', 'Bí mật', 'Người reviewer', 'w:comment', 'w:ins ', 'w:vanish'])
      expect(texts).not.toContain(secret)
    const review = partsOf(await bytesOf(await ask('?comments=1')))
    for (const said of ['Lời của văn bản.', 'Bí mật thẩm định', 'Người reviewer'])
      expect(review).toContain(said)
    expect(review).not.toContain(guidance)
    writer.leave()
  })

  test('of a signed report can still be made', async () => {
    const writer = await fill()
    writer.leave()
    const { sqlite } = await database()
    sqlite.prepare(`update report set stage = 'signed' where id = ?`).run(id)
    sqlite.close()
    expect((await ask()).status).toBe(200)
  })
})

describe('a draft', () => {
  test('is never refused, says which it is, and the next one is one more', async () => {
    expect((await check()).nextDraft).toBe(1)
    const response = await ask('?draft=2')
    expect(nameOf(response)).toMatch(/^Báo cáo tổng kết .+ - Dự thảo lần 2\.docx$/)
    expect(response.headers.get('content-disposition')).toMatch(
      /filename="Bao cao tong ket [ -~]+ - Du thao lan 2\.docx"/,
    )
    expect(await textOf(response)).toMatch(/dự thảo lần 2/i)
    expect((await check()).nextDraft).toBe(3)
    await bytesOf(await ask('?draft=1'))
    expect((await check()).nextDraft).toBe(3)
    // Looked at, or with comments: no draft has gone out.
    await bytesOf(await ask('?draft=7&preview=1'))
    await bytesOf(await ask('?draft=8&comments=1'))
    expect((await check()).nextDraft).toBe(3)
    await bytesOf(await ask('?draft=99'))
    expect((await check()).nextDraft).toBe(99)
    expect(await versions()).toEqual([])
  })
})

describe('a version', () => {
  test('is what was then, with the head of then, whatever came later', async () => {
    const writer = await fill('Câu cũ.')
    const now = await bytesOf(await ask('?draft=1'))
    const kept = await keep('Trước hội nghị')
    expect(kept).toMatchObject({ number: 1, name: 'Trước hội nghị', kind: 'named' })
    for (let round = 0; round < 5; round += 1) writer.write(`Câu mới ${round}.`)
    writer.compartments()[1]?.delete(0, 1)
    await writer.saved()
    await on.browsers.coordinator.send('PATCH', `/api/reports/${id}`, {
      head: { signatoryName: 'Người ký khác' },
    })
    const later = await keep('Sau')
    expect((await versions()).map(({ name }) => name)).toEqual(['Sau', 'Trước hội nghị'])
    expect(later.sha256).not.toBe(kept.sha256)

    const past = await ask(`?version=${kept.id}&draft=1`)
    expect(nameOf(past)).toContain(' - Trước hội nghị - Dự thảo lần 1.docx')
    const [then, texts] = [partsOf(now), partsOf(await bytesOf(past))]
    expect(texts.replace(CUSTOM, '')).toBe(then.replace(CUSTOM, ''))
    // Only the file's own note of the version differs.
    expect(texts).toContain(kept.id)
    expect(then).not.toContain(kept.id)
    expect(await textOf(await ask(`?version=${later.id}&draft=1`))).toContain('Câu mới 4.')
    writer.leave()
  })

  test('that went out for signature is printed again, although something is open by now', async () => {
    const writer = await fill()
    const out = await bytesOf(await ask())
    const [sent] = await versions()
    const named = await keep('Cũng vậy')
    const thread = { id: 'yeu-cau-2', kind: 'change', anchor: { kind: 'report' }, text: 'Sửa ngay' }
    await on.browsers.reviewer.post(`/api/reports/${id}/threads`, thread)
    expect((await ask()).status).toBe(409)
    expect((await ask(`?version=${named.id}`)).status).toBe(409)
    expect((await bytesOf(await ask(`?version=${sent?.id}`))).equals(out)).toBe(true)
    writer.leave()
  })
})

describe('the review copy since a version', () => {
  test('holds the newer text when all is accepted, the older when all is rejected, by who wrote it', async () => {
    const writer = await fill('Câu cũ.')
    const before = await keep('Dự thảo cũ')
    writer.write('Câu thêm.', inFirst)
    await writer.saved()
    const response = await ask(`?comments=1&since=${before.id}`)
    const zip = openDocxZip(await bytesOf(response))
    const body = readXml(Buffer.from(zip.read('word/document.xml')).toString('utf8'))
    const said = (how: 'accept' | 'reject') => wordsOf(settleChanges(body, how))
    expect(said('reject')).not.toContain('Câu thêm.')
    expect(said('accept')).toContain('Câu thêm.')
    for (const how of ['accept', 'reject'] as const) expect(said(how)).toContain('Câu cũ.')
    const added = [...everyElement(body)].filter(({ name }) => name === 'w:ins')
    const name = (await on.records.accounts()).find((one) => one.id === on.ids.coordinator)?.name
    expect(new Set(added.map(({ attributes }) => attributes['w:author']))).toEqual(new Set([name]))
    // Nothing is kept or counted: it is for reading.
    expect((await versions()).map(({ name }) => name)).toEqual(['Dự thảo cũ'])
    const since = await ask(`?comments=1&since=${before.id}&version=${before.id}`)
    expect(partsOf(await bytesOf(since))).not.toMatch(/<w:(?:ins|del)[ >]/)
    writer.leave()
  })

  test('is refused where it could only mislead: in the copy for signature, backwards, from elsewhere', async () => {
    const writer = await fill('Câu cũ.')
    const before = await keep('Dự thảo cũ')
    writer.write('Câu thêm.', inFirst)
    await writer.saved()
    const after = await keep('Dự thảo mới')
    for (const query of [
      `?since=${before.id}`,
      `?draft=1&since=${before.id}`,
      `?comments=1&version=${before.id}&since=${after.id}`,
      `?comments=1&version=${before.id}&since=now`,
      '?comments=1&since=../x',
    ]) {
      const refused = await ask(query)
      expect([query, refused.status, await codeOf(refused)]).toEqual([query, 400, 'bad-request'])
    }
    expect((await get('viewer', `/export.pdf?since=${before.id}`)).status).toBe(400)
    for (const moment of ['khong-co', 'seq-999999'])
      expect(await codeOf(await ask(`?comments=1&since=${moment}`))).toBe('no-such-moment')
    id = await on.report()
    expect(await codeOf(await ask(`?comments=1&since=${before.id}`))).toBe('no-such-moment')
    writer.leave()
  })
})

describe('parts and forms', () => {
  test('one section comes with what is below it, by its name', async () => {
    const writer = await open('coordinator')
    const [preamble, first, second] = writer.compartments()
    const title = String(first?.getAttribute('title'))
    writer.write('Trong phần mở đầu.', (element) => element === preamble)
    writer.write('Trong mục một.', titled(title))
    writer.write('Trong mục con.', (element) => element === second)
    writer.write('Ở chỗ khác.', (element) => element === writer.compartments().at(-1))
    await writer.saved()
    const response = await ask(`?draft=1&section=${first?.getAttribute('id')}`)
    expect(nameOf(response)).toContain(` - I ${title.slice(0, 20)}`)
    const text = await textOf(response)
    expect(text).toContain('Trong mục một.')
    expect(text).toContain('Trong mục con.')
    expect(text).not.toContain('Ở chỗ khác.')
    expect(text).not.toContain('Trong phần mở đầu.')
    expect(await textOf(await ask('?section=preamble'))).toContain('Trong phần mở đầu.')
    // A part is not the report.
    expect(await versions()).toEqual([])
    writer.leave()
  })

  test('profile and contents are as asked', async () => {
    const forms: string[] = []
    for (const form of ['', '&profile=hd05', '&profile=nd30', '&toc=1'])
      forms.push(partsOf(await bytesOf(await ask(`?draft=1${form}`))))
    expect(new Set(forms).size).toBe(4)
    expect(await bytesOf(await ask('?draft=1&profile=hd36-2018'))).toEqual(
      await bytesOf(await ask('?draft=1&profile=hd36')),
    )
  })

  test('a picture is in the paper', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    const headers = { 'content-type': 'image/png' }
    const made = await on.browsers.coordinator.post(`/api/reports/${id}/images`, new Uint8Array(png), {
      headers,
    })
    const { src } = (await made.json()) as { src: string }
    const writer = await open('coordinator')
    const figure = new Y.XmlElement('figure')
    writer.doc.transact(() => {
      for (const [name, value] of Object.entries({ id: 'hinh1', src, alt: 'Biểu đồ' }))
        figure.setAttribute(name, value)
      writer.compartments()[1]?.insert(0, [figure])
    })
    await writer.saved()
    const zip = openDocxZip(await bytesOf(await ask('?draft=1')))
    expect(zip.names.filter((name) => name.startsWith('word/media/'))).toHaveLength(1)
    writer.leave()
  })

  test('a PDF has no comments', async () => {
    expect((await get('viewer', '/export.pdf?comments=1')).status).toBe(400)
  })
})

test('everything that goes out is noted, in words', async () => {
  const writer = await fill()
  await bytesOf(await ask('', 'own'))
  await bytesOf(await ask('?draft=3', 'viewer'))
  await bytesOf(await ask('?comments=1', 'reviewer'))
  await bytesOf(await ask('?draft=4&preview=1', 'viewer'))
  await bytesOf(await ask('?draft=4&section=preamble', 'viewer'))
  const [{ sha256 } = { sha256: '' }] = await versions()
  const noted = (await trail())
    .toReversed()
    .map(({ action, by, details }) => ({ action, by: by?.userId, ...details }))
  expect(noted).toEqual([
    { action: 'version-created', by: on.ids.own, version: '1', name: 'Bản trình ký', sha256 },
    { action: 'exported', by: on.ids.own, what: 'paper', version: '1', sha256 },
    { action: 'exported', by: on.ids.viewer, what: 'paper', draft: '3', sha256 },
    { action: 'exported', by: on.ids.reviewer, what: 'review-copy', sha256 },
    { action: 'exported', by: on.ids.viewer, what: 'paper', draft: '4', section: 'Phần mở đầu', sha256 },
  ])
  expect(factsInWords({ what: 'paper', version: '1', draft: '3', section: 'I' }, new Map())).toBe(
    'Nội dung: văn bản; Phiên bản: 1; Dự thảo lần: 3; Mục: I',
  )
  writer.leave()
})

describe('many at once', () => {
  test('each get their own', async () => {
    const answers = await Promise.all([
      ...[1, 2, 3, 4, 5].map((draft) => ask(`?draft=${draft}`, 'viewer')),
      ask('?draft=6', 'own'),
    ])
    // How many of the viewer's find a place depends on how fast the first ones are.
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([])
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(3)
    expect(statuses[5]).toBe(200)
    for (const [index, answer] of answers.entries())
      if (answer.status === 200)
        expect(await textOf(answer)).toMatch(new RegExp(`dự thảo lần ${index + 1}`, 'i'))
  })

  test('make one version of the same text', async () => {
    const writer = await fill()
    const files = await Promise.all(
      [ask('', 'own'), ask('', 'viewer'), ask('', 'other')].map(async (asked) => bytesOf(await asked)),
    )
    expect(new Set(files.map((file) => file.toString('base64'))).size).toBe(1)
    expect(await versions()).toHaveLength(1)
    writer.leave()
  })

  test('who ceases to be a member while they wait gets nothing', async () => {
    const ahead = [1, 2, 3].map((draft) => ask(`?draft=${draft}`, 'coordinator'))
    const asked = ask('?draft=4')
    const { id: userId } = meSchema.parse(await (await on.browsers.viewer.get('/api/me')).json())
    const removed = await on.browsers.coordinator.send('DELETE', `/api/reports/${id}/members/${userId}`)
    expect(removed.status).toBe(204)
    expect((await asked).status).toBe(403)
    expect((await Promise.all(ahead)).map(({ status }) => status)).toEqual([200, 200, 200])
    expect((await trail()).map(({ details }) => details['draft'])).not.toContain('4')
  })

  test('whoever goes away leaves the queue, and nothing of theirs is noted', async () => {
    const { cookie } = on.browsers.viewer
    for (let round = 0; round < 6; round += 1) {
      const gone = new AbortController()
      const asked = [1, 2, 3].map((draft) =>
        fetch(`${on.rig.url}/api/reports/${id}/export.docx?draft=${draft}`, {
          headers: { cookie },
          signal: gone.signal,
        }).then(
          () => 'answered',
          () => 'gone',
        ),
      )
      gone.abort()
      expect(await Promise.all(asked)).toEqual(['gone', 'gone', 'gone'])
    }
    await vi.waitFor(async () => expect((await ask('?draft=9')).status).toBe(200))
    const drafts = (await trail()).map(({ details }) => details['draft'])
    expect(drafts).toContain('9')
    const failures = on.rig
      .logged()
      .split('\n')
      .filter((line) => line.includes(id) && line.includes('failed'))
    expect(failures).toEqual([])
  })
})

test('a server that starts anew makes the same file of the same text and of the same version', async () => {
  const before = { on, id }
  on = await startReportRig()
  try {
    id = await on.report()
    const writer = await fill()
    const kept = await keep('Trước')
    const [now, then] = [await bytesOf(await ask()), await bytesOf(await ask(`?version=${kept.id}&draft=1`))]
    writer.leave()
    // The room is closed, and leaves a checkpoint.
    await on.rig.restart()
    expect((await bytesOf(await ask())).equals(now)).toBe(true)
    const more = await open('coordinator')
    more.write('Câu mới.')
    await more.saved()
    more.leave()
    expect((await bytesOf(await ask(`?version=${kept.id}&draft=1`))).equals(then)).toBe(true)
    expect((await bytesOf(await ask())).equals(now)).toBe(false)
  } finally {
    await on.rig.stop()
    ;({ on, id } = before)
  }
})

async function database() {
  const { openDatabase, databasePath } = await import('../store/sqlite/database.ts')
  return openDatabase(databasePath(on.rig.dataDir))
}

/** All parts of a package that are text, one after the other. */
function partsOf(bytes: Buffer): string {
  const zip = openDocxZip(bytes)
  return zip.names
    .filter((name) => /\.(?:xml|rels)$/.test(name))
    .map((name) => `${name}\n${Buffer.from(zip.read(name)).toString('utf8')}`)
    .join('\n')
}
