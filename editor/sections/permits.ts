import { mayEverything, whyNoSay } from '../../report/permission/rights.ts'
import { MAX_LEVEL } from '../../report/schema/names.ts'
import type { SectionState } from '../../report/sections.ts'
import type { Role, SectionStatus } from '../../report/wire/rest.ts'
import type { OpenRights } from '../draft/rights/open-rights.ts'
import type { Standing } from '../draft/rights/standing.ts'

/** A step of a section's status, named after what the person does. */
export type StatusMove = {
  readonly name: 'submit' | 'takeBack' | 'giveBack' | 'approve' | 'reopen'
  readonly to: SectionStatus
}

/** What a person may do with a section: what the server would refuse is not offered. */
export type Permits = {
  readonly add: boolean
  readonly rename: boolean
  readonly remove: boolean
  /** The pages of an appendix, upright or across. */
  readonly turn: boolean
  /** Whose it is, and whether it is locked. */
  readonly steer: boolean
  readonly moves: readonly StatusMove[]
}

export const NOTHING_PERMITTED: Permits = {
  add: false,
  rename: false,
  remove: false,
  turn: false,
  steer: false,
  moves: [],
}

/** For a section, or for the opening paragraphs (no section). */
export function permitsOf(section: SectionState | undefined, standing: Standing, open: OpenRights): Permits {
  const { role } = open.writer
  if (open.rights.stage === 'signed') return NOTHING_PERMITTED
  const writes = standing.refusal === undefined
  const own = writes && section?.fixed === false
  return {
    add: writes && section !== undefined && section.level < MAX_LEVEL,
    rename: own,
    remove: own,
    turn: own && mayEverything(open.writer, open.rights.stage) && section.appendix !== null,
    steer: role === 'coordinator',
    moves: hasSay(standing, open) ? MOVES[role][standing.own.status] : [],
  }
}

/** Whether one may add a section that stands under no other. */
export function mayAddTop({ writer, rights }: OpenRights): boolean {
  return mayEverything(writer, rights.stage)
}

const SUBMIT: StatusMove = { name: 'submit', to: 'submitted' }
const TAKE_BACK: StatusMove = { name: 'takeBack', to: 'drafting' }
const GIVE_BACK: StatusMove = { name: 'giveBack', to: 'returned' }
const APPROVE: StatusMove = { name: 'approve', to: 'approved' }
const REOPEN: StatusMove = { name: 'reopen', to: 'drafting' }

const MOVES: Readonly<Record<Role, Readonly<Record<SectionStatus, readonly StatusMove[]>>>> = {
  coordinator: {
    drafting: [SUBMIT, APPROVE],
    submitted: [APPROVE, GIVE_BACK, TAKE_BACK],
    returned: [SUBMIT, APPROVE],
    approved: [REOPEN, GIVE_BACK],
  },
  drafter: { drafting: [SUBMIT], submitted: [TAKE_BACK], returned: [SUBMIT], approved: [] },
  reviewer: { drafting: [], submitted: [APPROVE, GIVE_BACK], returned: [APPROVE], approved: [GIVE_BACK] },
  viewer: { drafting: [], submitted: [], returned: [], approved: [] },
}

/** A drafter hands in what is their own office's: what is nobody's yet, nobody answers for but the coordinator. */
function hasSay(standing: Standing, open: OpenRights): boolean {
  if (open.writer.role !== 'drafter') return true
  return whyNoSay(open.writer, open.rights.stage, standing) === undefined && isOfOffice(standing, open)
}

/** Whether a section is one's own office's to write, alone or with others. */
export function isOfOffice({ officeIds }: Pick<Standing, 'officeIds'>, { writer }: OpenRights): boolean {
  return writer.officeId !== null && officeIds.includes(writer.officeId)
}
