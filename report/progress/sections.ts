import type { SectionStatus } from '../wire/rest.ts'
import { daysBetween } from './days.ts'

/** What is inherited by a section from those above it. */
export type Inherited = {
  /** Its own, unless it says nothing of its own and one above it does. */
  readonly status: SectionStatus
  /** Its own date, or that of the nearest section above that has one. */
  readonly due: string | null
}

/** A section as far as inheriting goes, in the order of the text. */
export type InheritingSection = {
  readonly level: number
  readonly status: SectionStatus
  readonly due: string | null
}

const NOTHING: Inherited = { status: 'drafting', due: null }

/**
 * What holds for each section. Handing in, returning or approving a section does so with all below it that is still being
 * drafted; what is approved above is approved below, but what was returned by itself stays returned.
 */
export function inheritedAll(sections: readonly InheritingSection[]): Inherited[] {
  const above: { readonly level: number; readonly what: Inherited }[] = []
  return sections.map((section) => {
    while (above.length > 0 && (above.at(-1)?.level ?? 0) >= section.level) above.pop()
    const what = inherited(section, above.at(-1)?.what ?? NOTHING)
    above.push({ level: section.level, what })
    return what
  })
}

function inherited(own: InheritingSection, above: Inherited): Inherited {
  const saysNothing = own.status === 'drafting' || (own.status === 'submitted' && above.status === 'approved')
  return { status: saysNothing ? above.status : own.status, due: own.due ?? above.due }
}

/** Whether an office still has to do something about a section. */
export function isOpen(status: SectionStatus): boolean {
  return status === 'drafting' || status === 'returned'
}

/** Days left for a section: a due date is its last day. Null without one, and once it was handed in. */
export function sectionDaysLeft({ status, due }: Inherited, today: string): number | null {
  return due === null || !isOpen(status) ? null : daysBetween(today, due)
}

/** Of each section, whether nothing was written in it nor in any below it. */
export function emptyWithBelow(
  sections: readonly { readonly level: number; readonly empty: boolean }[],
): boolean[] {
  const empty: boolean[] = []
  sections.forEach(({ level, empty: own }, index) => {
    empty.push(own)
    if (own) return
    let under = level
    for (let at = index - 1; at >= 0; at -= 1) {
      const above = sections[at]?.level ?? 0
      if (above >= under) continue
      under = above
      empty[at] = false
    }
  })
  return empty
}
