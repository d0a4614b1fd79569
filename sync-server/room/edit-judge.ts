import type * as Y from 'yjs'
import type { Id } from '../../report/permission/read-update.ts'
import type { ReportRights } from '../../report/permission/rights.ts'
import { SectionGuard } from '../../report/permission/section-guard.ts'
import type { ErrorCode } from '../../report/wire/errors.ts'
import { SERVER_USER } from '../store/ports.ts'
import { REPORT_ROOT } from '../store/verify-checkpoint.ts'
import type { Frame } from './frame.ts'
import { type ClientSpan, type Inspection, inspectUpdate } from './inspect-update.ts'
import type { Identity, Limits } from './ports.ts'

/** Structs and deleted ranges in one frame: a pasted report has thousands, a first sync all of them. */
const MAX_STRUCTS = 50_000
const MAX_STRUCTS_STEP2 = 500_000

/**
 * Client ids of one person in one report: each page that is opened and written in takes one. Everybody is sent all of them
 * whenever they connect, and they stay for ever; a forger would bring a million in one step 2.
 */
const MAX_CLIENTS_PER_USER = 20_000

export type EditFrame = Extract<Frame, { readonly type: 'step2' | 'update' }>

/** Why a frame is not taken, as its author is told. */
export type EditRefusal = { readonly code: ErrorCode; readonly sections: readonly string[] }

export type Judgement =
  | {
      readonly type: 'accepted'
      /** Client ids that are this user's from now on. */
      readonly newClients: readonly number[]
      readonly sections: readonly string[]
      /** It brings nodes, not only text: ids may need repair afterwards. */
      readonly structural: boolean
    }
  | { readonly type: 'refused'; readonly refusal: EditRefusal; readonly clients: readonly ClientSpan[] }
  /** Harmless, whoever sends it: a reader's step 2, or a frame that came before. */
  | { readonly type: 'nothing-new' }
  | { readonly type: 'missing'; readonly dependency: Id }
  | { readonly type: 'bad'; readonly reason: string }

/** What of an identity counts where somebody writes. */
type Writing = Pick<Identity, 'userId' | 'role' | 'office'>
type News = Extract<Inspection, { readonly type: 'news' }>

export type JudgeOptions = {
  readonly doc: Y.Doc
  readonly limits: Limits
  /** client id -> user, as the log has it. */
  readonly clientOwners: ReadonlyMap<number, string>
  /** The log has lost edits of this report. */
  readonly damaged: boolean
  /** Whose client id presence shows. */
  readonly presentAs: (client: number) => string | undefined
  readonly rights: () => ReportRights
}

/**
 * What becomes of an edit: its shape, whose name it carries, whether there is room, and whether its author may write where
 * it writes. Everything is decided before anything is applied, in one turn, by what is known at that moment.
 */
export class EditJudge {
  readonly #options: JudgeOptions
  readonly #guard: SectionGuard
  readonly #owners: Map<number, string>
  /** How many client ids each person has. */
  readonly #clients = new Map<string, number>()

  constructor(options: JudgeOptions) {
    this.#options = options
    this.#guard = new SectionGuard(options.doc)
    // The server's own id is taken from the start: nobody may write under it before the first repair does.
    this.#owners = new Map(options.clientOwners).set(options.doc.clientID, SERVER_USER)
    for (const userId of options.clientOwners.values()) this.#count(userId, 1)
  }

  ownerOf(client: number): string | undefined {
    return this.#owners.get(client)
  }

  /** `reportBytes`: how large the report is by now. */
  judge(frame: EditFrame, identity: Writing, reportBytes: number): Judgement {
    const { doc, limits } = this.#options
    const inspection = inspectUpdate(doc, frame.update, {
      depth: limits.depth,
      maxStructs: frame.type === 'step2' ? MAX_STRUCTS_STEP2 : MAX_STRUCTS,
      root: REPORT_ROOT,
    })
    if (inspection.type !== 'news') return inspection
    const { clients, deletesOnly } = inspection
    if (!this.#mayWriteAs(frame.type, identity.userId, clients)) {
      return refused('foreign-client-id', [], clients)
    }
    if (!deletesOnly && reportBytes + frame.update.length > limits.reportBytes) {
      return refused('report-full', [], clients)
    }
    return this.#judgePlaces(inspection, identity)
  }

  #judgePlaces({ update, clients, structural }: News, { userId, role, office }: Writing): Judgement {
    const writer = { role, officeId: office?.id ?? null }
    const verdict = this.#guard.judge(update, writer, this.#options.rights())
    if (verdict.type === 'refused') return refused(verdict.code, verdict.sections, clients)
    const newClients = clients.map(({ client }) => client).filter((client) => !this.#owners.has(client))
    if (newClients.length + (this.#clients.get(userId) ?? 0) > MAX_CLIENTS_PER_USER) {
      return refused('report-full', [], clients)
    }
    return { type: 'accepted', newClients, sections: verdict.sections, structural }
  }

  /** The edit was applied: the ids it is the first to use are its author's. */
  accept(newClients: readonly number[], userId: string): void {
    for (const client of newClients) this.#owners.set(client, userId)
    this.#count(userId, newClients.length)
  }

  #count(userId: string, more: number): void {
    this.#clients.set(userId, (this.#clients.get(userId) ?? 0) + more)
  }

  #mayWriteAs(type: EditFrame['type'], userId: string, clients: readonly ClientSpan[]): boolean {
    const foreign = clients.filter(({ client }) => !this.#isOwn(userId, client))
    return foreign.every(({ client }) => this.#mayBringBack(type, client))
  }

  /**
   * A client id belongs to the user who first wrote under it, or who shows it in presence: everybody sees it there
   * before its owner's first edit, and could otherwise be quicker. (To the user and not to the socket: a second tab, or
   * a journal replayed tomorrow, brings edits of an older id.)
   */
  #isOwn(userId: string, client: number): boolean {
    const owner = this.#owners.get(client) ?? this.#options.presentAs(client)
    return owner === undefined || owner === userId
  }

  /**
   * Rows of this report are damaged, and what they held is perhaps in no other place than in the pages that are still
   * open. Whoever connects brings it in one step 2, also what others wrote, and what builds on it. Nobody can tell lost
   * words from words put into somebody's mouth; so this lifts the rule of whose name it carries and no other: it is
   * taken where whoever brings it may write. A coordinator brings everything back, an office what its sections lost,
   * a reader nothing.
   */
  #mayBringBack(type: EditFrame['type'], client: number): boolean {
    const { damaged, doc } = this.#options
    return damaged && type === 'step2' && client !== doc.clientID && this.#owners.has(client)
  }
}

function refused(
  code: ErrorCode,
  sections: readonly string[],
  clients: readonly ClientSpan[],
): Extract<Judgement, { readonly type: 'refused' }> {
  return { type: 'refused', refusal: { code, sections }, clients }
}
