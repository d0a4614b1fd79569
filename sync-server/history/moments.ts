import * as Y from 'yjs'
import { compareContents } from '../../report/compare/compare.ts'
import { carriedAttributes, restoreContent } from '../../report/compare/restore-content.ts'
import { contentHash } from '../../report/content/content-text.ts'
import type { ReportContent } from '../../report/content/content.ts'
import { readContent } from '../../report/content/read-content.ts'
import { newId } from '../../report/id.ts'
import { createReportDoc } from '../../report/report-doc.ts'
import type {
  CompareMade,
  CompareOrder,
  PastMade,
  PastOrder,
  RecalledMade,
  RestoreMade,
  RestoreOrder,
  Supplies,
  WalkMade,
} from '../press/products.ts'
import { Replays } from './replays.ts'
import { Shelf } from './shelf.ts'

/** In bytes of JSON; as objects they take some five times as much. */
const MOST_KEPT = 12 * 1024 * 1024

type Moment = Omit<PastMade, 'json'> & RecalledMade & { readonly json: Uint8Array; readonly editedAt: number }

/**
 * Moments of reports' pasts, for the thread that brings them up. What an edit left behind never changes, so the last ones
 * that were asked for are kept: whoever drags along the time line comes by the same places again.
 */
export class Moments {
  readonly #replays = new Replays()
  readonly #moments = new Shelf<Moment>(MOST_KEPT)
  readonly #comparisons = new Shelf<CompareMade>(MOST_KEPT)

  async past({ reportId, seq }: PastOrder, supplies: Supplies): Promise<PastMade> {
    const { sha256, editedAt, json } = await this.#moment(reportId, seq, supplies)
    return { seq, sha256, editedAt, json: json.slice() }
  }

  /** Gets ready for whoever asks for what came after `seq`. */
  async walk({ reportId, seq }: PastOrder, supplies: Supplies): Promise<WalkMade> {
    await this.#replays.walkTo(reportId, seq, supplies)
    return { seq }
  }

  async recall({ reportId, seq }: PastOrder, supplies: Supplies): Promise<RecalledMade> {
    const { content, carried } = await this.#moment(reportId, seq, supplies)
    return { seq, content, carried }
  }

  async compare({ reportId, from, to }: CompareOrder, supplies: Supplies): Promise<CompareMade> {
    const key = JSON.stringify([reportId, from, to])
    const known = this.#comparisons.get(key)
    if (known) return { ...known, json: known.json.slice() }
    const before = await this.#moment(reportId, from, supplies)
    const after = await this.#moment(reportId, to, supplies)
    const json = jsonOf(compareContents(before.content, after.content))
    const made = { from: pointOf(before), to: pointOf(after), json }
    this.#comparisons.put(key, made, json.length)
    return { ...made, json: json.slice() }
  }

  /** Made on a copy, which nobody has seen: whether it may be written is for others to judge. */
  async restore(
    { reportId, from, at, client, sectionId }: RestoreOrder,
    supplies: Supplies,
  ): Promise<RestoreMade> {
    const { content, carried } = await this.#moment(reportId, from, supplies)
    const { sha256 } = await this.#moment(reportId, at, supplies)
    const { doc } = await this.#replays.at(reportId, at, supplies)
    const copy = createReportDoc()
    copy.clientID = client
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
    let update: Uint8Array | undefined
    copy.on('update', (made: Uint8Array) => {
      update = made
    })
    const isThere = copy.transact(() => restoreContent(copy, content, { newId, carried, sectionId }))
    copy.destroy()
    return isThere ? { type: 'made', sha256, update } : { type: 'no-such-section' }
  }

  async #moment(reportId: string, seq: number, supplies: Supplies): Promise<Moment> {
    const key = JSON.stringify([reportId, seq])
    const known = this.#moments.get(key)
    if (known) return known
    const { doc, editedAt } = await this.#replays.at(reportId, seq, supplies)
    const content: ReportContent = readContent(doc)
    const carried = carriedAttributes(doc)
    const json = jsonOf(content)
    const moment = { seq, editedAt, sha256: contentHash(content), content, carried, json }
    this.#moments.put(key, moment, json.length)
    return moment
  }
}

function pointOf({ seq, editedAt }: Moment): { readonly seq: number; readonly editedAt: number } {
  return { seq, editedAt }
}

function jsonOf(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value))
}
