import { uint32 } from 'lib0/random'
import * as Y from 'yjs'
import { newId } from '../../report/id.ts'
import { FRAGMENT, NODE } from '../../report/schema/names.ts'
import { readSections, type SectionState } from '../../report/sections.ts'
import { seedReport } from '../../report/seed.ts'
import { contributionMilestone, holdingMilestones } from '../../report/progress/milestones.ts'
import type { Office } from '../../report/wire/rest.ts'
import type { SeededReport } from '../store/ports.ts'
import type { ReportRecord } from '../store/records.ts'

export type Outline = { readonly guidance: string; readonly sections: readonly SectionState[] }

/** What a report asks for, without what was written in it. */
export function outlineOf(doc: Y.Doc): Outline {
  const preamble = doc
    .getXmlFragment(FRAGMENT)
    .toArray()
    .find((element) => element instanceof Y.XmlElement && element.nodeName === NODE.preamble)
  const guidance = preamble instanceof Y.XmlElement ? preamble.getAttribute('guidance') : undefined
  return { guidance: guidance ?? '', sections: readSections(doc) }
}

/**
 * A report of an office's own on the outline of another, without its appendices. Its sections keep their ids: so it is known
 * forever which is which.
 */
export function ownReport(
  main: ReportRecord,
  { guidance, sections }: Outline,
  { office, title, creator, at }: { office: Office; title: string; creator: string; at: number },
): SeededReport {
  const seeded = seedReport(
    withoutAppendices(sections).map(({ id, level, title: heading, guidance: wish, invites, fixed }) => ({
      id,
      level,
      title: heading,
      guidance: wish,
      invites,
      fixed,
    })),
    { newId, clientId: uint32(), preambleGuidance: guidance },
  )
  const index = contributionMilestone(main.milestones)
  const due = index === undefined ? undefined : holdingMilestones(main.milestones, main.settings)[index]
  return {
    report: {
      id: newId(),
      title: title.normalize('NFC'),
      type: main.type,
      stage: 'drafting',
      epoch: newId(),
      head: {
        ...main.head,
        issuingBody: office.name.toLocaleUpperCase('vi'),
        superiorBody: '',
        number: '',
        date: '',
        symbol: '',
        authority: '',
        signatoryTitle: '',
        signatoryName: '',
        recipients: [],
      },
      milestones: due ? [due] : [],
      planText: '',
      createdBy: creator,
      createdAt: at,
    },
    seed: seeded.update,
    seedClient: seeded.client,
    members: [{ userId: creator, role: 'coordinator' }],
  }
}

/** An appendix reaches to the next section of the first level. */
function withoutAppendices(sections: readonly SectionState[]): SectionState[] {
  let inside = false
  return sections.filter(({ level, appendix }) => {
    if (level === 1) inside = appendix !== null
    return !inside
  })
}
