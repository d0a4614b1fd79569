import type { Node } from '@tiptap/pm/model'
import {
  type Heading,
  PREAMBLE_ID,
  preambleResponsibility,
  type Responsibility,
  responsibilities,
  whyNotIn,
} from '../../../report/permission/rights.ts'
import type { ErrorCode } from '../../../report/wire/errors.ts'
import type { SectionStatus } from '../../../report/wire/rest.ts'
import type { Observable } from '../connection/cell.ts'
import type { OpenRights } from './open-rights.ts'

/** How a compartment (the opening paragraphs or a section) stands to the person at this screen. */
export type Standing = Responsibility & {
  readonly id: string
  /** Said of it alone, not of what stands above it. */
  readonly own: {
    readonly officeIds: readonly string[]
    readonly status: SectionStatus
    readonly locked: boolean
  }
  /** Why one may not write here; undefined when one may. */
  readonly refusal: ErrorCode | undefined
}

const SAID_NOTHING = { officeIds: [], status: 'drafting', locked: false } as const

/** Of the opening paragraphs, then of every section in order. */
export function readStandings(sections: readonly Heading[], open: OpenRights): Standing[] {
  const { rights, writer } = open
  const answers = [preambleResponsibility(rights), ...responsibilities(sections, rights)]
  return answers.map((answer, index) => {
    const id = index === 0 ? PREAMBLE_ID : (sections[index - 1]?.id ?? '')
    const own = rights.records.get(id) ?? SAID_NOTHING
    return { ...answer, id, own, refusal: whyNotIn(writer, rights.stage, answer) }
  })
}

export function headingsIn(doc: Node): Heading[] {
  return doc.children.slice(1).map(({ attrs }) => ({ id: String(attrs.id), level: Number(attrs.level) }))
}

/**
 * The standings in the text as it is at this moment, so that a sub-section which a colleague added a second ago counts
 * where it stands. Reckoned again only when a heading or somebody's rights changed: a key costs one look at each heading.
 */
export function standingsReader(open: Observable<OpenRights>): (doc: Node) => readonly Standing[] {
  let known: { readonly doc: Node; readonly open: OpenRights; readonly standings: Standing[] } | undefined
  return (doc) => {
    const now = open.get()
    if (known?.open !== now || !sameHeadings(known.doc, doc)) {
      known = { doc, open: now, standings: readStandings(headingsIn(doc), now) }
    } else if (known.doc !== doc) known = { ...known, doc }
    return known.standings
  }
}

function sameHeadings(before: Node, after: Node): boolean {
  if (before === after) return true
  if (before.childCount !== after.childCount) return false
  return before.children.every((node, index) => {
    const { attrs } = after.child(index)
    return node.attrs === attrs || (node.attrs.id === attrs.id && node.attrs.level === attrs.level)
  })
}
