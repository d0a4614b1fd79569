import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { MailSettings } from '../env.ts'
import { MailRefused, type Mail, type Mailer } from './mailer.ts'
import { createSmtpMailer, type Patience } from './smtp-mailer.ts'
import { startSmtpRig, type SmtpRig } from './smtp-rig.ts'

const PATIENCE: Patience = { silenceMs: 300, mailMs: 1_000 }

const mail = (changes: Partial<Mail> = {}): Mail => ({
  to: { name: 'Người soạn 1', address: 'soan1@tinh.example' },
  subject: 'Cùng Soạn: 3 thông báo chưa đọc – Báo cáo tổng kết 10 năm thực hiện Nghị quyết số 20-NQ/TW',
  text: 'Kính gửi Người soạn 1,\n\n.\n“Đề nghị bổ sung”\n',
  html: '<p>Kính gửi <b>Người soạn 1</b></p>\n',
  key: 'u1 n1',
  ...changes,
})

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
})

async function rigWith(options: Parameters<typeof startSmtpRig>[0] = {}): Promise<SmtpRig> {
  const rig = await startSmtpRig(options)
  open.push(() => rig.stop())
  return rig
}

function mailerTo(settings: MailSettings): Mailer {
  const mailer = createSmtpMailer(settings, PATIENCE)
  open.push(() => mailer.close())
  return mailer
}

const NEVER = new AbortController().signal
const send = (settings: MailSettings, what = mail(), signal = NEVER) => mailerTo(settings).send(what, signal)

/** A server that does with each connection as it likes. */
async function rawServer(onConnection: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer((socket) => {
    open.push(() => socket.destroy())
    socket.on('error', () => undefined)
    onConnection(socket)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  open.push(() => server.close())
  return (server.address() as AddressInfo).port
}

const smtpError = (responseCode: number) =>
  Object.assign(new Error('soan1@tinh.example khong co'), { responseCode })

describe('a mail by SMTP', () => {
  test('arrives as it was written, with who sent it and who gets it', async () => {
    const rig = await rigWith()
    await send(rig.settings())
    const [received] = rig.received
    expect(rig.received).toHaveLength(1)
    expect(received?.envelope).toEqual({ from: 'cungsoan@tinh.example', to: ['soan1@tinh.example'] })
    expect(received?.header('from')).toBe('Cùng Soạn <cungsoan@tinh.example>')
    expect(received?.header('to')).toBe('Người soạn 1 <soan1@tinh.example>')
    expect(received?.header('subject')).toBe(mail().subject)
    expect(received?.header('auto-submitted')).toBe('auto-generated')
    expect(received?.text).toBe(mail().text.trimEnd())
    expect(received?.html).toBe(mail().html.trimEnd())
  })

  test('has one Message-ID for one key, of the sender’s domain, that tells nothing', async () => {
    const rig = await rigWith()
    for (const key of ['u1 n1', 'u1 n1', 'u1 n2']) await send(rig.settings(), mail({ key }))
    const [first, again, other] = rig.received.map((received) => received.header('message-id'))
    expect(first).toMatch(/^<[0-9a-f]{32}@tinh\.example>$/)
    expect(again).toBe(first)
    expect(other).not.toBe(first)
  })

  test('goes to one address and has no headers but its own, whatever names and addresses hold', async () => {
    const rig = await rigWith()
    const name = 'Tên" <a@x.example>, "B\r\nBcc: b@x.example'
    await send(
      rig.settings(),
      mail({ to: { name, address: 'soan1@tinh.example' }, subject: 'x\r\nBcc: c@x.example' }),
    )
    for (const address of ['a@x.example, soan1@tinh.example', 'a@x.example>\r\nRCPT TO:<d@x.example', '']) {
      await expect(send(rig.settings(), mail({ to: { name: 'x', address } }))).rejects.toThrow('553')
    }
    expect(rig.received).toHaveLength(1)
    for (const { envelope, headers } of rig.received) {
      expect(envelope.to).toHaveLength(1)
      expect(headers.map(([header]) => header)).not.toContain('bcc')
    }
    expect(rig.received[0]?.envelope.to).toEqual(['soan1@tinh.example'])
  })

  test('is sent under the name and password of the settings', async () => {
    const rig = await rigWith({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        username === 'cung soạn' && password === 'bí@mật'
          ? done(null, { user: username })
          : done(smtpError(535)),
    })
    await send(rig.settings({ auth: { user: 'cung soạn', password: 'bí@mật' } }))
    expect(rig.received.map(({ user }) => user)).toEqual(['cung soạn'])
    const wrong = send(rig.settings({ auth: { user: 'cung soạn', password: 'khac' } }))
    await expect(wrong).rejects.toMatchObject({ code: 'EAUTH', responseCode: 535 })
    await expect(send(rig.settings())).rejects.not.toBeInstanceOf(MailRefused)
    expect(rig.received).toHaveLength(1)
  })

  test('is not sent over TLS to a server that cannot prove who it is', async () => {
    const rig = await rigWith({ disabledCommands: [] })
    await expect(send(rig.settings())).rejects.toMatchObject({ code: 'ESOCKET' })
    const implicit = await rigWith({ secure: true })
    await expect(send(implicit.settings({ tls: 'implicit' }))).rejects.toMatchObject({ code: 'ESOCKET' })
    expect([...rig.received, ...implicit.received]).toEqual([])
  })

  test('does without TLS where it was told to, and never where TLS is required', async () => {
    const offers = await rigWith({ disabledCommands: [] })
    await send(offers.settings({ tls: 'off' }))
    expect(offers.received.map(({ encrypted }) => encrypted)).toEqual([false])
    const none = await rigWith()
    await expect(send(none.settings({ tls: 'required' }))).rejects.toThrow()
    expect(none.received).toEqual([])
  })

  test.each([
    [550, true],
    [450, false],
  ])('says when it is this mail that the server does not want: %i', async (code, forGood) => {
    const atAddress = await rigWith({ onRcptTo: (_address, _session, done) => done(smtpError(code)) })
    await expect(send(atAddress.settings())).rejects.toMatchObject({ name: 'MailRefused', code, forGood })
    const atContent = await rigWith({ onData: (_stream, _session, done) => done(smtpError(code)) })
    await expect(send(atContent.settings())).rejects.toMatchObject({ name: 'MailRefused', code, forGood })
  })

  test('says when it is the server that takes none', async () => {
    const closing = await rigWith({ onRcptTo: (_address, _session, done) => done(smtpError(421)) })
    const sender = await rigWith({ onMailFrom: (_address, _session, done) => done(smtpError(550)) })
    const greeting = await rigWith({ onConnect: (_session, done) => done(smtpError(554)) })
    const nobody = await rigWith()
    await nobody.stop()
    for (const rig of [closing, sender, greeting, nobody]) {
      const failure = await send(rig.settings()).then(
        () => 'sent',
        (error: unknown) => error,
      )
      expect(failure).toBeInstanceOf(Error)
      expect(failure).not.toBeInstanceOf(MailRefused)
    }
  })

  test('goes over the connection of the one before, also after one that was refused', async () => {
    const rig = await rigWith({
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith('khong-co@') ? smtpError(550) : null),
    })
    const mailer = mailerTo(rig.settings())
    const to = (address: string) => mail({ to: { name: '', address } })
    await mailer.send(to('a@tinh.example'), NEVER)
    await expect(mailer.send(to('khong-co@tinh.example'), NEVER)).rejects.toBeInstanceOf(MailRefused)
    await mailer.send(to('b@tinh.example'), NEVER)
    expect(rig.received.map(({ envelope }) => envelope.to[0])).toEqual(['a@tinh.example', 'b@tinh.example'])
    expect(rig.connections.all).toBe(1)
  })

  test('that the server took before the line broke is not sent again by itself; the next one goes out', async () => {
    const sockets: Socket[] = []
    const rig = await rigWith({
      onData: (_stream, _session, done) => (rig.received.length === 1 ? sockets.at(-1)?.destroy() : done()),
    })
    rig.server.server.on('connection', (socket) => sockets.push(socket))
    const mailer = mailerTo(rig.settings())
    await expect(mailer.send(mail({ key: 'one' }), NEVER)).rejects.not.toBeInstanceOf(MailRefused)
    await mailer.send(mail({ key: 'two' }), NEVER)
    expect(rig.received).toHaveLength(2)
    expect(new Set(rig.received.map((received) => received.header('message-id'))).size).toBe(2)
  })

  test('is given up where the server says nothing, or goes on saying nothing of use', async () => {
    const rig = await rigWith()
    const silent = await rawServer(() => undefined)
    const trickling = await rawServer((socket) => {
      const timer = setInterval(() => socket.write('220-xin cho\r\n'), 50)
      socket.on('close', () => clearInterval(timer))
    })
    const hangingUp = await rawServer((socket) => socket.end('220 x\r\n'))
    for (const port of [silent, trickling, hangingUp]) {
      await expect(send(rig.settings({ port }))).rejects.not.toBeInstanceOf(MailRefused)
    }
  })

  test('is broken off at once when it is told to, in the middle of it too', async () => {
    const stop = new AbortController()
    const rig = await rigWith({ onRcptTo: () => stop.abort() })
    await expect(send(rig.settings(), mail(), stop.signal)).rejects.toMatchObject({ code: 'EABORT' })
    await expect(send(rig.settings(), mail(), stop.signal)).rejects.toMatchObject({ code: 'EABORT' })
    expect(rig.received).toEqual([])
  })
})
