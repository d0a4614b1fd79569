import type { ReportRights } from '../../report/permission/rights.ts'
import type { RightsSource } from './ports.ts'

/** Who may write where in one report, as a room knows it by now. */
export class KnownRights {
  readonly #reportId: string
  readonly #source: RightsSource
  #current: ReportRights
  #questions = 0
  #answered = 0

  constructor(reportId: string, source: RightsSource, first: ReportRights) {
    this.#reportId = reportId
    this.#source = source
    this.#current = first
  }

  get current(): ReportRights {
    return this.#current
  }

  /**
   * Asks again. When it resolves, `current` is at least as new as the call. Rejects when that cannot be known: then
   * `current` must not be judged by any more.
   */
  async ask(): Promise<void> {
    const question = ++this.#questions
    const answer = await this.#source.rightsOf(this.#reportId).catch(asError)
    // Who asked later has been answered earlier: that is the newer knowledge, whatever came of this question.
    if (question < this.#answered) return
    if (answer instanceof Error) throw answer
    if (!answer) throw new Error(`no such report: ${this.#reportId}`)
    this.#answered = question
    this.#current = answer
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
