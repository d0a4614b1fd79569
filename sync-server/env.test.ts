import { describe, expect, test } from 'vitest'
import { BadSetting, readEnv } from './env.ts'
import { DEFAULT_LIMITS } from './room/ports.ts'

describe('the settings', () => {
  test('have defaults that start a server', () => {
    expect(readEnv({})).toEqual({
      port: 8080,
      host: undefined,
      dataDir: './data',
      firstAdmin: undefined,
      allowedOrigins: [],
      logLevel: 'info',
      limits: DEFAULT_LIMITS,
      oidc: undefined,
      mail: undefined,
      soffice: undefined,
      path: '',
      backup: undefined,
    })
    expect(readEnv({ PORT: '', LIMIT_DEPTH: '' })).toEqual(readEnv({}))
  })

  test('are read', () => {
    const env = readEnv({
      PORT: '0',
      ADMIN_USERNAME: 'quantri',
      ADMIN_PASSWORD: 'mat-khau-dai',
      ALLOWED_ORIGINS: 'http://10.0.0.5:8080, https://bao-cao.tinh.vn',
      LIMIT_FRAMES_PER_SECOND: '5',
    })
    expect(env.port).toBe(0)
    expect(env.firstAdmin).toEqual({ username: 'quantri', password: 'mat-khau-dai' })
    expect(env.allowedOrigins).toEqual(['http://10.0.0.5:8080', 'https://bao-cao.tinh.vn'])
    expect(env.limits).toEqual({ ...DEFAULT_LIMITS, framesPerSecond: 5 })
  })

  test.each([
    ['PORT', 'tám mươi'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['LIMIT_DEPTH', '0'],
    ['LIMIT_FRAME_BYTES', '1e6'],
    ['LOG_LEVEL', 'loud'],
    ['ALLOWED_ORIGINS', 'http://a.vn/'],
    ['ALLOWED_ORIGINS', '*'],
    ['ADMIN_USERNAME', 'quantri'],
    ['DATABASE_URL', 'postgres://db/x'],
    ['REDIS_URL', 'redis://r'],
    ['OIDC_ISSUER', 'https://sso.tinh.vn'],
    ['OIDC_CLIENT_SECRET', 'bi-mat'],
    ['SMTP_URL', 'smtp://mail.tinh.vn'],
    ['SMTP_URL', 'http://mail.tinh.vn'],
    ['SMTP_URL', 'mail.tinh.vn:25'],
    ['SMTP_URL', 'smtp://mail.tinh.vn?tls=off'],
    ['SMTP_URL', 'smtp:mail.tinh.vn'],
    ['SMTP_TLS', 'no'],
    ['MAIL_FROM', 'cungsoan@tinh.vn'],
    ['MAIL_FROM', 'Cùng Soạn <cungsoan>'],
    ['MAIL_FROM', 'a@tinh.vn, b@tinh.vn'],
    ['MAIL_FROM', 'x\r\nBcc: ke <a@tinh.vn>'],
    ['PUBLIC_URL', 'bao-cao.tinh.vn'],
    ['PUBLIC_URL', 'https://bao-cao.tinh.vn/soan'],
    ['PUBLIC_URL', 'javascript:alert(1)'],
  ])('that are wrong are named: %s=%s', (name, value) => {
    expect(() => readEnv({ [name]: value })).toThrow(BadSetting)
    expect(() => readEnv({ [name]: value })).toThrow(name)
  })

  test('name a provider for single sign-on; over plain http only in so many words', () => {
    const provider = {
      OIDC_ISSUER: 'https://sso.tinh.vn/realms/tinh',
      OIDC_CLIENT_ID: 'cung-soan',
      OIDC_CLIENT_SECRET: 'bi-mat',
    }
    expect(readEnv(provider).oidc).toEqual({
      issuer: new URL('https://sso.tinh.vn/realms/tinh'),
      clientId: 'cung-soan',
      clientSecret: 'bi-mat',
      name: 'tài khoản chung của tỉnh',
      scope: 'openid profile',
      usernameClaim: 'preferred_username',
      redirectOrigin: undefined,
    })
    const plain = { ...provider, OIDC_ISSUER: 'http://10.0.0.9:9000' }
    expect(() => readEnv(plain)).toThrow('OIDC_ALLOW_HTTP')
    expect(readEnv({ ...plain, OIDC_ALLOW_HTTP: '1' }).oidc?.issuer.host).toBe('10.0.0.9:9000')
    expect(() => readEnv({ ...provider, OIDC_ISSUER: 'javascript:alert(1)' })).toThrow('OIDC_ISSUER')
    expect(() => readEnv({ ...provider, OIDC_REDIRECT_ORIGIN: 'https://a.vn/x' })).toThrow(
      'OIDC_REDIRECT_ORIGIN',
    )
  })

  test('say where mail goes out', () => {
    const mail = { SMTP_URL: 'smtp://mail.tinh.vn', MAIL_FROM: 'cungsoan@tinh.vn' }
    expect(readEnv(mail).mail).toEqual({
      host: 'mail.tinh.vn',
      port: 25,
      auth: undefined,
      tls: 'auto',
      from: { name: '', address: 'cungsoan@tinh.vn' },
      publicUrl: undefined,
    })
    const more = {
      SMTP_URL: 'smtps://cung%40tinh.vn:b%C3%AD%3Am%E1%BA%ADt@[fd00::5]',
      SMTP_TLS: 'off',
      MAIL_FROM: '"Cùng Soạn" <cungsoan@tinh.vn>',
      PUBLIC_URL: 'https://bao-cao.tinh.vn/',
    }
    expect(readEnv(more).mail).toEqual({
      host: 'fd00::5',
      port: 465,
      auth: { user: 'cung@tinh.vn', password: 'bí:mật' },
      tls: 'implicit',
      from: { name: 'Cùng Soạn', address: 'cungsoan@tinh.vn' },
      publicUrl: 'https://bao-cao.tinh.vn',
    })
    expect(
      readEnv({ ...mail, SMTP_URL: 'smtp://mail.tinh.vn:587', SMTP_TLS: 'required' }).mail,
    ).toMatchObject({
      port: 587,
      tls: 'required',
    })
  })

  test.each([
    'smtp://cung@h',
    'smtp://:bi-mat@h',
    'smtp://u:bi-mat%E0@h',
    'smtp://u:bi-mat#1@h',
    'smtp://u:bi/mat@h',
  ])('want the credentials of the mail server whole, and do not repeat them: %s', (url) => {
    const read = () => readEnv({ SMTP_URL: url, MAIL_FROM: 'cungsoan@tinh.vn' })
    expect(read).toThrow(/SMTP_URL: .*URL/)
    expect(read).not.toThrow(/bi.?mat/)
  })

  test('name a LibreOffice that is there, or switch PDF files off', () => {
    expect(readEnv({}).soffice).toBeUndefined()
    expect(readEnv({ SOFFICE: 'off' }).soffice).toBe('off')
    expect(readEnv({ SOFFICE: process.execPath }).soffice).toBe(process.execPath)
    expect(() => readEnv({ SOFFICE: '/khong/co/soffice' })).toThrow(/SOFFICE: .*off/)
    expect(() => readEnv({ SOFFICE: '/usr' })).toThrow(/SOFFICE/)
  })

  test('that are wrong are named all at once, and passwords are not repeated', () => {
    const message = (() => {
      try {
        readEnv({ PORT: 'x', LIMIT_DEPTH: 'y', ADMIN_USERNAME: 'quantri', ADMIN_PASSWORD: 'ngắn' })
        return ''
      } catch (error) {
        return String(error)
      }
    })()
    expect(message).toMatch(/PORT[^]*ADMIN_PASSWORD[^]*LIMIT_DEPTH/)
    expect(message).not.toContain('ngắn')
  })
})

describe('backup', () => {
  test('is made only where somebody said where to', () => {
    expect(readEnv({ BACKUP_AT: '03:00' }).backup).toBeUndefined()
    expect(readEnv({ BACKUP_DIR: '/mnt/sao-luu' }).backup).toEqual({
      directory: '/mnt/sao-luu',
      minute: 120,
      keep: { daily: 14, weekly: 8 },
    })
    expect(readEnv({ BACKUP_DIR: '/x', BACKUP_AT: '23:45', BACKUP_KEEP: '7+0' }).backup).toEqual({
      directory: '/x',
      minute: 23 * 60 + 45,
      keep: { daily: 7, weekly: 0 },
    })
  })
  test.each(['BACKUP_AT=24:00', 'BACKUP_AT=2h', 'BACKUP_KEEP=0', 'BACKUP_KEEP=0+8', 'BACKUP_KEEP=-1'])(
    'refuses %s',
    (setting) => {
      const [name = '', value] = setting.split('=')
      expect(() => readEnv({ BACKUP_DIR: '/x', [name]: value })).toThrow(name)
    },
  )
})
