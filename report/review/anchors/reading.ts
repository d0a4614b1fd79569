import * as Y from 'yjs'
import { holderOf } from './char-runs.ts'
import { Layout } from './layout.ts'
import { Offsets } from './offsets.ts'
import { ReportWords } from './report-words.ts'

/** Which of what a layout knows an edit has changed. */
export type StructureChange = 'none' | 'blocks' | 'compartments'

/** A report as it stands between two edits: each part of it is read once, when it is asked for. */
export class Reading {
  readonly doc: Y.Doc
  readonly #offsets = new Offsets()
  #layout: Layout | undefined
  #layoutBefore: Layout | undefined
  #words: ReportWords | undefined

  constructor(doc: Y.Doc) {
    this.doc = doc
  }

  get layout(): Layout {
    return (this.#layout ??= new Layout(this.doc))
  }

  /** As it was before the last edit, if somebody had asked for it then. */
  get layoutBefore(): Layout | undefined {
    return this.#layoutBefore
  }

  get words(): ReportWords {
    return (this.#words ??= new ReportWords(this.layout))
  }

  /** In the middle of a transaction it is not yet known what it will have changed, and nothing is worth remembering. */
  get isSettled(): boolean {
    const { _transaction: running } = this.doc
    return !running
  }

  get offsets(): Offsets {
    return this.isSettled ? this.#offsets : new Offsets()
  }

  /** Forgets what is not so any more. */
  edited({ changed }: Y.Transaction, structure: StructureChange): void {
    this.#words = undefined
    this.#layoutBefore = this.#layout
    if (structure !== 'none') this.#layout = undefined
    for (const type of changed.keys()) if (type instanceof Y.XmlText) this.#offsets.forget(type)
  }
}

export function structureChangedBy({ changed }: Y.Transaction): StructureChange {
  let found: 'none' | 'blocks' = 'none'
  for (const [type, keys] of changed) {
    if (type instanceof Y.XmlText) continue
    const { parent } = type
    if (!parent || (!holderOf(parent) && keys.has('id'))) return 'compartments'
    found = 'blocks'
  }
  return found
}
