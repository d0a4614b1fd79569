import { MAX_LEVEL } from '../schema/names.ts'
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

const OUTLINE: ErrorCode = 'outline-of-coordinator'
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
    return answer ? whyNotIn(writer, this.#rights.stage, answer) : OUTLINE
  }
}

/** What speaks against a drafter's update in the compartments that the document has, in their order. */
export function objectionsToWriting(
  before: Skeleton,
  standing: Standing,
  survey: Survey,
  after: OutlineAfter,
  writer: Writer,
): Objection[] {
  const astray = [...survey.astray].map((compartment) => against(before, compartment))
  const written = touched(before, survey).flatMap((entry) => {
    const { compartment, id } = entry
    const code = standing.whyNot(writer, compartment)
    if (code !== undefined) return [{ code, section: id, compartment }]
    if (survey.removed.has(compartment)) {
      // Its attributes go with it.
      return isOwn(entry) ? [] : [{ code: OUTLINE, section: id, compartment }]
    }
    return [...(survey.attributes.get(compartment) ?? [])]
      .filter((key) => !isOwn(entry) || key !== TITLE || typeof after.titleOf(entry) !== 'string')
      .map((key) => ({ code: OUTLINE, section: id, compartment, attribute: key }))
  })
  return [...astray, ...written]
}

function against(before: Skeleton, compartment: Compartment | undefined): Objection {
  const section = compartment && before.has(compartment) ? before.entryOf(compartment).id : ''
  // No part has to be named: what stands nowhere stays away whatever is refused.
  return { code: OUTLINE, section, compartment: undefined }
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

/** What speaks against the outline that a drafter's update would make. */
export function objectionsToOutline(
  before: Skeleton,
  after: Skeleton,
  rights: ReportRights,
  writer: Writer,
): Objection[] {
  const standing = new Standing(after, rights)
  const parents = parentsIn(after)
  const parentsBefore = parentsIn(before)
  return after.entries.flatMap((entry) => {
    const parent = parents.get(entry.compartment)
    if (!entry.compartment.item) return objectionToNew(entry, parent, after, parents, standing, writer)
    const former = parentsBefore.get(entry.compartment)
    if (former === parent) return []
    return [objectionToMove(before, after, former, parent)]
  })
}

/** A section that stays would have another parent: because of a new one before it, or because its own goes. */
function objectionToMove(
  before: Skeleton,
  after: Skeleton,
  former: Compartment | undefined,
  parent: Compartment | undefined,
): Objection {
  if (parent && !parent.item) {
    return { code: OUTLINE, section: after.entryOf(parent).id, compartment: parent }
  }
  return { code: OUTLINE, section: former ? before.entryOf(former).id : '', compartment: former }
}

function objectionToNew(
  entry: OutlineEntry,
  parent: Compartment | undefined,
  after: Skeleton,
  parents: ReadonlyMap<Compartment, Compartment | undefined>,
  standing: Standing,
  writer: Writer,
): Objection[] {
  const { compartment, id } = entry
  if (!isWellFormed(entry) || !parent || carriers(after, id) > 1) {
    return [{ code: OUTLINE, section: id, compartment }]
  }
  const overParent = standing.whyNot(writer, parent)
  if (overParent) return [{ code: overParent, section: after.entryOf(parent).id, compartment }]
  const overIt = standing.whyNot(writer, compartment)
  if (overIt) return [{ code: overIt, section: id, compartment }]
  const following = after.entries.slice(after.orderOf(compartment) + 1)
  const isBeforeFixed = following.some(
    (other) => other.attributes.fixed === true && parents.get(other.compartment) === parent,
  )
  return isBeforeFixed ? [{ code: OUTLINE, section: id, compartment }] : []
}

function isWellFormed({ kind, id, attributes }: OutlineEntry): boolean {
  const { level, title, fixed, guidance, invites } = attributes
  return (
    kind === 'section' &&
    fixed === false &&
    typeof title === 'string' &&
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

function carriers({ entries }: Skeleton, id: string): number {
  return entries.filter((entry) => entry.id === id).length
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
