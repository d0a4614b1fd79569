import * as Y from 'yjs'
import {
  PREAMBLE_ID,
  type ReportRights,
  type Writer,
  preambleResponsibility,
  responsibilities,
  whyNotIn,
} from '../../../report/permission/rights.ts'
import { splitUpdate } from '../../../report/permission/split-update.ts'
import { createReportDoc } from '../../../report/report-doc.ts'
import { readSections } from '../../../report/sections.ts'
import type { ErrorCode } from '../../../report/wire/errors.ts'
import type { IdRange } from './id-ranges.ts'
import { type Recovery, recoverText } from './recovered-text.ts'

/** Who one is in the report, and who may write where in it, as the server says now. */
export type Standing = { readonly writer: Writer; readonly rights: ReportRights }

export type PendingToPart = {
  /** The copy the pending edits were made in. */
  readonly diverged: Y.Doc
  /** The report as the server has it. */
  readonly clean: Y.Doc
  readonly pending: Uint8Array
  readonly standing: Standing
  /** Why the server refused it, for what no section's rights explain. */
  readonly code: ErrorCode
  /** The server refuses again and again what the rights allow: send nothing. */
  readonly keepAll: boolean
}

export type PartedPending = {
  /** Undefined when nothing is left to send. */
  readonly allowed: Uint8Array | undefined
  /** The rights explain a part of the refusal; otherwise trying again brings nothing new. */
  readonly explained: boolean
  /** What the person wrote and will not find in the report; `known`: what other tabs have kept already. */
  readonly recover: (known: readonly IdRange[]) => Recovery
}

/** Parts what could not be sent in what the report can take now and what is kept for its author. Changes neither copy. */
export function partPending(options: PendingToPart): PartedPending {
  const { diverged, clean, pending, standing, code } = options
  const parts = options.keepAll ? undefined : split(options)
  const merged = withUpdate(clean, parts?.allowed)
  // What cannot be put in place builds on something nobody has: it would wait at the server for ever.
  const isWhole = merged.store.pendingStructs === null
  const allowed = isWhole ? parts?.allowed : undefined
  const result = isWhole ? merged : withUpdate(clean, undefined)
  const why = reasons(diverged, standing, code)
  return {
    allowed,
    explained: parts === undefined || parts.refused.length > 0 || parts.allowed === undefined,
    recover: (known) => recoverText({ diverged, clean: result, pending, known, why }),
  }
}

/** Nothing is sent of an update that cannot be parted: it is kept whole. */
function split({ clean, pending, standing }: PendingToPart) {
  try {
    return splitUpdate(clean, pending, standing.writer, standing.rights)
  } catch {
    return undefined
  }
}

function withUpdate(doc: Y.Doc, update: Uint8Array | undefined): Y.Doc {
  const copy = createReportDoc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  if (update) Y.applyUpdate(copy, update)
  return copy
}

function reasons(
  doc: Y.Doc,
  { writer, rights }: Standing,
  code: ErrorCode,
): (sectionId: string) => ErrorCode {
  const sections = readSections(doc)
  const answers = responsibilities(sections, rights)
  const byId = new Map(sections.map(({ id }, index) => [id, answers[index]]))
  byId.set(PREAMBLE_ID, preambleResponsibility(rights))
  return (sectionId) => {
    const answer = byId.get(sectionId)
    return (answer && whyNotIn(writer, rights.stage, answer)) ?? code
  }
}
