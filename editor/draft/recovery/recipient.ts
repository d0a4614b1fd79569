import type * as Y from 'yjs'
import {
  PREAMBLE_ID,
  type Responsibility,
  preambleResponsibility,
  responsibilities,
  whyNotIn,
} from '../../../report/permission/rights.ts'
import { readSections } from '../../../report/sections.ts'
import type { OpenRights } from '../rights/open-rights.ts'

/** Who can put words into a section: oneself, offices by their short names, or only the coordinator. */
export type Recipient =
  | { readonly type: 'me' }
  | { readonly type: 'offices'; readonly names: readonly string[] }
  | { readonly type: 'coordinator' }

export function recipientOf(
  doc: Y.Doc,
  sectionId: string,
  { writer, rights, offices }: OpenRights,
): Recipient {
  const answer = answerFor(doc, sectionId, rights)
  if (!answer) return { type: 'coordinator' }
  if (whyNotIn(writer, rights.stage, answer) === undefined) return { type: 'me' }
  const names = answer.officeIds.flatMap((id) => offices.get(id)?.shortName ?? [])
  return answer.closed || names.length === 0 ? { type: 'coordinator' } : { type: 'offices', names }
}

function answerFor(doc: Y.Doc, sectionId: string, rights: OpenRights['rights']): Responsibility | undefined {
  if (sectionId === PREAMBLE_ID) return preambleResponsibility(rights)
  const sections = readSections(doc)
  const index = sections.findIndex(({ id }) => id === sectionId)
  return responsibilities(sections, rights)[index]
}
