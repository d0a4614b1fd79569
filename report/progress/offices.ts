import type { Office, SectionStatus } from '../wire/rest.ts'
import type { Progress } from '../wire/progress.ts'

type BoardSection = Pick<
  Progress['sections'][number],
  'responsible' | 'words' | 'openThreads' | 'daysLeft'
> & {
  readonly effectiveStatus: SectionStatus
}

/**
 * What each office has to do and has done. A section counts for every office that answers for it, also through a section
 * above; one that several answer for counts for each.
 */
export function officeSums(
  offices: readonly Office[],
  sections: readonly BoardSection[],
  remindedAt: ReadonlyMap<string, number>,
): Progress['offices'] {
  return offices.map((office) => {
    const own = sections.filter(({ responsible }) => responsible.includes(office.id))
    const count = (which: (section: BoardSection) => boolean) => own.filter(which).length
    const sum = (of: (section: BoardSection) => number) =>
      own.reduce((total, section) => total + of(section), 0)
    return {
      ...office,
      sections: own.length,
      submitted: count(({ effectiveStatus }) => effectiveStatus === 'submitted'),
      approved: count(({ effectiveStatus }) => effectiveStatus === 'approved'),
      words: sum(({ words }) => words),
      openThreads: sum(({ openThreads }) => openThreads),
      overdue: count(({ daysLeft }) => daysLeft !== null && daysLeft < 0),
      remindedAt: remindedAt.get(office.id) ?? null,
    }
  })
}
