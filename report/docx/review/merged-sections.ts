import { olderOf } from '../../compare/apply.ts'
import type { BlockChange, Comparison, SectionChange, WordChange } from '../../compare/comparison.ts'
import type { ContentSection, ReportContent } from '../../content/content.ts'

/** What stands in a copy that shows the older text and the newer one in one another. */
export type MergedSection =
  /** Its heading's words and its blocks may have changed. */
  | {
      readonly kind: 'kept'
      readonly section: ContentSection
      readonly titleWords: readonly WordChange[] | undefined
      readonly older: ContentSection
      readonly blocks: readonly BlockChange[]
    }
  | { readonly kind: 'come'; readonly section: ContentSection }
  | { readonly kind: 'gone'; readonly section: ContentSection }

/** A paper's sections by where they stand on it. */
export type MergedPaper = {
  readonly text: readonly MergedSection[]
  /** Appendices that are gone, while no appendix stands in front of them: behind the signature. */
  readonly behind: readonly MergedSection[]
  /** Each appendix with all below it, and with what went from behind it. */
  readonly attached: readonly (readonly MergedSection[])[]
}

/**
 * The sections of both texts: those of the newer one in its order, those of the older one in its. What moved, what became an
 * appendix or another level's heading is gone at one place and has come at another.
 */
export function mergedSections(comparison: Comparison, newer: ReportContent): MergedPaper {
  const older = olderOf(comparison)
  const attachedBefore = attachedIn(older.sections)
  const attachedNow = attachedIn(newer.sections)
  const text: MergedSection[] = []
  const behind: MergedSection[] = []
  const attached: MergedSection[][] = []
  let now = 0
  for (const one of inBothOrders(comparison.sections)) {
    const was = one.change.was ?? -1
    const section = one.kind === 'gone' ? undefined : newer.sections[now]
    if (section) now += 1
    const old = older.sections[was]
    if (!section) {
      if (old) home(attachedBefore.has(was), false).push({ kind: 'gone', section: old })
      continue
    }
    const isAttached = attachedNow.has(now - 1)
    const isNew = isAttached && section.appendix !== null
    if (one.kind === 'kept' && old && isKept(old, section, attachedBefore.has(was) === isAttached)) {
      const { titleWords, blocks } = one.change
      home(isAttached, isNew).push({ kind: 'kept', section, titleWords, older: old, blocks })
      continue
    }
    if (one.kind === 'kept' && old) home(attachedBefore.has(was), false).push({ kind: 'gone', section: old })
    home(isAttached, isNew).push({ kind: 'come', section })
  }
  return { text, behind, attached }

  function home(isAttached: boolean, isNew: boolean): MergedSection[] {
    if (!isAttached) return text
    if (isNew) attached.push([])
    return attached.at(-1) ?? behind
  }
}

function isKept(a: ContentSection, b: ContentSection, isSamePlace: boolean): boolean {
  return isSamePlace && a.level === b.level && (a.appendix === null) === (b.appendix === null)
}

type Entry = { readonly kind: 'kept' | 'come' | 'gone'; readonly change: SectionChange }

/** What moved comes where it stands and goes where it stood: behind what it stood behind. */
function inBothOrders(sections: readonly SectionChange[]): Entry[] {
  const entries = sections.map((change): Entry => {
    const kind =
      change.kind === 'removed' ? 'gone' : change.kind === 'added' || change.moved ? 'come' : 'kept'
    return { kind, change }
  })
  const moved = sections.filter((change) => change.moved).toSorted((a, b) => (a.was ?? 0) - (b.was ?? 0))
  for (const change of moved) {
    const before = entries.findIndex(
      (one) => one.kind !== 'come' && one.change.was !== null && one.change.was === (change.was ?? 0) - 1,
    )
    entries.splice(before + 1, 0, { kind: 'gone', change })
  }
  return entries
}

/** Which sections are appendices, or stand below one. */
function attachedIn(sections: readonly ContentSection[]): ReadonlySet<number> {
  const found = new Set<number>()
  let level: number | undefined
  for (const [index, section] of sections.entries()) {
    if (level !== undefined && section.level <= level) level = undefined
    if (section.appendix !== null) level = Math.min(level ?? Infinity, section.level)
    if (level !== undefined) found.add(index)
  }
  return found
}
