/** A mail to one person. Name and subject are one line each; whoever makes a mail sees to that. */
export type Mail = {
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Two mails with one key are the same mail sent twice, and say so. */
  readonly key: string
}

/** Takes mails to the server that brings them on. */
export interface Mailer {
  /**
   * Resolves when the server has taken the mail. Throws MailRefused when it does not want this very mail; anything else
   * it throws means that no mail goes out at the moment.
   */
  send(mail: Mail, signal: AbortSignal): Promise<void>
  /** Hangs up. What is on its way fails, and nothing can be sent any more. */
  close(): void
}

/** The mail server is well and does not want this mail: nobody has that address, the box is full. */
export class MailRefused extends Error {
  /** Trying again soon is in vain. */
  readonly forGood: boolean
  /** As the server said it, 450 or 550. */
  readonly code: number

  constructor(code: number) {
    super(`the mail server refused a mail: ${code}`)
    this.name = 'MailRefused'
    this.code = code
    this.forGood = code >= 500
  }
}
