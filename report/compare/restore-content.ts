import * as Y from 'yjs'
import type { ContentSection, ReportContent } from '../content/content.ts'
import { withBelow } from '../form/blockers.ts'
import { levelOf } from '../level.ts'
import { must } from '../must.ts'
import { PREAMBLE_ID } from '../permission/rights.ts'
import { FRAGMENT, MAX_LEVEL, NODE } from '../schema/names.ts'
import { appendixOf } from '../sections.ts'
import { longestRising } from './align.ts'
import { arrange, type Wanted } from './arrange.ts'
import { makeSection, setAttribute } from './make-element.ts'
import { BlockRestorer } from './restore-blocks.ts'

/** What a section carries that no paper shows, and that comes back with it. */
export type CarriedAttributes = { readonly guidance: string; readonly invites: boolean }

/** By section id. */
export function carriedAttributes(doc: Y.Doc): ReadonlyMap<string, CarriedAttributes> {
  const found = new Map<string, CarriedAttributes>()
  for (const element of sectionsOf(doc)) {
    const { guidance, invites }: Readonly<Record<string, unknown>> = element.getAttributes()
    const id = idOf(element)
    if (found.has(id)) continue
    found.set(id, {
      guidance: typeof guidance === 'string' ? guidance : '',
      invites: invites === true,
    })
  }
  return found
}

export type RestoreOptions = {
  readonly newId: () => string
  readonly carried?: ReadonlyMap<string, CarriedAttributes>
  /** Only this section with all below it, or `preamble`; it stays where it stands now. */
  readonly sectionId?: string | undefined
}

/**
 * Brings a document to say what `content` says, by the smallest edits, so that anchors and carets stay with their words: what
 * says so already keeps its nodes, paragraphs are changed word by word, and what was removed comes back with its id.
 * Answers false, and changes nothing, where `content` has no such section. Where only one section is restored, headings of the
 * plan stay as they are, and so does what stood elsewhere then. To be called within a transaction.
 */
export function restoreContent(
  doc: Y.Doc,
  content: ReportContent,
  { newId, carried = new Map(), sectionId }: RestoreOptions,
): boolean {
  const restorer = new SectionRestorer(doc, content, carried)
  if (sectionId === undefined) restorer.all()
  else if (sectionId === PREAMBLE_ID) restorer.preamble()
  else if (!restorer.only(sectionId)) return false
  giveIds(doc, restorer.made, newId)
  return true
}

class SectionRestorer {
  readonly #doc: Y.Doc
  readonly #root: Y.XmlFragment
  readonly #content: ReportContent
  readonly #carried: ReadonlyMap<string, CarriedAttributes>
  readonly #blocks = new BlockRestorer()

  constructor(doc: Y.Doc, content: ReportContent, carried: ReadonlyMap<string, CarriedAttributes>) {
    this.#doc = doc
    this.#root = doc.getXmlFragment(FRAGMENT)
    this.#content = content
    this.#carried = carried
  }

  get made(): readonly Y.XmlElement[] {
    return this.#blocks.made
  }

  all(): void {
    this.preamble()
    const here = sectionsOf(this.#doc)
    const order = this.#order(here, this.#content.sections, (element, section) => {
      restoreHead(element, section)
    })
    this.#blocks.noteMade(arrange(this.#root, new Set(here), order, this.#behindPreamble()))
  }

  /** A second one, which only a foreign client writes, is part of what is said now and goes. */
  preamble(): void {
    const [first, ...others] = named(this.#doc, NODE.preamble)
    arrange(this.#root, new Set(others), [])
    if (first) return this.#blocks.blocks(first, this.#content.preamble)
    const preamble = new Y.XmlElement(NODE.preamble)
    this.#root.insert(0, [preamble])
    this.#blocks.blocks(preamble, this.#content.preamble)
  }

  only(sectionId: string): boolean {
    const { sections } = this.#content
    const then = sections.findIndex(({ id }) => id === sectionId)
    const top = sections[then]
    if (!top) return false
    const here = sectionsOf(this.#doc)
    const at = here.findIndex((element) => idOf(element) === sectionId)
    const range = at < 0 ? [] : belowIn(here, at)
    const inRange = new Set(range)
    const elsewhere = new Set(here.filter((element) => !inRange.has(element)).map(idOf))
    const shift = (range[0] ? levelIn(range[0]) : top.level) - top.level
    const wanted = withBelow(sections, then)
      // Itself it is always, even where somebody's program has made another of its name.
      .filter(({ id }) => id === sectionId || !elsewhere.has(id))
      .map((section) => shifted(section, shift))
    const order = this.#order(range, wanted, (element, section) => {
      // The plan's headings are not a drafter's, and its place is where the section stands now.
      if (!isFixed(element)) setTitle(element, section.title)
      if (element !== range[0] && !isFixed(element)) setLevel(element, section.level)
    })
    // What stood elsewhere then, and what the plan asks for, is not removed by bringing back another section.
    const known = new Set(sections.map(({ id }) => id))
    const ids = new Set(wanted.map(({ id }) => id))
    const candidates = range.filter((element) => {
      const id = idOf(element)
      return ids.has(id) || (!known.has(id) && !isFixed(element))
    })
    const start = range[0] ? this.#root.toArray().indexOf(range[0]) : this.#placeFor(here, then, top.level)
    this.#blocks.noteMade(arrange(this.#root, new Set(candidates), order, start))
    return true
  }

  /** Which stay, which come: of those that stand in another order now, as many as possible stay. */
  #order(
    here: readonly Y.XmlElement[],
    wanted: readonly ContentSection[],
    restoreOwn: (element: Y.XmlElement, section: ContentSection) => void,
  ): Wanted[] {
    const places = new Map<string, number>()
    for (const [index, element] of here.entries())
      if (!places.has(idOf(element))) places.set(idOf(element), index)
    const partners = wanted.map(({ id }) => {
      const place = places.get(id)
      places.delete(id)
      return place
    })
    const paired = partners.flatMap((place, index) => (place === undefined ? [] : [{ place, index }]))
    const rising = longestRising(paired.map(({ place }) => place))
    const stay = new Set(paired.filter((_, at) => rising.has(at)).map(({ index }) => index))
    return wanted.map((section, index) => {
      const place = partners[index]
      const element = place === undefined ? undefined : here[place]
      if (!element || !stay.has(index)) {
        const carried = (element && carriedBy(element)) ?? this.#carried.get(section.id)
        return { make: () => makeSection(section, carried ?? {}) }
      }
      restoreOwn(element, section)
      this.#blocks.blocks(element, section.blocks)
      return { kept: element }
    })
  }

  #behindPreamble(): number {
    const [preamble] = named(this.#doc, NODE.preamble)
    return preamble ? this.#root.toArray().indexOf(preamble) + 1 : 0
  }

  /** Behind the last section before it that is still there, with all that stands below that. */
  #placeFor(here: readonly Y.XmlElement[], then: number, level: number): number {
    const before = this.#content.sections.slice(0, then).map(({ id }) => id)
    const last = before.findLast((id) => here.some((element) => idOf(element) === id))
    if (last === undefined) return this.#behindPreamble()
    let at = here.findIndex((element) => idOf(element) === last)
    while (levelIn(here[at + 1]) > level) at += 1
    return this.#root.toArray().indexOf(must(here[at], 'a section that was found')) + 1
  }
}

// ---- sections

function restoreHead(element: Y.XmlElement, { title, level, fixed, appendix }: ContentSection): void {
  setTitle(element, title)
  setLevel(element, level)
  const attributes: Readonly<Record<string, unknown>> = element.getAttributes()
  if ((attributes.fixed === true) !== fixed) setAttribute(element, 'fixed', fixed)
  if (appendixOf(attributes) === appendix) return
  if (appendix === null) element.removeAttribute('appendix')
  else setAttribute(element, 'appendix', appendix)
}

function setTitle(element: Y.XmlElement, title: string): void {
  if (element.getAttribute('title') !== title) setAttribute(element, 'title', title)
}

function setLevel(element: Y.XmlElement, level: number): void {
  if (levelIn(element) !== level) setAttribute(element, 'level', level)
}

function carriedBy(element: Y.XmlElement): CarriedAttributes {
  const { guidance, invites }: Readonly<Record<string, unknown>> = element.getAttributes()
  return { guidance: typeof guidance === 'string' ? guidance : '', invites: invites === true }
}

function shifted(section: ContentSection, by: number): ContentSection {
  const level = Math.min(MAX_LEVEL, Math.max(1, section.level + by))
  return { ...section, level, appendix: level === 1 ? section.appendix : null }
}

function belowIn(here: readonly Y.XmlElement[], at: number): Y.XmlElement[] {
  const level = levelIn(here[at])
  const end = here.findIndex((element, index) => index > at && levelIn(element) <= level)
  return here.slice(at, end < 0 ? undefined : end)
}

function isFixed(element: Y.XmlElement): boolean {
  const { fixed }: Readonly<Record<string, unknown>> = element.getAttributes()
  return fixed === true
}

/** Zero for none. */
function levelIn(element: Y.XmlElement | undefined): number {
  const { level }: Readonly<Record<string, unknown>> = element?.getAttributes() ?? {}
  return element ? levelOf(level) : 0
}

function sectionsOf(doc: Y.Doc): Y.XmlElement[] {
  return named(doc, NODE.section)
}

function named(doc: Y.Doc, name: string): Y.XmlElement[] {
  return doc
    .getXmlFragment(FRAGMENT)
    .toArray()
    .flatMap((child) => (child instanceof Y.XmlElement && child.nodeName === name ? [child] : []))
}

function idOf(element: Y.XmlElement): string {
  const id: unknown = element.getAttribute('id')
  return typeof id === 'string' ? id : ''
}

// ---- ids

/** What was made has the ids it had then, unless somebody else has them now. */
function giveIds(doc: Y.Doc, made: readonly Y.XmlElement[], newId: () => string): void {
  const fresh = new Set(made.flatMap((element) => [...withinOf(element)]))
  const taken = new Set<string>()
  for (const child of doc.getXmlFragment(FRAGMENT).toArray()) {
    if (!(child instanceof Y.XmlElement)) continue
    for (const element of withinOf(child)) if (!fresh.has(element)) taken.add(idOf(element))
  }
  for (const element of fresh) {
    const { id }: Readonly<Record<string, unknown>> = element.getAttributes()
    if (id === undefined) continue
    if (id === '' || taken.has(idOf(element))) setAttribute(element, 'id', newId())
    taken.add(idOf(element))
  }
}

function* withinOf(element: Y.XmlElement): Generator<Y.XmlElement> {
  yield element
  for (const child of element.toArray()) if (child instanceof Y.XmlElement) yield* withinOf(child)
}
