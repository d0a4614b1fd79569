import type { Logger } from 'pino'
import type { Notice } from '../../report/wire/review.ts'
import type { DigestRecipient, Records } from '../store/records.ts'
import { digestMail, type SectionNames } from './digest-mail.ts'
import { MailRefused, type Mailer } from './mailer.ts'

export type DigestDeps = {
  readonly records: Pick<Records, 'digestsDue' | 'noticesToMail' | 'noticesMailed' | 'noticeSettings'>
  readonly mailer: Mailer
  readonly sectionNames: (reportId: string) => Promise<SectionNames>
  readonly publicUrl: string | undefined
  readonly logger: Logger
  readonly now: () => number
}

/** What one mail stands for at most; whatever is beyond waits for the next. */
const MOST_COUNTED = 500
/** An address that the mail server said nobody has is tried again after a day. */
const REFUSED_REST_MS = 24 * 60 * 60 * 1000
const EVERY_MS = 5 * 60 * 1000
/** A mail on its way is let arrive that long when the server stops. */
const LAST_MAIL_MS = 3_000

/** Sends digests of unread notices for as long as it runs. */
export interface DigestPost {
  /** Begins; the first look is at once. */
  run(everyMs?: number): void
  /** One look at who is due; answers how many mails went out. While one is under way, its answer. */
  sendDue(): Promise<number>
  /** When it resolves, nothing is under way any more and the records are not asked again. Idempotent. */
  stop(): Promise<void>
}

/**
 * Mails go out one after the other, and each is noted as told before the next is begun: a crash in between repeats that
 * one mail, under the same Message-ID, and no other.
 */
export function createDigestPost(deps: DigestDeps): DigestPost {
  const round = new DigestRound(deps)
  const hangUp = new AbortController()
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let underWay: Promise<number> | undefined

  const sendDue = () => {
    if (stopped) return Promise.resolve(0)
    underWay ??= round.run(hangUp.signal).finally(() => {
      underWay = undefined
    })
    return underWay
  }
  const loop = async (everyMs: number) => {
    await sendDue()
    if (!stopped) timer = setTimeout(() => void loop(everyMs), everyMs)
  }
  return {
    sendDue,
    run: (everyMs = EVERY_MS) => void loop(everyMs),
    async stop() {
      stopped = true
      clearTimeout(timer)
      round.enough = true
      const patience = setTimeout(() => hangUp.abort(), LAST_MAIL_MS)
      await underWay
      clearTimeout(patience)
      deps.mailer.close()
    },
  }
}

type Told = { readonly userId: string; readonly ids: readonly string[]; readonly at: number }

class DigestRound {
  /** Set to end with the mail that is on its way. */
  enough = false
  readonly #deps: DigestDeps
  /** The mail that went out and could not be noted. Until it is, no other goes out: none is repeated for ever. */
  #unnoted: Told | undefined
  /** `user address` -> until when it rests. */
  readonly #refused = new Map<string, number>()

  constructor(deps: DigestDeps) {
    this.#deps = deps
  }

  /** Never rejects: what fails now is tried at the next look. */
  async run(signal: AbortSignal): Promise<number> {
    const tally = { sent: 0, refused: 0 }
    try {
      await this.#noteLast()
      await this.#sendAll(signal, tally)
    } catch (error) {
      if (!signal.aborted)
        this.#deps.logger.error({ err: briefly(error), ...tally }, 'digests could not be sent')
    }
    const { sent, refused } = tally
    if (sent + refused > 0) this.#deps.logger.info({ sent, refused }, 'digests were sent')
    return sent
  }

  async #sendAll(signal: AbortSignal, tally: { sent: number; refused: number }): Promise<void> {
    const { records, now } = this.#deps
    for (const [key, until] of this.#refused) if (until <= now()) this.#refused.delete(key)
    const names = new Map<string, SectionNames>()
    for (const due of await records.digestsDue(now())) {
      if (this.enough) return
      try {
        if (await this.#sendTo(due, names, signal)) tally.sent += 1
      } catch (error) {
        if (!(error instanceof MailRefused)) throw error
        tally.refused += 1
      }
    }
  }

  /**
   * Asks anew what may have changed since the round began, which is long when the mail server is slow: where to, and what is
   * unread. Who is deactivated, or left the report, has no notices of it.
   */
  async #sendTo(
    { userId, name }: DigestRecipient,
    names: Map<string, SectionNames>,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { records, mailer, publicUrl, now } = this.#deps
    const { email, digest } = await records.noticeSettings(userId)
    if (digest === 'off' || email === null) return false
    if (this.#refused.has(`${userId} ${email}`)) return false
    const found = await records.noticesToMail(userId, MOST_COUNTED + 1)
    if (found.length === 0) return false
    const notices = found.slice(0, MOST_COUNTED)
    await this.#learnSections(notices, names)
    const to = { name, address: email, userId }
    const mail = digestMail({ to, notices, andMore: found.length > MOST_COUNTED, sections: names, publicUrl })
    await mailer.send(mail, signal).catch((error: unknown) => {
      if (error instanceof MailRefused) this.#rest(`${userId} ${email}`, error)
      throw error
    })
    this.#unnoted = { userId, ids: notices.map(({ id }) => id), at: now() }
    await this.#noteLast()
    return true
  }

  async #noteLast(): Promise<void> {
    if (!this.#unnoted) return
    const { userId, ids, at } = this.#unnoted
    await this.#deps.records.noticesMailed(userId, ids, at)
    this.#unnoted = undefined
  }

  async #learnSections(notices: readonly Notice[], names: Map<string, SectionNames>): Promise<void> {
    for (const { report } of notices) {
      if (names.has(report.id)) continue
      // A report that cannot be opened: its notices come without the sections' names. The rooms have logged why.
      names.set(report.id, await this.#deps.sectionNames(report.id).catch(() => new Map()))
    }
  }

  #rest(key: string, { forGood, code }: MailRefused): void {
    if (!forGood) return
    this.#refused.set(key, this.#deps.now() + REFUSED_REST_MS)
    this.#deps.logger.warn(
      { userId: key.split(' ')[0], code },
      'the mail server does not take mail for this account',
    )
  }
}

/** Why, without what the mail server may have quoted of the mail: its addresses are nobody's business but their owners'. */
function briefly(error: unknown): object {
  const { name, message, code, command, responseCode } = error as Partial<Record<string, unknown>>
  return {
    name,
    message: String(message)
      .replaceAll(/[^\s<>:"]+@[^\s<>:"]+/g, '…@…')
      .slice(0, 500),
    code,
    command,
    responseCode,
  }
}
