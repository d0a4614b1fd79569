import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { must } from '../../../report/must.ts'
import { threadSchema, threadsPageSchema, type Anchor, type Thread } from '../../../report/wire/review.ts'
import type { Access } from '../who.ts'
import { problemHandler } from '../problem.ts'
import { startReportRig, type Asker, type ReportRig } from '../report-rig.ts'
import { adminOf, personOf } from '../rig.ts'
import { threadRoutes } from './threads.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

/** What somebody who writes their own requests gains: nothing. */
let on: ReportRig
let id: string
let sections: readonly string[]
let count = 0

beforeAll(async () => {
  on = await startReportRig()
})
afterAll(() => on.rig.stop())
beforeEach(async () => {
  id = await on.report()
  sections = await on.sections(id)
})

const path = (rest = '', reportId = id) => `/api/reports/${reportId}/threads${rest}`
const newThread = (fields: object = {}) => ({
  id: `y-kien-${1000 + ++count}`,
  anchor: { kind: 'section', sectionId: sections[3] },
  text: 'Đề nghị bổ sung.',
  ...fields,
})
const answerOf = async (response: Response) => {
  const body = response.status === 204 ? {} : ((await response.json()) as { code?: string })
  return response.ok ? 'ok' : `${response.status} ${body.code ?? ''}`
}
async function begin(by: Asker, fields: object = {}): Promise<Thread> {
  const response = await on.browsers[by].post(path(), newThread(fields))
  expect(response.status).toBe(201)
  return threadSchema.parse(await response.json())
}
const all = async (query = '') =>
  threadsPageSchema.parse(await (await on.browsers.viewer.get(path(query))).json()).threads
const statuses = (answers: readonly Response[]) =>
  answers.map(({ status }) => status).toSorted((a, b) => a - b)
const raw = (by: Asker, body: string, method = 'POST', where = path()) =>
  on.browsers[by].send(method, where, new TextEncoder().encode(body), {
    headers: { 'content-type': 'application/json' },
  })

describe('a forged author', () => {
  test('is not taken from the body', async () => {
    const forged = {
      author: { userId: on.ids.coordinator, name: 'Bí thư', office: null, role: 'coordinator' },
      userId: on.ids.coordinator,
      at: 1,
      createdAt: 1,
      number: 77,
      rev: 1_000_000,
      readAt: 1,
      resolved: { by: { userId: 'x' }, at: 1 },
      answer: { kind: 'accepted', text: 'x' },
      messages: [{ text: 'x' }],
    }
    const thread = await begin('own', forged)
    expect(thread).toMatchObject({ number: 1, author: { userId: on.ids.own }, resolved: null, answer: null })
    expect(thread.createdAt).toBeGreaterThan(1_000_000)
    const reply = await on.browsers.own.post(path(`/${thread.id}/messages`), { text: 'Trả lời', ...forged })
    expect(threadSchema.parse(await reply.json()).messages.map(({ author }) => author.userId)).toEqual([
      on.ids.own,
      on.ids.own,
    ])
    await on.browsers.own.send('PATCH', path(`/${thread.id}`), { ...forged, resolved: true })
    await on.browsers.own.send('PUT', path(`/${thread.id}/answer`), { ...forged, kind: 'accepted', text: '' })
    const [after] = await all()
    expect(after).toMatchObject({
      resolved: { by: { userId: on.ids.own } },
      answer: { by: { userId: on.ids.own } },
    })
  })

  test('is not made by a mention: nobody appears under a name that is not theirs', async () => {
    const coordinator = on.ids.coordinator ?? ''
    const said = async (text: string) => (await begin('other', { text })).messages[0]?.text
    expect(await said(`@[Người own](user:${coordinator}) đồng ý`)).toBe(
      `@[Người coordinator](user:${coordinator}) đồng ý`,
    )
    expect(await said('@[Bí thư](user:khong-ai) đồng ý')).toBe('@Bí thư đồng ý')
    expect(await said(`@[Bí thư @[x](user:khong-ai)](user:${coordinator})`)).toBe(
      String.raw`\@[Bí thư @x](user:${coordinator})`,
    )
    expect(await said(`@[Tỉnh ủy](office:${on.offices.third.id})`)).toBe('@Tỉnh ủy')
    expect(await said(`@[Tỉnh ủy](office:${on.offices.own.id})`)).toBe(`@[own](office:${on.offices.own.id})`)
  })
})

test('another report’s threads and messages are not there', async () => {
  const thread = await begin('own')
  const other = await on.report()
  const asks: readonly [string, string, object?][] = [
    ['PATCH', `/${thread.id}`, { resolved: true }],
    ['PUT', `/${thread.id}/answer`, { kind: 'accepted', text: '' }],
    ['DELETE', `/${thread.id}/answer`],
    ['POST', `/${thread.id}/messages`, { text: 'Lạc' }],
    ['PATCH', `/${thread.id}/messages/${thread.id}`, { text: 'Lạc' }],
    ['DELETE', `/${thread.id}/messages/${thread.id}`],
  ]
  for (const [method, rest, body] of asks) {
    const answer = await answerOf(await on.browsers.coordinator.send(method, path(rest, other), body))
    expect([method, rest, answer]).toEqual([method, rest, '404 not-found'])
  }
  // Nor is a message of another thread, under this one.
  const second = await begin('own')
  const astray = path(`/${second.id}/messages/${thread.id}`)
  expect(await answerOf(await on.browsers.own.send('PATCH', astray, { text: 'Lạc' }))).toBe('404 not-found')
  expect(await answerOf(await on.browsers.own.send('DELETE', astray))).toBe('404 not-found')
  await on.browsers.own.post(path('/read', other), { threadIds: [thread.id] })
  expect((await all()).map(({ messages }) => messages.length)).toEqual([1, 1])
  const twin = await on.browsers.own.post(path('', other), newThread({ id: thread.id, text: 'Báo cáo khác' }))
  expect(await answerOf(twin)).toBe('ok')
  expect((await all())[0]?.messages[0]?.text).toBe('Đề nghị bổ sung.')
})

test('markup of pages and of databases comes back as it was sent, as data', async () => {
  const strings = [
    `<script>alert(1)</script>`,
    `<img src=x onerror="alert('x')">`,
    `"><svg/onload=alert(1)>`,
    `[x](javascript:alert(1)) <a href="data:text/html,x">`,
    `'; drop table thread; --`,
    '{{constructor.constructor("alert(1)")()}} ${7*7} %00 %s',
    '</script><!--',
  ]
  const admin = await adminOf(on.rig)
  for (const text of strings) {
    await admin.send('PATCH', `/api/users/${on.ids.own ?? ''}`, { name: text.slice(0, 100) })
    const thread = await begin('own', { text, anchor: { kind: 'range', quote: text } })
    const response = await on.browsers.viewer.get(path())
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    const stored = must(
      (await all()).find((one) => one.id === thread.id),
      'it',
    )
    expect(stored.messages[0]?.text).toBe(text)
    expect(stored.author.name).toBe(text.slice(0, 100))
    expect(stored.anchor).toMatchObject({ quote: text })
  }
  // Whoever is called so can be mentioned, and their name makes nothing else.
  await admin.send('PATCH', `/api/users/${on.ids.own ?? ''}`, { name: `X](user:${on.ids.other ?? ''}) @[Y` })
  const thread = await begin('reviewer', { text: `@[a](user:${on.ids.own ?? ''})` })
  expect(thread.messages[0]?.text).toBe(
    String.raw`@[X\](user:${on.ids.other ?? ''}) @\[Y](user:${on.ids.own ?? ''})`,
  )
  await admin.send('PATCH', `/api/users/${on.ids.own ?? ''}`, { name: 'Người own' })
})

describe('what is too large', () => {
  test('is refused before anything is done with it', async () => {
    const thread = await begin('own')
    const million = 'x'.repeat(1_000_000)
    for (const [method, rest, body] of [
      ['POST', '', newThread({ text: million })],
      ['POST', '', newThread({ anchor: { kind: 'range', quote: million } })],
      ['POST', `/${thread.id}/messages`, { text: million }],
      ['PATCH', `/${thread.id}/messages/${thread.id}`, { text: million }],
      ['PUT', `/${thread.id}/answer`, { kind: 'explained', text: million }],
      ['PATCH', `/${thread.id}`, { anchor: { kind: 'range', quote: million } }],
      ['POST', '/read', { threadIds: [million] }],
    ] as const) {
      const answer = await answerOf(await on.browsers.own.send(method, path(rest), body))
      expect([method, rest, answer]).toEqual([method, rest, '413 too-large'])
      expect(await answerOf(await on.browsers.nobody.send(method, path(rest), body))).toBe(
        '401 not-signed-in',
      )
    }
    for (const body of [
      newThread({ text: 'x'.repeat(10_001) }),
      newThread({ anchor: { kind: 'range', quote: 'x'.repeat(20_001) } }),
      newThread({ anchor: { kind: 'range', quote: 'x', prefix: 'x'.repeat(65) } }),
    ])
      expect(await answerOf(await on.browsers.own.post(path(), body))).toBe('400 bad-request')
    const many = { threadIds: Array.from({ length: 1_001 }, () => 'x') }
    expect(await answerOf(await on.browsers.own.post(path('/read'), many))).toBe('400 bad-request')
    expect(await all()).toEqual([{ ...thread, readAt: 0 }])
  })

  test('is not what a careful person writes at length', async () => {
    const text = 'ệ'.repeat(10_000)
    const quote = 'ữ'.repeat(20_000)
    const thread = await begin('own', { text, anchor: { kind: 'range', quote } })
    expect(thread.messages[0]?.text).toBe(text)
    expect(thread.anchor).toMatchObject({ quote })
  })

  test('is not a body of many small things either', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    expect(await answerOf(await raw('own', deep))).toBe('400 bad-request')
    const keys = JSON.stringify(
      Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, 1])),
    )
    expect(await answerOf(await raw('own', keys))).toBe('400 bad-request')
    for (const body of ['', 'null', '[]', '"x"', '{', '{"text":', '\u0000', '{"__proto__":{"text":"x"}}'])
      expect(await answerOf(await raw('own', body))).toBe('400 bad-request')
    expect(await all()).toEqual([])
  })
})

test('an anchor of any shape is refused, or a thread without a place; the server goes on', async () => {
  const far = { client: Number.MAX_SAFE_INTEGER, clock: Number.MAX_SAFE_INTEGER }
  const range = (rel: object, rest: object = {}) => ({ kind: 'range', quote: 'không có', rel, ...rest })
  const refused = [
    undefined,
    null,
    [],
    'range',
    { kind: 'constructor' },
    { kind: ['report'] },
    { kind: 'range' },
    { kind: 'range', quote: '' },
    { kind: 'range', quote: 5 },
    { kind: 'range', quote: { length: 5 } },
    { kind: 'block', blockId: '' },
    { kind: 'block', blockId: 'x'.repeat(41) },
    { kind: 'section', sectionId: 5 },
    { kind: 'section' },
    range({ from: { item: { client: -1, clock: 0 } }, to: {} }),
    range({ from: { item: { client: 1e300, clock: 0 } }, to: {} }),
    range({ from: { item: { client: 0.5, clock: 0 } }, to: {} }),
    range({ from: { item: { client: '1', clock: 0 } }, to: {} }),
    range({ from: {}, to: { assoc: 0.5 } }),
    range({ from: { tname: 'x'.repeat(41) }, to: {} }),
    range({ from: {} }),
  ]
  for (const anchor of refused)
    expect([anchor, await answerOf(await on.browsers.own.post(path(), newThread({ anchor })))]).toEqual([
      anchor,
      '400 bad-request',
    ])
  const placeless = [
    range({ from: {}, to: {} }),
    range({ from: { tname: 'report' }, to: { tname: 'report' } }),
    range({ from: { tname: '__proto__' }, to: { tname: 'constructor' } }),
    range(
      { from: { type: { client: 1, clock: 1 } }, to: { type: { client: 1, clock: 1 } } },
      { blockId: '__proto__' },
    ),
    range({ from: { item: null, type: null, tname: null, assoc: -7 }, to: { assoc: 2 ** 40 } }),
    { kind: 'range', quote: '\uD800 nửa chữ' },
    { kind: 'range', quote: '\u0000', prefix: '\u0000', blockId: '../../x' },
    { kind: 'block', blockId: '__proto__' },
    { kind: 'block', blockId: `' or 1=1` },
    { kind: 'section', sectionId: 'constructor' },
    { kind: 'section', sectionId: '../../x' },
  ]
  for (const anchor of [...placeless, range({ from: { item: far }, to: { item: far } })]) {
    const response = await on.browsers.own.post(path(), newThread({ anchor }))
    expect([anchor, await answerOf(response)]).toEqual([
      anchor,
      expect.stringMatching(/^(?:ok|409 text-not-here-yet)$/),
    ])
  }
  for (const text of [
    '{"kind":"report","__proto__":{"lost":true}}',
    '{"kind":"report","kind":"range","quote":"x"}',
  ]) {
    const body = `{"id":"y-kien-${2000 + ++count}","text":"x","anchor":${text}}`
    expect(await answerOf(await raw('own', body))).toBe('ok')
  }
  for (const { anchor } of await all()) expect(anchor.kind === 'report' || anchor.lost).toBe(true)
  expect(Object.hasOwn(Object.prototype, 'lost')).toBe(false)
  expect((await begin('reviewer')).anchor).toMatchObject({ lost: false })
})

test('an id is an id and no path', async () => {
  for (const wrong of [
    '../../etc',
    'a/b/c/d/e',
    '%2e%2e%2f%2e',
    'a b c d e',
    'ngắn-quá',
    'x',
    'x'.repeat(41),
    'abc\ndefgh',
    '',
    5,
    null,
    {},
  ])
    expect(await answerOf(await on.browsers.own.post(path(), newThread({ id: wrong })))).toBe(
      '400 bad-request',
    )
  for (const odd of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '--------']) {
    const thread = await begin('own', { id: odd })
    expect(thread.id).toBe(odd)
    expect(await answerOf(await on.browsers.own.post(path(`/${odd}/messages`), { text: 'Trả lời' }))).toBe(
      'ok',
    )
  }
  expect((await all()).map((one) => one.id)).toEqual([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '--------',
  ])
  for (const odd of ['..%2f..%2fx', '%00', '%ff', "'%20or%201=1--", 'x'.repeat(5_000)]) {
    for (const rest of [`/${odd}/messages`, `/${odd}/messages/${odd}`]) {
      const response = await on.browsers.own.send(rest.endsWith('messages') ? 'POST' : 'PATCH', path(rest), {
        text: 'x',
      })
      expect([rest, response.status]).toEqual([
        rest,
        expect.toSatisfy((code: number) => code === 404 || code === 400),
      ])
    }
  }
})

describe('at the same moment', () => {
  test('one thread sent ten times is one thread', async () => {
    await on.browsers.coordinator.post('/api/notices/read', { all: true })
    const sent = newThread()
    const answers = await Promise.all(Array.from({ length: 10 }, () => on.browsers.own.post(path(), sent)))
    expect(statuses(answers)).toEqual([...Array(9).fill(200), 201])
    expect(await all()).toHaveLength(1)
    expect(await on.noted(id)).toBe(1)
    expect(await (await on.browsers.coordinator.get('/api/notices')).json()).toMatchObject({ unread: 1 })

    const reply = { id: `tra-loi-${count}`, text: 'Đồng ý' }
    const where = path(`/${sent.id}/messages`)
    const replies = await Promise.all(Array.from({ length: 10 }, () => on.browsers.own.post(where, reply)))
    expect(statuses(replies)).toEqual([...Array(9).fill(200), 201])
    expect((await all())[0]?.messages).toHaveLength(2)
  })

  test('also when each is looked for before any is there', async () => {
    let arrived = 0
    let open = () => {}
    const gate = new Promise<void>((resolve) => (open = resolve))
    const told: unknown[] = []
    const { send, stop } = await serveThreads({
      told: (what) => told.push(what),
      place: async () => {
        arrived += 1
        if (arrived === 5) open()
        await gate
        return { kind: 'report' }
      },
    })
    try {
      const sent = newThread({ anchor: { kind: 'report' } })
      const answers = await Promise.all(Array.from({ length: 5 }, () => send('POST', '', sent)))
      expect(statuses(answers)).toEqual([200, 200, 200, 200, 201])
      expect([(await all()).length, await on.noted(id), told.length]).toEqual([1, 1, 2])
    } finally {
      await stop()
    }
  })

  test('of two people who take one id, one is told so', async () => {
    const sent = newThread()
    const [own, other] = await Promise.all([
      on.browsers.own.post(path(), sent),
      on.browsers.other.post(path(), sent),
    ])
    expect(statuses([own, other])).toEqual([201, 409])
    const author = own.status === 201 ? on.ids.own : on.ids.other
    expect((await all()).map((one) => one.author.userId)).toEqual([author])
  })

  test('a thread is closed by one of many, and opened and closed in an order that the audit tells', async () => {
    const thread = await begin('reviewer')
    const close = (by: Asker, resolved: boolean) =>
      on.browsers[by].send('PATCH', path(`/${thread.id}`), { resolved })
    const askers = ['coordinator', 'own', 'other', 'reviewer'] as const
    const closed = await Promise.all(askers.flatMap((by) => [close(by, true), close(by, true)]))
    expect(closed.every(({ ok }) => ok)).toBe(true)
    expect(await on.noted(id)).toBe(2)
    await Promise.all(askers.flatMap((by) => [close(by, false), close(by, true), close(by, false)]))
    const { entries } = await on.records.auditTrail({ reportId: id, limit: 100 })
    const deeds = entries.map(({ action }) => action).filter((action) => action.startsWith('thread-re'))
    deeds.forEach((deed, index) => expect(deed).not.toBe(deeds[index + 1]))
    expect(deeds[0]).toBe((await all())[0]?.resolved ? 'thread-resolved' : 'thread-reopened')
  })

  test('everybody’s messages are there, in one order for all', async () => {
    const thread = await begin('reviewer')
    const askers = ['coordinator', 'own', 'other', 'reviewer'] as const
    const sent = askers.flatMap((by) =>
      Array.from({ length: 10 }, (_, index) => [by, `${by} ${index}`] as const),
    )
    await Promise.all(
      sent.map(([by, text]) => on.browsers[by].post(path(`/${thread.id}/messages`), { text })),
    )
    const [stored] = await all()
    expect(
      stored?.messages
        .slice(1)
        .map(({ text }) => text)
        .toSorted(),
    ).toEqual(sent.map(([, text]) => text).toSorted())
    for (const message of stored?.messages ?? [])
      if (message.id !== thread.id)
        expect(message.author.name).toBe(`Người ${message.text.split(' ')[0] ?? ''}`)
    const again = threadsPageSchema.parse(await (await on.browsers.own.get(path())).json())
    expect(again.threads[0]?.messages).toEqual(stored?.messages)
  })
})

test('questions without sense are refused, and do no harm', async () => {
  const thread = await begin('own')
  for (const query of [
    'since=-1',
    'since=x',
    'since=1e99',
    'since=0.5',
    'since=1&since=2',
    'limit=0',
    'limit=1001',
    'limit=-5',
    'limit=x',
    'since[a]=1',
  ])
    expect([query, (await on.browsers.own.get(path(`?${query}`))).status]).toEqual([
      query,
      // Brackets have no meaning here: it is a question without `since`.
      query === 'since[a]=1' ? 200 : 400,
    ])
  expect(await all('?since=')).toEqual([{ ...thread, readAt: 0 }])
  expect(await all(`?since=${Number.MAX_SAFE_INTEGER}&limit=1000&x=y`)).toEqual([])
  for (const [method, rest, body] of [
    ['PATCH', `/${thread.id}`, { resolved: 'yes' }],
    ['PATCH', `/${thread.id}`, { kind: 'toString' }],
    ['PUT', `/${thread.id}/answer`, { kind: 'toString', text: '' }],
    ['POST', '/read', { threadIds: 'x' }],
    ['POST', '/read', { threadIds: [], at: -1 }],
  ] as const)
    expect(await answerOf(await on.browsers.own.send(method, path(rest), body))).toBe('400 bad-request')
  for (const query of [
    'after=x',
    'after=',
    'limit=0',
    'limit=101',
    `after=${Buffer.from('[1]').toString('base64url')}`,
  ])
    expect([query, (await on.browsers.own.get(`/api/notices?${query}`)).status]).toEqual([query, 400])
  for (const body of [{}, { all: false }, { ids: 'x' }, { ids: Array(1_001).fill('x') }])
    expect(await answerOf(await on.browsers.own.post('/api/notices/read', body))).toBe('400 bad-request')
})

describe('rights that are withdrawn', () => {
  test('hold for the next request already, and what was said stays', async () => {
    const admin = await adminOf(on.rig)
    const person = await personOf(on.rig, admin, {
      username: `nguoi-moi-${++count}`,
      officeId: on.offices.own.id,
    })
    const member = `/api/reports/${id}/members/${person.id}`
    await admin.send('PUT', member, { role: 'drafter' })
    await on.records.changeSection(id, sections[3] ?? '', { officeIds: [on.offices.own.id] })
    const mine = await person.browser.post(path(), newThread())
    const { id: threadId } = threadSchema.parse(await mine.json())
    const theirs = await begin('reviewer')
    const ask = async () => [
      await answerOf(await person.browser.post(path(), newThread())),
      await answerOf(
        await person.browser.send('PATCH', path(`/${theirs.id}`), { resolved: true, kind: 'opinion' }),
      ),
      await answerOf(
        await person.browser.send('PUT', path(`/${theirs.id}/answer`), { kind: 'accepted', text: '' }),
      ),
      await answerOf(
        await person.browser.send('PATCH', path(`/${threadId}/messages/${threadId}`), { text: `${++count}` }),
      ),
      await answerOf(await person.browser.get(path())),
    ]
    expect(await ask()).toEqual(['ok', '403 no-access', 'ok', 'ok', 'ok'])
    // To another office: no longer responsible.
    await on.records.setOffice(person.id, on.offices.other.id)
    expect(await ask()).toEqual(['ok', '403 no-access', '403 no-access', 'ok', 'ok'])
    await admin.send('PUT', member, { role: 'viewer' })
    expect(await ask()).toEqual([...Array<string>(4).fill('403 reads-only'), 'ok'])
    await admin.send('DELETE', member)
    expect(await ask()).toEqual(Array(5).fill('403 no-access'))
    // Who is out is told nothing, also if they come back; who came back reads what was told before.
    await on.records.readNotices(person.id, 'all', 1)
    await on.browsers.reviewer.post(path(`/${threadId}/messages`), { text: `@[x](user:${person.id})` })
    await on.records.setMember(id, person.id, 'viewer')
    expect((await on.records.notices(person.id, { limit: 50 })).unread).toBe(0)
    await on.records.removeMember(id, person.id)
    await admin.send('PATCH', `/api/users/${person.id}`, { active: false })
    expect(await ask()).toEqual(Array(5).fill('401 not-signed-in'))
    expect((await all()).filter(({ author }) => author.userId === person.id)).toHaveLength(3)
  })

  test.each<[string, string, () => Promise<unknown>]>([
    ['a role', 'reads-only|no-access', () => on.records.setMember(id, on.ids.own ?? '', 'viewer')],
    ['a place in the report', 'no-access', () => on.records.removeMember(id, on.ids.own ?? '')],
    ['the draft’s time', 'report-signed', () => sign(id)],
  ])('%s, between the door and the deed, leaves nothing behind', async (_what, code, withdraw) => {
    const thread = await begin('own')
    const told: unknown[] = []
    const { send, stop } = await serveThreads({ told: (what) => told.push(what) })
    try {
      await withdraw()
      const before = await on.records.thread(id, thread.id)
      for (const response of [
        await send('POST', '', newThread({ anchor: { kind: 'report' } })),
        await send('POST', `/${thread.id}/messages`, { text: 'x' }),
        await send('PATCH', `/${thread.id}`, { resolved: true }),
        await send('PUT', `/${thread.id}/answer`, { kind: 'accepted', text: '' }),
        await send('PATCH', `/${thread.id}/messages/${thread.id}`, { text: 'x' }),
        await send('DELETE', `/${thread.id}/messages/${thread.id}`),
      ])
        expect(await answerOf(response)).toMatch(new RegExp(`^403 (?:${code})$`))
      expect(await on.records.thread(id, thread.id)).toEqual(before)
      expect(await on.records.threadCount(id)).toBe(1)
      expect([await on.noted(id), told]).toEqual([1, []])
    } finally {
      await stop()
    }
  })
})

type Served = { readonly told?: (what: unknown) => void; readonly place?: () => Promise<Anchor> }

/** The routes alone, for `own` as they were found at the door, whatever has happened since. */
async function serveThreads({
  told = () => undefined,
  place = () => Promise.resolve({ kind: 'report' }),
}: Served) {
  const report = must(await on.records.report(id), 'the report')
  const person = {
    id: on.ids.own ?? '',
    username: 'own',
    name: 'Người own',
    admin: false,
    office: on.offices.own,
  }
  const access: Access = { report, person, role: 'drafter' }
  const unasked = () => Promise.reject(new Error('not asked here'))
  const app = express().use(
    express.json(),
    threadRoutes({
      records: on.records,
      now: Date.now,
      who: {
        reader: () => Promise.resolve(access),
        person: unasked,
        admin: unasked,
        member: unasked,
        coordinator: unasked,
      },
      rooms: {
        read: () => Promise.resolve([] as never),
        tell: (...event) => told(event),
        follow: (...thread) => told(thread),
        place,
      },
    }),
    problemHandler(pino({ level: 'silent' })),
  )
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    send: (method: string, rest: string, body?: object) =>
      fetch(`http://127.0.0.1:${port}/reports/${id}/threads${rest}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: body ? JSON.stringify(body) : null,
      }),
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}

async function sign(reportId: string): Promise<void> {
  const { DatabaseSync } = await import('node:sqlite')
  const { databasePath } = await import('../../store/sqlite/database.ts')
  const sqlite = new DatabaseSync(databasePath(on.rig.dataDir))
  sqlite.exec('pragma busy_timeout = 10000')
  sqlite.prepare(`update report set stage = 'signed' where id = ?`).run(reportId)
  sqlite.close()
}

test('a foreign page comments for nobody', async () => {
  const thread = await begin('own')
  const foreign = { headers: { origin: 'http://ke-gian.example' } }
  for (const [method, rest, body] of [
    ['POST', '', newThread()],
    ['PATCH', `/${thread.id}`, { resolved: true }],
    ['DELETE', `/${thread.id}/messages/${thread.id}`, undefined],
    ['POST', '/read', { threadIds: [thread.id] }],
  ] as const)
    expect(await answerOf(await on.browsers.own.send(method, path(rest), body, foreign))).toBe(
      '403 foreign-origin',
    )
  expect(await all()).toEqual([{ ...thread, readAt: 0 }])
})

test('ten thousand threads come in pages, each once, and the next one is taken', async () => {
  const author = {
    userId: on.ids.own ?? '',
    name: 'Người own',
    office: on.offices.own,
    role: 'drafter' as const,
  }
  const pieces = [{ blockId: 'b', text: 'x'.repeat(40), chars: [[1, 0, 40] as [number, number, number]] }]
  await on.records.atomically(async (inside) => {
    for (let index = 0; index < 10_000; index++) {
      await inside.addThread(id, {
        id: `hang-loat-${index}`,
        kind: index % 3 === 0 ? 'change' : 'opinion',
        anchor: {
          kind: 'range',
          sectionId: sections[index % sections.length] ?? '',
          quote: 'x'.repeat(40),
          prefix: '',
          suffix: '',
          pieces,
          lost: false,
        },
        author,
        createdAt: index,
        text: `Ý kiến thứ ${index}: đề nghị bổ sung số liệu.`,
      })
    }
  })
  const ids: string[] = []
  let since = 0
  for (let more = true; more;) {
    const response = await on.browsers.viewer.get(path(`?since=${since}`))
    const page = threadsPageSchema.parse(await response.json())
    expect(page.threads.length).toBeLessThanOrEqual(500)
    ids.push(...page.threads.map((one) => one.id))
    since = page.rev
    more = page.more
  }
  expect(ids).toEqual(Array.from({ length: 10_000 }, (_, index) => `hang-loat-${index}`))
  expect((await begin('reviewer')).number).toBe(10_001)
  const report = await (await on.browsers.viewer.get(`/api/reports/${id}`)).json()
  expect(report).toMatchObject({ review: { open: 10_001, mustFix: 3_334, lost: 0 } })
})

test('what all threads hold together is bounded: a report that is opened holds all anchors', async () => {
  const author = { userId: on.ids.own ?? '', name: 'Người own', office: null, role: 'drafter' as const }
  const thread = await begin('own')
  const text = 'x'.repeat(20_000)
  await on.records.atomically(async (inside) => {
    for (let index = 0; index < 1_250; index++) {
      const pieces = [{ blockId: 'b', text, chars: [[1, 0, text.length] as [number, number, number]] }]
      const sectionId = sections[3] ?? ''
      const around = { prefix: '', suffix: '', lost: false }
      const anchor = { kind: 'range' as const, sectionId, quote: text, pieces, ...around }
      const fields = { kind: 'opinion' as const, author, createdAt: index, text: 'x' }
      await inside.addThread(id, { id: `nang-ne-${index}`, anchor, ...fields })
    }
  })
  expect(await on.records.threadWeight(id)).toBeGreaterThan(50_000_000)
  expect(await answerOf(await on.browsers.own.post(path(), newThread()))).toBe('409 conflict')
  const replies = path(`/${thread.id}/messages`)
  expect(await answerOf(await on.browsers.own.post(replies, { text: 'x' }))).toBe('409 conflict')
  const attach = { anchor: { kind: 'report' } }
  expect(await answerOf(await on.browsers.own.send('PATCH', path(`/${thread.id}`), attach))).toBe(
    '409 conflict',
  )
  // Other reports go on, and so does what only closes.
  expect(await answerOf(await on.browsers.own.send('PATCH', path(`/${thread.id}`), { resolved: true }))).toBe(
    'ok',
  )
  const other = await on.report()
  const elsewhere = newThread({ anchor: { kind: 'report' } })
  expect(await answerOf(await on.browsers.own.post(path('', other), elsewhere))).toBe('ok')
})

test('a program that never stops is stopped, alone', async () => {
  const thread = await begin('reviewer')
  let taken = 0
  for (; taken < 5_000; taken++) {
    const response = await on.browsers.coordinator.send('PATCH', path(`/${thread.id}`), {})
    if (response.status === 429) {
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
      break
    }
    expect(response.status).toBe(200)
  }
  expect(taken).toBeLessThan(5_000)
  expect((await on.browsers.reviewer.post(path(`/${thread.id}/messages`), { text: 'x' })).status).toBe(201)
})

test('nor does one that only asks hold everybody up', async () => {
  const asked = await Promise.all(Array.from({ length: 700 }, () => on.browsers.viewer.get(path('?limit=1'))))
  expect(new Set(statuses(asked))).toEqual(new Set([200, 429]))
  expect((await on.browsers.reviewer.get(path())).status).toBe(200)
})
