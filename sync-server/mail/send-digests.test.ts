import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Author, Notice } from '../../report/wire/review.ts'
import { openLogger } from '../log.ts'
import { openRecordsRig, type RecordsRig } from '../store/records/rig.ts'
import type { Records } from '../store/records.ts'
import { createDigestPost, type DigestDeps, type DigestPost } from './send-digests.ts'
import { createSmtpMailer } from './smtp-mailer.ts'
import { startSmtpRig, type SmtpRig } from './smtp-rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR
const START = Date.parse('2022-04-08T07:00:00Z')

let rig: RecordsRig
let reportId: string
let now: number
let logged: string
const open: (() => unknown)[] = []

beforeEach(async () => {
  rig = await openRecordsRig()
  now = START
  logged = ''
  for (const id of ['an', 'binh', 'chi']) rig.person(id)
  reportId = await rig.report({ an: 'coordinator', binh: 'drafter', chi: 'reviewer' })
  await thread('y-kien-0001')
})
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
  rig.stop()
})

const by: Author = { userId: 'chi', name: 'Chi', office: null, role: 'reviewer' }

async function thread(id: string, inReport = reportId): Promise<void> {
  const anchor = { kind: 'section', sectionId: 's1', quote: 'Phần một', lost: false } as const
  await rig.records.addThread(inReport, {
    id,
    kind: 'opinion',
    anchor,
    author: by,
    createdAt: 1,
    text: 'Ý kiến',
  })
}

let made = 0
async function tell(
  userId: string,
  excerpt: string,
  changes: { reportId?: string; reason?: Notice['reason'] } = {},
) {
  made += 1
  const id = `tb-${String(made).padStart(6, '0')}`
  const notice = {
    id,
    userId,
    reportId,
    threadId: 'y-kien-0001',
    messageId: id,
    reason: 'mention' as const,
    by,
    at: now,
  }
  await rig.records.addNotices([{ ...notice, excerpt, ...changes }])
  return id
}

const wants = (
  userId: string,
  digest: 'off' | 'hourly' | 'daily',
  email: string | null = `${userId}@tinh.example`,
) => rig.records.changeNoticeSettings(userId, { email, digest })

async function smtp(options: Parameters<typeof startSmtpRig>[0] = {}): Promise<SmtpRig> {
  const server = await startSmtpRig(options)
  open.push(() => server.stop())
  return server
}

function post(server: SmtpRig, changes: Partial<DigestDeps> = {}): DigestPost {
  const destination = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk)
      done()
    },
  })
  const made = createDigestPost({
    records: rig.records,
    mailer: createSmtpMailer(server.settings(), { silenceMs: 300, mailMs: 1_000 }),
    sectionNames: () => Promise.resolve(new Map([['s1', '1.1 Tình hình']])),
    publicUrl: undefined,
    logger: openLogger('debug', destination),
    now: () => now,
    ...changes,
  })
  open.push(() => made.stop())
  return made
}

const whom = (server: SmtpRig) => server.received.flatMap(({ envelope }) => envelope.to)
const refusal = (responseCode: number) => Object.assign(new Error('an@tinh.example: no'), { responseCode })
const lines = (level: number) => logged.split('\n').filter((line) => line.includes(`"level":${level}`))

describe('digests of notices', () => {
  test('go to whom something is told, once, and again when their time has come and there is more', async () => {
    const server = await smtp()
    const mails = post(server)
    await wants('an', 'hourly')
    await wants('binh', 'daily')
    await wants('chi', 'hourly')
    for (const id of ['an', 'binh']) await tell(id, `Thứ nhất cho ${id}`)
    expect(await mails.sendDue()).toBe(2)
    expect(whom(server)).toEqual(['an@tinh.example', 'binh@tinh.example'])
    expect(server.received[0]?.text).toContain('“Thứ nhất cho an”')
    expect(server.received[0]?.text).not.toContain('binh')
    expect(server.received[0]?.text).toContain('1.1 Tình hình')
    expect(await mails.sendDue()).toBe(0)

    for (const id of ['an', 'binh']) await tell(id, `Thứ hai cho ${id}`)
    now += HOUR - 1
    expect(await mails.sendDue()).toBe(0)
    now += 1
    expect(await mails.sendDue()).toBe(1)
    expect(server.received[2]?.text).toContain('“Thứ hai cho an”')
    expect(server.received[2]?.text).not.toContain('Thứ nhất')
    now = START + DAY
    expect(await mails.sendDue()).toBe(1)
    expect(whom(server).at(-1)).toBe('binh@tinh.example')
  })

  test('do not go to who wants none, has no address, has read it, left the report or the office', async () => {
    const server = await smtp()
    for (const id of ['dung', 'em', 'giang', 'hoa']) rig.person(id)
    const other = await rig.report({ hoa: 'coordinator', em: 'drafter' })
    await thread('y-kien-0001', other)
    for (const id of ['an', 'binh', 'chi', 'dung', 'em', 'giang']) {
      if (id !== 'binh' && id !== 'an' && id !== 'chi') await rig.records.setMember(reportId, id, 'drafter')
      await wants(id, 'hourly')
      await tell(id, `Cho ${id}`)
    }
    await wants('an', 'off')
    await wants('binh', 'hourly', null)
    await rig.records.readNotices('chi', 'all', now)
    await rig.records.removeMember(reportId, 'dung')
    await tell('em', 'Của báo cáo khác', { reportId: other })
    await rig.records.removeMember(reportId, 'em')
    rig.database.sqlite.exec(`update user set banned = 1 where id = 'giang'`)
    expect(await post(server).sendDue()).toBe(1)
    expect(whom(server)).toEqual(['em@tinh.example'])
    expect(server.received[0]?.text).toContain('Của báo cáo khác')
    expect(server.received[0]?.text).not.toContain('Cho em')
  })

  test.each([
    ['reads it', () => rig.records.readNotices('binh', 'all', now)],
    ['wants none any more', () => wants('binh', 'off')],
    ['leaves the report', () => rig.records.removeMember(reportId, 'binh')],
    [
      'is deactivated',
      () => Promise.resolve(rig.database.sqlite.exec(`update user set banned = 1 where id = 'binh'`)),
    ],
  ])(
    'are not sent to somebody who %s while others get theirs',
    async (_what, change: () => Promise<unknown>) => {
      const server = await smtp({ onData: (_stream, _session, done) => void change().then(() => done()) })
      for (const id of ['an', 'binh']) {
        await wants(id, 'hourly')
        await tell(id, 'x')
      }
      expect(await post(server).sendDue()).toBe(1)
      expect(whom(server)).toEqual(['an@tinh.example'])
    },
  )

  test('go to the address as it is by then', async () => {
    const server = await smtp({
      onData: (_stream, _session, done) =>
        void wants('binh', 'hourly', 'moi@tinh.example').then(() => done()),
    })
    for (const id of ['an', 'binh']) {
      await wants(id, 'hourly')
      await tell(id, 'x')
    }
    await post(server).sendDue()
    expect(whom(server)).toEqual(['an@tinh.example', 'moi@tinh.example'])
  })

  test('wait for a mail server that is away, said once a look, and then come', async () => {
    const server = await smtp()
    const mails = post(server)
    const away = await smtp()
    await away.stop()
    const mailsToNowhere = post(away)
    for (const id of ['an', 'binh', 'chi']) {
      await wants(id, 'hourly')
      await tell(id, 'x')
    }
    expect(await mailsToNowhere.sendDue()).toBe(0)
    expect(lines(50)).toHaveLength(1)
    expect(await mailsToNowhere.sendDue()).toBe(0)
    expect(lines(50)).toHaveLength(2)
    expect(await mails.sendDue()).toBe(3)
  })

  test('a server that refuses at the third mail leaves two told and the others for the next look', async () => {
    let mailsBegun = 0
    const server = await smtp({
      onMailFrom: (_address, _session, done) => {
        mailsBegun += 1
        done(mailsBegun === 3 ? refusal(421) : null)
      },
    })
    const mails = post(server)
    for (const id of ['an', 'binh', 'chi']) {
      await wants(id, 'hourly')
      await tell(id, 'x')
    }
    expect(await mails.sendDue()).toBe(2)
    expect(lines(50)).toHaveLength(1)
    expect(await mails.sendDue()).toBe(1)
    expect(whom(server)).toEqual(['an@tinh.example', 'binh@tinh.example', 'chi@tinh.example'])
  })

  test('an address that nobody has keeps nobody waiting, rests for a day, and is in no log', async () => {
    let asked = 0
    const server = await smtp({
      onRcptTo({ address }, _session, done) {
        if (!address.startsWith('an@')) return done()
        asked += 1
        return done(refusal(550))
      },
    })
    const mails = post(server)
    for (const id of ['an', 'binh']) {
      await wants(id, 'hourly')
      await tell(id, 'x')
    }
    expect(await mails.sendDue()).toBe(1)
    expect(whom(server)).toEqual(['binh@tinh.example'])
    for (let hour = 0; hour < 23; hour += 1) {
      now += HOUR
      await mails.sendDue()
    }
    expect(asked).toBe(1)
    expect(lines(40)).toHaveLength(1)
    expect(logged).not.toContain('@tinh.example')
    await wants('an', 'hourly', 'khac@tinh.example')
    expect(await mails.sendDue()).toBe(1)
    await wants('an', 'hourly')
    await tell('an', 'y')
    now += HOUR
    await mails.sendDue()
    expect(asked).toBe(2)
  })

  test('a box that is full for now is tried again at the next look', async () => {
    let full = true
    const server = await smtp({ onRcptTo: (_address, _session, done) => done(full ? refusal(452) : null) })
    const mails = post(server)
    await wants('an', 'hourly')
    await tell('an', 'x')
    expect(await mails.sendDue()).toBe(0)
    full = false
    expect(await mails.sendDue()).toBe(1)
  })

  test('a crash between sending and noting repeats that mail, under its own name, and no other', async () => {
    const server = await smtp()
    for (const id of ['an', 'binh', 'chi']) {
      await wants(id, 'hourly')
      await tell(id, 'x')
    }
    const never = new Promise<never>(() => undefined)
    let noted = 0
    const crashing: Partial<Records> = {
      noticesMailed: (...told) => {
        noted += 1
        return noted === 2 ? never : rig.records.noticesMailed(...told)
      },
    }
    const before = createDigestPost({ ...depsOf(server), records: { ...rig.records, ...crashing } })
    void before.sendDue()
    await vi.waitFor(() => expect(noted).toBe(2))
    // Killed here: what comes next is another process on the same data.
    expect(await post(server).sendDue()).toBe(2)
    expect(whom(server).map((address) => address.split('@')[0])).toEqual(['an', 'binh', 'binh', 'chi'])
    const ids = server.received.map((mail) => mail.header('message-id'))
    expect(ids[1]).toBe(ids[2])
    expect(new Set(ids).size).toBe(3)
    expect(await post(server).sendDue()).toBe(0)
  })

  test('what was sent and cannot be noted stops the mails, and is not sent again and again', async () => {
    const server = await smtp()
    let full = true
    const records = {
      ...rig.records,
      noticesMailed: (...told: Parameters<Records['noticesMailed']>) =>
        full ? Promise.reject(new Error('disk full')) : rig.records.noticesMailed(...told),
    }
    const mails = post(server, { records })
    for (const id of ['an', 'binh']) {
      await wants(id, 'hourly')
      await tell(id, 'x')
    }
    for (let look = 0; look < 3; look += 1) expect(await mails.sendDue()).toBe(0)
    expect(whom(server)).toEqual(['an@tinh.example'])
    expect(lines(50)).toHaveLength(3)
    full = false
    await mails.sendDue()
    expect(whom(server)).toEqual(['an@tinh.example', 'binh@tinh.example'])
  })

  test('a thousand people are told over one connection at a time, each once, by one look at a time', async () => {
    const server = await smtp()
    await rig.records.atomically(async (inside) => {
      for (let person = 0; person < 1_000; person += 1) {
        const id = `p${person}`
        rig.person(id)
        await inside.setMember(reportId, id, 'viewer')
        await inside.changeNoticeSettings(id, { email: `${id}@tinh.example`, digest: 'daily' })
        const notice = { id: `n-${id}`, userId: id, reportId, threadId: 'y-kien-0001', messageId: `n-${id}` }
        await inside.addNotices([{ ...notice, reason: 'reply', by, at: now, excerpt: `Cho ${id}.` }])
      }
    })
    const mails = post(server)
    const looks = await Promise.all([mails.sendDue(), mails.sendDue(), mails.sendDue()])
    expect(looks).toEqual([1_000, 1_000, 1_000])
    expect(server.connections.most).toBe(1)
    expect(new Set(whom(server)).size).toBe(1_000)
    expect(server.received).toHaveLength(1_000)
    for (const { envelope, text } of server.received) {
      expect(text).toContain(`“Cho ${envelope.to[0]?.split('@')[0]}.”`)
    }
  })

  test('are cut short when the server stops: what hangs is let go, nothing is asked afterwards', async () => {
    let reached = false
    const server = await smtp({
      onRcptTo: () => {
        reached = true
      },
    })
    const mails = post(server, { mailer: createSmtpMailer(server.settings()) })
    for (const id of ['an', 'binh']) {
      await wants(id, 'hourly')
      await tell(id, 'x')
    }
    mails.run(1)
    await vi.waitFor(() => expect(reached).toBe(true))
    await Promise.all([mails.stop(), mails.stop()])
    expect(await mails.sendDue()).toBe(0)
    expect(server.received).toEqual([])
    expect(lines(50)).toEqual([])
    expect((await rig.records.noticesToMail('an', 10)).length).toBe(1)
  })

  test('that are on their way when the server stops arrive and are noted; no other is begun', async () => {
    let arrived: (() => void) | undefined
    const server = await smtp({
      onData: (_stream, _session, done) => {
        arrived = () => done()
      },
    })
    const mails = post(server, { mailer: createSmtpMailer(server.settings()) })
    for (const id of ['an', 'binh']) {
      await wants(id, 'hourly')
      await tell(id, 'x')
    }
    mails.run(1)
    await vi.waitFor(() => expect(arrived).toBeDefined())
    const stopped = mails.stop()
    arrived?.()
    await stopped
    expect(whom(server)).toEqual(['an@tinh.example'])
    expect((await rig.records.noticesToMail('an', 10)).length).toBe(0)
    expect((await rig.records.noticesToMail('binh', 10)).length).toBe(1)
  })

  test('come by themselves, look after look', async () => {
    const server = await smtp()
    const mails = post(server)
    await wants('an', 'hourly')
    mails.run(5)
    await tell('an', 'một')
    await vi.waitFor(() => expect(server.received).toHaveLength(1))
    await tell('an', 'hai')
    now += HOUR
    await vi.waitFor(() => expect(server.received).toHaveLength(2))
  })

  test('go on without the names of sections where a report cannot be opened', async () => {
    const server = await smtp()
    await wants('an', 'hourly')
    await tell('an', 'x')
    const mails = post(server, { sectionNames: () => Promise.reject(new Error('damaged')) })
    expect(await mails.sendDue()).toBe(1)
  })
})

function depsOf(server: SmtpRig): DigestDeps {
  return {
    records: rig.records,
    mailer: createSmtpMailer(server.settings()),
    sectionNames: () => Promise.resolve(new Map()),
    publicUrl: undefined,
    logger: openLogger('silent'),
    now: () => now,
  }
}
