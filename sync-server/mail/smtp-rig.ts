import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { must } from '../../report/must.ts'
import type { MailSettings } from '../env.ts'

/** A mail as it came in. */
export type ReceivedMail = {
  readonly envelope: { readonly from: string; readonly to: readonly string[] }
  readonly encrypted: boolean
  readonly user: string | undefined
  /** By name in lower case, unfolded and decoded, in the order in which they stood. */
  readonly headers: readonly (readonly [string, string])[]
  header(name: string): string | undefined
  readonly text: string
  readonly html: string
}

/** For tests: a real SMTP server on a free port of this machine, without TLS unless its options say so. */
export type SmtpRig = {
  readonly port: number
  readonly received: readonly ReceivedMail[]
  /** Connections now, the most there were at once, and all so far. */
  readonly connections: { readonly now: number; readonly most: number; readonly all: number }
  readonly server: SMTPServer
  settings(changes?: Partial<MailSettings>): MailSettings
  stop(): Promise<void>
}

export async function startSmtpRig(options: SMTPServerOptions = {}): Promise<SmtpRig> {
  const received: ReceivedMail[] = []
  const connections = { now: 0, most: 0, all: 0 }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    ...options,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onConnect(session, done) {
      connections.now += 1
      connections.all += 1
      connections.most = Math.max(connections.most, connections.now)
      if (options.onConnect) options.onConnect.call(server, session, done)
      else done()
    },
    onClose: () => void (connections.now -= 1),
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const envelope = {
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
        }
        const mail = readMail(Buffer.concat(chunks).toString('utf8'))
        received.push({
          ...mail,
          envelope,
          encrypted: session.secure,
          user: session.user as string | undefined,
        })
        if (options.onData) options.onData.call(server, stream, session, done)
        else done()
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    port,
    received,
    connections,
    server,
    settings: (changes = {}) => ({
      host: '127.0.0.1',
      port,
      auth: undefined,
      tls: 'auto',
      from: { name: 'Cùng Soạn', address: 'cungsoan@tinh.example' },
      publicUrl: 'http://10.0.0.5:8080',
      ...changes,
    }),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

type Part = { readonly headers: readonly (readonly [string, string])[]; readonly body: string }

function readMail(raw: string): Pick<ReceivedMail, 'headers' | 'header' | 'text' | 'html'> {
  const { headers, body } = splitPart(raw)
  const header = (name: string) => valueOf(headers, name)
  const boundary = /boundary="?([^";]+)"?/.exec(header('content-type') ?? '')?.[1]
  const parts = body
    .split(`--${boundary ?? ''}`)
    .slice(1, -1)
    .map((part) => splitPart(part.replace(/^\r\n/, '')))
  const textOf = (type: string) => {
    const part = parts.find(({ headers }) => valueOf(headers, 'content-type')?.startsWith(type))
    return decodeBody(must(part, type))
  }
  return { headers, header, text: textOf('text/plain'), html: textOf('text/html') }
}

function valueOf(headers: Part['headers'], name: string): string | undefined {
  return headers.find(([found]) => found === name)?.[1]
}

function splitPart(raw: string): Part {
  const end = raw.indexOf('\r\n\r\n')
  const lines = raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), decodeWords(line.slice(colon + 1).trim())] as const
  })
  return { headers, body: raw.slice(end + 4) }
}

/** RFC 2047. */
function decodeWords(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/(?:=\?utf-8\?([qb])\?([^?]*)\?=)+/gi, (words) =>
      Buffer.concat(
        [...words.matchAll(/=\?utf-8\?([qb])\?([^?]*)\?=/gi)].map(([, how = '', coded = '']) =>
          how.toLowerCase() === 'b' ? Buffer.from(coded, 'base64') : unquote(coded.replaceAll('_', ' ')),
        ),
      ).toString('utf8'),
    )
}

function decodeBody({ headers, body }: Part): string {
  const how = valueOf(headers, 'content-transfer-encoding')
  const bytes =
    how === 'base64'
      ? Buffer.from(body, 'base64')
      : how === 'quoted-printable'
        ? unquote(body.replaceAll(/=\r\n/g, ''))
        : Buffer.from(body)
  return bytes.toString('utf8').replaceAll('\r\n', '\n').trimEnd()
}

function unquote(coded: string): Buffer {
  return Buffer.from(
    coded.replaceAll(/=([0-9A-F]{2})/gi, (_sign, hex: string) =>
      String.fromCodePoint(Number.parseInt(hex, 16)),
    ),
    'latin1',
  )
}
