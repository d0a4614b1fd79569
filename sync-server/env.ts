import { z } from 'zod'
import { isProgram } from './pdf/find-office.ts'
import { DEFAULT_LIMITS, type Limits } from './room/ports.ts'

/** A setting that the server cannot start with. Its message names the variable, in Vietnamese and English. */
export class BadSetting extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'BadSetting'
  }
}

export type Env = {
  /** 0 asks the system for a free port. */
  readonly port: number
  /** Absent: every address of the machine, IPv6 where it has it. */
  readonly host: string | undefined
  readonly dataDir: string
  readonly firstAdmin: { readonly username: string; readonly password: string } | undefined
  /** Origins besides the server's own address whose pages may talk to it. */
  readonly allowedOrigins: readonly string[]
  readonly logLevel: LogLevel
  readonly limits: Limits
  /** Single sign-on, where the province has it. */
  readonly oidc: OidcSettings | undefined
  /** Where digests of notices go out. */
  readonly mail: MailSettings | undefined
  /** Where LibreOffice is, for PDF files; absent: where machines have it; `off`: not to be used. */
  readonly soffice: string | undefined
  /** Where programs are looked for. */
  readonly path: string
  /** Where and when the server backs itself up; absent: never. */
  readonly backup: BackupSettings | undefined
}

export type BackupSettings = {
  readonly directory: string
  /** Minutes after midnight in Vietnam. */
  readonly minute: number
  /** How many of the last days, and of the last weeks, are kept. */
  readonly keep: { readonly daily: number; readonly weekly: number }
}

export type MailSettings = {
  readonly host: string
  readonly port: number
  readonly auth: { readonly user: string; readonly password: string } | undefined
  /**
   * `implicit`: from the first byte (smtps). `auto`: STARTTLS where the server offers it. `required`: no mail without it.
   * Wherever there is TLS, the certificate is checked.
   */
  readonly tls: 'implicit' | 'auto' | 'required' | 'off'
  readonly from: { readonly name: string; readonly address: string }
  /** The address of the pages for the links in a mail; absent, mails name reports and link nothing. */
  readonly publicUrl: string | undefined
}

export type OidcSettings = {
  readonly issuer: URL
  readonly clientId: string
  readonly clientSecret: string
  /** What the sign-in page calls it. */
  readonly name: string
  readonly scope: string
  /** The claim that holds the user name of the account here. */
  readonly usernameClaim: string
  /** The address that the provider sends people back to; absent, the one they came to. */
  readonly redirectOrigin: string | undefined
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
type LogLevel = (typeof LOG_LEVELS)[number]

const LIMIT_VARIABLES = {
  LIMIT_FRAME_BYTES: 'frameBytes',
  LIMIT_FIRST_SYNC_BYTES: 'firstSyncBytes',
  LIMIT_FRAMES_PER_SECOND: 'framesPerSecond',
  LIMIT_BYTES_PER_SECOND: 'bytesPerSecond',
  LIMIT_REPORT_BYTES: 'reportBytes',
  LIMIT_DEPTH: 'depth',
  LIMIT_PRESENCE_BYTES: 'presenceBytes',
  LIMIT_SOCKETS_PER_USER: 'socketsPerUser',
  LIMIT_SOCKETS_PER_REPORT: 'socketsPerReport',
} as const satisfies Record<string, keyof Limits>

const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'phải là số nguyên · must be a whole number')
  .transform(Number)

const settings = {
  PORT: wholeNumber.refine((port) => port <= 65_535, 'phải từ 0 đến 65535 · must be 0 to 65535'),
  HOST: z.string(),
  DATA_DIR: z.string(),
  ADMIN_USERNAME: z
    .string()
    .regex(
      /^[a-z0-9._-]{3,40}$/,
      'gồm 3–40 chữ thường, số, . _ - · 3 to 40 lower-case letters, digits, . _ -',
    ),
  ADMIN_PASSWORD: z.string().min(8, 'ít nhất 8 ký tự · at least 8 characters').max(200),
  LOG_LEVEL: z.enum(LOG_LEVELS, `một trong · one of: ${LOG_LEVELS.join(', ')}`),
  ALLOWED_ORIGINS: z.string().transform((value, context) => {
    const origins = value
      .split(',')
      .map((origin) => origin.trim())
      .filter((origin) => origin !== '')
    for (const origin of origins) {
      if (URL.canParse(origin) && new URL(origin).origin === origin) continue
      context.addIssue(`"${origin}": phải có dạng · must look like http://10.0.0.5:8080`)
    }
    return origins
  }),
  SOFFICE: z
    .string()
    .refine(
      (path) => path === 'off' || isProgram(path),
      'không có chương trình này (đường dẫn tới soffice, hoặc off) · no such program (the path of soffice, or off)',
    ),
}

const oidcSettings = {
  OIDC_ISSUER: z.url({ protocol: /^https?$/, error: 'phải là địa chỉ http(s) · must be an http(s) address' }),
  OIDC_REDIRECT_ORIGIN: z
    .string()
    .refine(
      (origin) => URL.canParse(origin) && new URL(origin).origin === origin,
      'phải có dạng · must look like https://bao-cao.tinh.vn',
    ),
  OIDC_ALLOW_HTTP: z.enum(['0', '1'], '0 hoặc · or 1'),
}

const SENDER = /^(?:(?<name>[^<>\p{Cc}]{0,100})<(?<bracketed>[^<>]+)>|(?<bare>[^<>]+))$/u

const URL_ENCODED = 'ký tự đặc biệt viết kiểu URL (@ là %40) · special characters URL-encoded (@ is %40)'

const mailSettings = {
  SMTP_URL: z
    .url({
      protocol: /^smtps?$/,
      error: `phải có dạng · must look like smtp://user:password@mail.tinh.vn:587; ${URL_ENCODED}`,
    })
    .transform((value, context) => {
      const url = new URL(value)
      const beyond = `${url.pathname}${url.search}${url.hash}`
      if (url.hostname !== '' && (beyond === '' || beyond === '/')) return url
      context.addIssue(
        `chỉ gồm máy chủ, cổng, người dùng, mật khẩu · host, port, user and password only; ${URL_ENCODED}`,
      )
      return z.NEVER
    }),
  SMTP_TLS: z.enum(['auto', 'required', 'off'], 'một trong · one of: auto, required, off'),
  MAIL_FROM: z.string().transform((value, context) => {
    const { name = '', bracketed, bare } = SENDER.exec(value.trim())?.groups ?? {}
    const address = z.email().safeParse((bracketed ?? bare ?? '').trim())
    if (address.success)
      return {
        name: name
          .trim()
          .replace(/^"(.*)"$/, '$1')
          .normalize('NFC'),
        address: address.data,
      }
    context.addIssue('phải có dạng · must look like Cùng Soạn <cungsoan@tinh.vn>')
    return z.NEVER
  }),
  PUBLIC_URL: z
    .string()
    .transform((value) => value.replace(/\/$/, ''))
    .refine(
      (value) => URL.canParse(value) && /^https?:/.test(value) && new URL(value).origin === value,
      'phải có dạng · must look like https://bao-cao.tinh.vn',
    ),
}

const backupSettings = {
  BACKUP_AT: z
    .string()
    .regex(/^(?:[01]?\d|2[0-3]):[0-5]\d$/, 'phải có dạng 02:00 · must look like 02:00')
    .transform((clock) => {
      const [hour = 0, minute = 0] = clock.split(':').map(Number)
      return hour * 60 + minute
    }),
  BACKUP_KEEP: z
    .string()
    .regex(
      /^0*[1-9]\d{0,3}(?:\+\d{1,3})?$/,
      'phải có dạng 14+8 (14 ngày và 8 tuần gần nhất) · must look like 14+8 (the last 14 days and 8 weeks)',
    )
    .transform((text) => {
      const [daily = 0, weekly = WEEKS_KEPT] = text.split('+').map(Number)
      return { daily, weekly }
    }),
}

const SMTP_PORTS: Readonly<Record<string, number>> = { 'smtp:': 25, 'smtps:': 465 }

const DAYS_KEPT = 14
const WEEKS_KEPT = 8
const TWO_AT_NIGHT = 120

const OIDC_NAME = 'tài khoản chung của tỉnh'

type Source = Readonly<Record<string, string | undefined>>

/**
 * Reads the settings that DESIGN.md lists. An empty variable counts as absent, as in a `.env` file with a bare `PORT=`.
 * Throws BadSetting naming every variable that is wrong.
 */
export function readEnv(source: Source = process.env): Env {
  const problems: string[] = []
  const read: Read = (name, schema, fallback) => {
    const value = source[name]
    if (value === undefined || value === '') return fallback
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    problems.push(`${name}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`)
    return fallback
  }
  refuseLaterStores(source, problems)
  const env: Env = {
    port: read('PORT', settings.PORT, 8080),
    host: read<string | undefined>('HOST', settings.HOST, undefined),
    dataDir: read('DATA_DIR', settings.DATA_DIR, './data'),
    firstAdmin: firstAdmin(
      read('ADMIN_USERNAME', settings.ADMIN_USERNAME, ''),
      read('ADMIN_PASSWORD', settings.ADMIN_PASSWORD, ''),
      problems,
    ),
    allowedOrigins: read('ALLOWED_ORIGINS', settings.ALLOWED_ORIGINS, []),
    logLevel: read<LogLevel>('LOG_LEVEL', settings.LOG_LEVEL, 'info'),
    limits: readLimits((name, fallback) =>
      read(
        name,
        wholeNumber.refine((limit) => limit > 0, 'phải lớn hơn 0 · must be above 0'),
        fallback,
      ),
    ),
    oidc: readOidc(read, problems),
    mail: readMail(read, problems),
    soffice: read<string | undefined>('SOFFICE', settings.SOFFICE, undefined),
    path: source.PATH ?? '',
    backup: readBackup(read),
  }
  if (problems.length > 0) throw new BadSetting(problems.map((problem) => `  ${problem}`).join('\n'))
  return env
}

type Read = <T>(name: string, schema: z.ZodType<T>, fallback: T) => T

function readOidc(read: Read, problems: string[]): OidcSettings | undefined {
  const text = (name: string, fallback = '') => read(name, z.string().max(500), fallback)
  const issuer = read('OIDC_ISSUER', oidcSettings.OIDC_ISSUER, '')
  const [clientId, clientSecret] = [text('OIDC_CLIENT_ID'), text('OIDC_CLIENT_SECRET')]
  if ([issuer, clientId, clientSecret].every((value) => value === '')) return undefined
  if ([issuer, clientId, clientSecret].includes('')) {
    problems.push('OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET: cần cả ba · all three or none')
    return undefined
  }
  const plainHttp = new URL(issuer).protocol === 'http:'
  if (plainHttp && read('OIDC_ALLOW_HTTP', oidcSettings.OIDC_ALLOW_HTTP, '0') === '0') {
    problems.push(
      'OIDC_ISSUER: http:// chỉ dùng được trong mạng nội bộ tin cậy, khi đặt OIDC_ALLOW_HTTP=1 · ' +
        'http:// only on a trusted network, with OIDC_ALLOW_HTTP=1',
    )
  }
  return {
    issuer: new URL(issuer),
    clientId,
    clientSecret,
    name: text('OIDC_NAME', OIDC_NAME),
    scope: text('OIDC_SCOPE', 'openid profile'),
    usernameClaim: text('OIDC_USERNAME_CLAIM', 'preferred_username'),
    redirectOrigin: read<string | undefined>(
      'OIDC_REDIRECT_ORIGIN',
      oidcSettings.OIDC_REDIRECT_ORIGIN,
      undefined,
    ),
  }
}

function readBackup(read: Read): BackupSettings | undefined {
  const directory = read('BACKUP_DIR', z.string(), '')
  const minute = read('BACKUP_AT', backupSettings.BACKUP_AT, TWO_AT_NIGHT)
  const keep = read('BACKUP_KEEP', backupSettings.BACKUP_KEEP, { daily: DAYS_KEPT, weekly: WEEKS_KEPT })
  return directory === '' ? undefined : { directory, minute, keep }
}

function readMail(read: Read, problems: string[]): MailSettings | undefined {
  const known = problems.length
  const server = read<URL | undefined>('SMTP_URL', mailSettings.SMTP_URL, undefined)
  const from = read<MailSettings['from'] | undefined>('MAIL_FROM', mailSettings.MAIL_FROM, undefined)
  const tls = read('SMTP_TLS', mailSettings.SMTP_TLS, 'auto')
  const publicUrl = read<string | undefined>('PUBLIC_URL', mailSettings.PUBLIC_URL, undefined)
  if (problems.length > known || (!server && !from)) return undefined
  if (!server || !from) {
    problems.push('SMTP_URL, MAIL_FROM: cần cả hai · both or neither')
    return undefined
  }
  const auth = credentialsIn(server)
  if (auth === 'bad') {
    problems.push(`SMTP_URL: cần cả người dùng và mật khẩu · both user and password; ${URL_ENCODED}`)
    return undefined
  }
  return {
    // An IPv6 address stands in brackets in a URL only.
    host: server.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: server.port === '' ? (SMTP_PORTS[server.protocol] ?? 25) : Number(server.port),
    auth,
    tls: server.protocol === 'smtps:' ? 'implicit' : tls,
    from,
    publicUrl,
  }
}

function credentialsIn({ username, password }: URL): MailSettings['auth'] | 'bad' {
  if (username === '' && password === '') return undefined
  if (username === '' || password === '') return 'bad'
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) }
  } catch {
    return 'bad'
  }
}

function readLimits(read: (name: string, fallback: number) => number): Limits {
  const entries = Object.entries(LIMIT_VARIABLES).map(([name, key]) => [key, read(name, DEFAULT_LIMITS[key])])
  return { ...DEFAULT_LIMITS, ...Object.fromEntries(entries) }
}

function firstAdmin(username: string, password: string, problems: string[]): Env['firstAdmin'] {
  if (username !== '' && password !== '') return { username, password }
  if (username !== '' || password !== '') {
    problems.push('ADMIN_USERNAME, ADMIN_PASSWORD: cần cả hai · both or neither')
  }
  return undefined
}

function refuseLaterStores(source: Source, problems: string[]): void {
  if (source.DATABASE_URL) {
    problems.push(
      'DATABASE_URL: phiên bản này chỉ lưu bằng SQLite trong DATA_DIR; PostgreSQL sẽ có ở phiên bản sau · ' +
        'this version stores in SQLite under DATA_DIR only; PostgreSQL comes in a later version',
    )
  }
  if (source.REDIS_URL) {
    problems.push(
      'REDIS_URL: phiên bản này chạy trên một máy; Redis sẽ có ở phiên bản sau · ' +
        'this version runs on one machine; Redis comes in a later version',
    )
  }
}
