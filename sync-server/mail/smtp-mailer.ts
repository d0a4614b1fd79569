import { createHash } from 'node:crypto'
import { createTransport } from 'nodemailer'
import { z } from 'zod'
import type { MailSettings } from '../env.ts'
import { MailRefused, type Mailer } from './mailer.ts'

/** How long a mail server may keep silent, and how long a mail may take although it is never silent for so long. */
export type Patience = { readonly silenceMs: number; readonly mailMs: number }
const PATIENCE: Patience = { silenceMs: 20_000, mailMs: 60_000 }

/** A connection serves so many mails, and is given up when none comes for so long. */
const MAILS_A_CONNECTION = 100
const IDLE_MS = 5_000

/**
 * Sends by SMTP, over one connection. A mail whose connection breaks is not sent again by itself: it may have been taken,
 * and whether it is worth sending twice is for the caller to decide.
 */
export function createSmtpMailer(settings: MailSettings, patience: Patience = PATIENCE): Mailer {
  const { host, port, auth, tls, from } = settings
  const transport = createTransport({
    pool: true,
    maxConnections: 1,
    maxMessages: MAILS_A_CONNECTION,
    maxRequeues: 0,
    idleTimeout: IDLE_MS,
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'off',
    ...(auth ? { auth: { user: auth.user, pass: auth.password } } : {}),
    // Without this, credentials for a server that does not ask for any are left away, and nobody learns why it refuses.
    forceAuth: auth !== undefined,
    connectionTimeout: patience.silenceMs,
    greetingTimeout: patience.silenceMs,
    socketTimeout: patience.silenceMs,
    dnsTimeout: patience.silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = from.address.replace(/^.*@/, '')
  return {
    async send({ to, subject, text, html, key }, signal) {
      // What is no single address would be read as several.
      if (!addressSchema.safeParse(to.address).success) throw new MailRefused(NO_SUCH_NAME)
      const id = createHash('sha256').update(key).digest('hex').slice(0, 32)
      try {
        await transport.sendMail({
          from,
          to: { ...to },
          // Who gets it is said here and nowhere else: never what can be read out of a header.
          envelope: { from: from.address, to: [to.address] },
          subject,
          text,
          html,
          messageId: `<${id}@${domain}>`,
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
          signal: AbortSignal.any([signal, AbortSignal.timeout(patience.mailMs)]),
        })
      } catch (error) {
        throw refusalIn(error) ?? error
      }
    },
    close: () => transport.close({ force: true }),
  }
}

const addressSchema = z.email()
/** "Mailbox name not allowed". */
const NO_SUCH_NAME = 553

const smtpErrorSchema = z.object({ code: z.string(), command: z.string(), responseCode: z.number() })
/** "Service not available": about the server, whatever it was asked. */
const SHUTTING_DOWN = 421

function refusalIn(error: unknown): MailRefused | undefined {
  const { data } = smtpErrorSchema.safeParse(error)
  if (!data || data.responseCode === SHUTTING_DOWN) return undefined
  const ofAddress = data.code === 'EENVELOPE' && data.command === 'RCPT TO'
  return ofAddress || data.code === 'EMESSAGE' ? new MailRefused(data.responseCode) : undefined
}
