import * as Y from 'yjs'
import { FRAGMENT } from '../schema/names.ts'
import { type Objection, objectionsToWriting, Standing, touched } from './objections.ts'
import { outlineAfter } from './outline-after.ts'
import { type ReadUpdate, readUpdate } from './read-update.ts'
import { Refusals } from './refusals.ts'
import { mayEverything, type ReportRights, whyNowhere, type Writer } from './rights.ts'
import { rewriteUpdate } from './rewrite-update.ts'
import { namesOf, outlineObjections } from './section-guard.ts'
import { readSkeleton, type Skeleton } from './skeleton.ts'
import { forEachLiving, type Survey, surveyUpdate } from './survey.ts'

/** An update parted in what somebody may write and what not. */
export type SplitUpdate = {
  /**
   * The update with everything refused replaced by structs without content and its deletions left out, so that ids and
   * clocks of the rest stay what they were. Undefined when nothing is left to send.
   */
  readonly allowed: Uint8Array | undefined
  /** The sections whose parts were taken out. */
  readonly refused: readonly string[]
}

/**
 * Parts an update that was made offline, or under rights that have changed, before it is applied to `doc`: what the server
 * would take and what it would refuse. What it calls allowed, `SectionGuard` allows. `doc` must hold what the update builds
 * on. A section whose removal is refused keeps all its text; one whose renaming is refused still takes text. Throws
 * UnreadableUpdate.
 */
export function splitUpdate(
  doc: Y.Doc,
  update: Uint8Array,
  writer: Writer,
  rights: ReportRights,
): SplitUpdate {
  return new Splitter(doc, readUpdate(update, Number.MAX_SAFE_INTEGER), writer, rights).split()
}

class Splitter {
  readonly #doc: Y.Doc
  readonly #root: Y.XmlFragment
  readonly #update: ReadUpdate
  readonly #writer: Writer
  readonly #rights: ReportRights
  readonly #skeleton: Skeleton
  readonly #survey: Survey
  readonly #refusals: Refusals

  constructor(doc: Y.Doc, update: ReadUpdate, writer: Writer, rights: ReportRights) {
    this.#doc = doc
    this.#root = doc.getXmlFragment(FRAGMENT)
    this.#update = update
    this.#writer = writer
    this.#rights = rights
    this.#skeleton = readSkeleton(this.#root)
    this.#survey = surveyUpdate(doc, this.#root, this.#skeleton, update)
    this.#refusals = new Refusals(doc, this.#skeleton, this.#survey)
  }

  split(): SplitUpdate {
    if (whyNowhere(this.#writer, this.#rights.stage)) return { allowed: undefined, refused: this.#all() }
    if (mayEverything(this.#writer, this.#rights.stage)) return { allowed: this.#update.bytes, refused: [] }
    const refused = this.#refuse()
    if (refused.length === 0) return { allowed: this.#update.bytes, refused: [] }
    return { allowed: this.#rest(), refused: namesOf(refused) }
  }

  #all(): string[] {
    const { skeleton } = this.#after()
    const added = skeleton.entries.filter(({ compartment }) => !compartment.item)
    return namesOf([...touched(this.#skeleton, this.#survey), ...added])
  }

  /** Takes out what somebody objects to, and what would be objectionable without that, until all agree. */
  #refuse(): { id: string }[] {
    const refused = [...this.#survey.astray].map(() => ({ id: '' }))
    for (;;) {
      const objections = this.#objections()
      if (objections.length === 0) return refused
      const after = this.#after().skeleton
      for (const { compartment, attribute } of objections) {
        if (!compartment) continue
        const outline = this.#skeleton.has(compartment) ? this.#skeleton : after
        refused.push(outline.entryOf(compartment))
        if (attribute === undefined) this.#refusals.refuse(compartment)
        else this.#refusals.refuseAttribute(compartment, attribute)
      }
    }
  }

  #after(): ReturnType<typeof outlineAfter> {
    return outlineAfter(this.#root, this.#skeleton, this.#update, this.#survey, this.#refusals)
  }

  #objections(): Objection[] {
    const after = this.#after()
    const standing = new Standing(this.#skeleton, this.#rights)
    const all = [
      ...objectionsToWriting(this.#skeleton, standing, this.#survey, after, this.#writer),
      ...outlineObjections(this.#skeleton, after.skeleton, this.#survey, this.#rights, this.#writer),
    ]
    return all.filter(({ compartment, attribute }) => {
      return compartment && !this.#refusals.has(compartment, attribute)
    })
  }

  #rest(): Uint8Array | undefined {
    const deletions = this.#refusals.keptDeletions(this.#update)
    let left = false
    for (const range of deletions) forEachLiving(this.#doc, range, () => void (left = true))
    const fateOf = (client: number, struct: ReadUpdate['blocks'][number]['structs'][number]) =>
      this.#refusals.fateOf(client, struct)
    for (const { client, structs } of this.#update.blocks) {
      const state = Y.getState(this.#doc.store, client)
      left ||= structs.some(
        (struct) =>
          struct.kind === 'item' &&
          struct.clock + struct.length > state &&
          this.#survey.places.of(client, struct).type !== 'nowhere' &&
          fateOf(client, struct) === 'keep',
      )
    }
    return left ? rewriteUpdate(this.#update, fateOf, deletions) : undefined
  }
}
