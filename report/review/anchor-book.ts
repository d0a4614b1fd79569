import type * as Y from 'yjs'
import type { Anchor, AnchorDraft } from '../wire/review.ts'

/** A place between two characters of a report. */
export type TextPoint = { readonly text: Y.XmlText; readonly index: number }

/** Where an anchor is now. */
export type AnchorPlace =
  | { readonly type: 'range'; readonly from: TextPoint; readonly to: TextPoint; readonly sectionId: string }
  | { readonly type: 'block'; readonly element: Y.XmlElement; readonly sectionId: string }
  | { readonly type: 'section'; readonly sectionId: string }
  | { readonly type: 'report' }
  | { readonly type: 'lost' }

/**
 * The anchors of a report's threads, kept with their words while the document is edited by whomever. See docs/anchors.md
 * for what is promised. It lives as long as its document, on the server and on every page alike, and writes nothing
 * into it.
 */
export class AnchorBook {
  /**
   * `onFailure`: a bug of the book itself, met while it followed an edit. It destroys itself first, and the edit goes on: without
   * this, whoever applied it would take the edit for broken.
   */
  constructor(_doc: Y.Doc, _options: { readonly onFailure?: (error: unknown) => void } = {}) {
    throw new Error('not yet')
  }

  /** Takes an anchor in, or another state of one. Looks for its words at once where they are not where it says. */
  set(_threadId: string, _anchor: Anchor): void {}

  delete(_threadId: string): void {}

  get(_threadId: string): Anchor | undefined {
    return undefined
  }

  /** Where the thread's words are now; undefined for a thread it does not know. */
  place(_threadId: string): AnchorPlace | undefined {
    return undefined
  }

  /** The anchors that changed since the last call: what is to be stored. */
  takeChanges(): ReadonlyMap<string, Anchor> {
    return new Map()
  }

  /** Calls back after an edit (or `set`) that changed anchors; answers how to stop. */
  onChange(_listener: () => void): () => void {
    return () => {}
  }

  destroy(): void {}
}

/**
 * The anchor of a draft in this document. `missing`: the positions name characters the document does not have (yet). Words
 * that are not found make a lost anchor.
 */
export function placeDraft(_doc: Y.Doc, _draft: AnchorDraft): Anchor | 'missing' {
  throw new Error('not yet')
}
