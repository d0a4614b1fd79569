import { MAX_LEVEL, MAX_TITLE } from '../schema/names.ts'
import type { ErrorCode } from '../wire/errors.ts'
import { type OutlineAfter, TITLE } from './outline-after.ts'
import {
  PREAMBLE_ID,
  preambleResponsibility,
  type ReportRights,
  type Responsibility,
  responsibilities,
  whyNotIn,
  type Writer,
} from './rights.ts'
import type { Compartment, OutlineEntry, Skeleton } from './skeleton.ts'
import type { Survey } from './survey.ts'

/** Why part of an update may not be. */
export type Objection = {
  readonly code: ErrorCode
  /** Which section stands against it; '' where it has no name. */
  readonly section: string
  /** What has to stay away for it to fall: all that happens to a compartment, or to one attribute of it. */
  readonly compartment: Compartment | undefined
  readonly attribute?: string
}

/** Who leads is not told that it is the leader's: the outline is closed with the text. */
export function outlineCode({ role }: Writer): ErrorCode {
  return role === 'coordinator' ? 'stage-closed' : 'outline-of-coordinator'
}

const OWN_ATTRIBUTES: readonly string[] = ['id', 'level', TITLE, 'fixed', 'guidance', 'invites']
const SECTION_ID = /^[0-9A-Za-z_-]{4,40}$/

/** Who answers for what in an outline. */
export class Standing {
  readonly #rights: ReportRights
  readonly #answers = new Map<Compartment, Responsibility>()

  constructor({ entries }: Skeleton, rights: ReportRights) {
    this.#rights = rights
    const sections = entries.filter(({ kind }) => kind === 'section')
    const answers = responsibilities(sections, rights)
    for (const [index, { compartment }] of sections.entries()) {
      const answer = answers[index]
      if (answer) this.#answers.set(compartment, answer)
    }
    const preamble = entries.find(({ kind }) => kind === 'preamble')
    if (preamble) this.#answers.set(preamble.compartment, preambleResponsibility(rights))
  }

  /** Why somebody may not write in a compartment. What is neither preamble nor section is the coordinator's. */
  whyNot(writer: Writer, compartment: Compartment): ErrorCode | undefined {
    const answer = this.#answers.get(compartment)
    return answer ? whyNotIn(writer, this.#rights.stage, answer) : outlineCode(writer)
  }
}

/** What speaks against an update of who may not change everything, in the compartments that the document has, in their order. */
export function objectionsToWriting(
  before: Skeleton,
  standing: Standing,
  survey: Survey,
  after: OutlineAfter,
  writer: Writer,
): Objection[] {
  const outline = outlineCode(writer)
  const astray = [...survey.astray].map((compartment) => against(before, compartment, outline))
  const written = touched(before, survey).flatMap((entry) => {
    const { compartment, id } = entry
    const code = standing.whyNot(writer, compartment)
    if (code !== undefined) return [{ code, section: id, compartment }]
    if (survey.removed.has(compartment)) {
      // Its attributes go with it.
      return isOwn(entry) ? [] : [{ code: outline, section: id, compartment }]
    }
    return [...(survey.attributes.get(compartment) ?? [])]
      .filter((key) => !isOwn(entry) || key !== TITLE || !isTitle(after.titleOf(entry)))
      .map((key) => ({ code: outline, section: id, compartment, attribute: key }))
  })
  return [...astray, ...written]
}

function against(before: Skeleton, compartment: Compartment | undefined, code: ErrorCode): Objection {
  const section = compartment && before.has(compartment) ? before.entryOf(compartment).id : ''
  // No part has to be named: what stands nowhere stays away whatever is refused.
  return { code, section, compartment: undefined }
}

/** The compartments of the document that an update touches, in the order of the text. */
export function touched(before: Skeleton, survey: Survey): OutlineEntry[] {
  const all = new Set([...survey.content, ...survey.attributes.keys(), ...survey.removed])
  return [...all]
    .filter((compartment) => before.has(compartment))
    .sort((a, b) => before.orderOf(a) - before.orderOf(b))
    .map((compartment) => before.entryOf(compartment))
}

/** People added it: it comes from no plan. */
function isOwn({ kind, attributes }: OutlineEntry): boolean {
  return kind === 'section' && attributes.fixed !== true
}

/** What speaks against the outline that an update of who may not change everything would make. */
export function objectionsToOutline(
  before: Skeleton,
  after: Skeleton,
  rights: ReportRights,
  writer: Writer,
): Objection[] {
  const outline = new Outline(after)
  const standing = new Standing(after, rights)
  const parentsBefore = parentsIn(before)
  return after.entries.flatMap((entry) => {
    if (!entry.compartment.item) return objectionToNew(entry, outline, standing, writer)
    const parent = outline.parentOf(entry)
    const former = parentsBefore.get(entry.compartment)
    return former === parent
      ? []
      : [{ ...objectionToMove(before, after, former, parent), code: outlineCode(writer) }]
  })
}

/** What the rules ask of an outline, counted once: a forger's may have any number of sections. */
class Outline {
  readonly skeleton: Skeleton
  readonly #parents: ReadonlyMap<Compartment, Compartment | undefined>
  readonly #carriers = new Map<string, number>()
  readonly #lastFixed = new Map<Compartment | undefined, number>()

  constructor(skeleton: Skeleton) {
    this.skeleton = skeleton
    this.#parents = parentsIn(skeleton)
    for (const [index, entry] of skeleton.entries.entries()) {
      this.#carriers.set(entry.id, (this.#carriers.get(entry.id) ?? 0) + 1)
      if (entry.attributes.fixed === true) this.#lastFixed.set(this.parentOf(entry), index)
    }
  }

  parentOf({ compartment }: OutlineEntry): Compartment | undefined {
    return this.#parents.get(compartment)
  }

  isOnlyOneCalled(id: string): boolean {
    return this.#carriers.get(id) === 1
  }

  /** Does a section of the plan with the same parent follow? */
  isBeforeFixed(entry: OutlineEntry): boolean {
    const last = this.#lastFixed.get(this.parentOf(entry)) ?? -1
    return last > this.skeleton.orderOf(entry.compartment)
  }
}

/** A section that stays would have another parent: because of a new one before it, or because its own goes. */
function objectionToMove(
  before: Skeleton,
  after: Skeleton,
  former: Compartment | undefined,
  parent: Compartment | undefined,
): Omit<Objection, 'code'> {
  if (parent && !parent.item) {
    return { section: after.entryOf(parent).id, compartment: parent }
  }
  return { section: former ? before.entryOf(former).id : '', compartment: former }
}

function objectionToNew(
  entry: OutlineEntry,
  outline: Outline,
  standing: Standing,
  writer: Writer,
): Objection[] {
  const { compartment, id } = entry
  const parent = outline.parentOf(entry)
  if (!parent || !isWellFormed(entry) || !outline.isOnlyOneCalled(id)) {
    return [{ code: outlineCode(writer), section: id, compartment }]
  }
  const overParent = standing.whyNot(writer, parent)
  if (overParent) {
    return [{ code: overParent, section: outline.skeleton.entryOf(parent).id, compartment }]
  }
  const code =
    standing.whyNot(writer, compartment) ?? (outline.isBeforeFixed(entry) ? outlineCode(writer) : undefined)
  return code ? [{ code, section: id, compartment }] : []
}

function isTitle(title: unknown): boolean {
  return typeof title === 'string' && title.length <= MAX_TITLE
}

function isWellFormed({ kind, id, attributes }: OutlineEntry): boolean {
  const { level, title, fixed, guidance, invites } = attributes
  return (
    kind === 'section' &&
    fixed === false &&
    isTitle(title) &&
    typeof level === 'number' &&
    Number.isInteger(level) &&
    level >= 2 &&
    level <= MAX_LEVEL &&
    SECTION_ID.test(id) &&
    id !== PREAMBLE_ID &&
    (guidance === undefined || guidance === '') &&
    invites !== true &&
    Object.keys(attributes).every((key) => OWN_ATTRIBUTES.includes(key))
  )
}

/** The nearest section before each section that has a lower level. */
function parentsIn({ entries }: Skeleton): Map<Compartment, Compartment | undefined> {
  const parents = new Map<Compartment, Compartment | undefined>()
  const above: OutlineEntry[] = []
  for (const entry of entries) {
    if (entry.kind !== 'section') continue
    while (above.length > 0 && (above.at(-1)?.level ?? 0) >= entry.level) above.pop()
    parents.set(entry.compartment, above.at(-1)?.compartment)
    above.push(entry)
  }
  return parents
}
