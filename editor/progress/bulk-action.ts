import type { SectionsChange } from '../../report/wire/progress.ts'
import type { Role, SectionChange, SectionStatus } from '../../report/wire/rest.ts'
import type { StatusMove } from '../sections/permits.ts'
import type { BoardRow } from './board-rows.ts'

export type BulkName = 'assign' | 'due' | 'lock' | 'unlock' | StatusMove['name']

/** Something a person may do with some of the sections they chose; the others are left as they are. */
export type BulkAction = { readonly name: BulkName; readonly rows: readonly BoardRow[] }

const IN_ORDER: readonly BulkName[] = [
  'submit',
  'approve',
  'giveBack',
  'assign',
  'due',
  'lock',
  'unlock',
  'takeBack',
  'reopen',
]

export const MOVE_STATUS: Readonly<Record<StatusMove['name'], SectionStatus>> = {
  submit: 'submitted',
  takeBack: 'drafting',
  giveBack: 'returned',
  approve: 'approved',
  reopen: 'drafting',
}

/** What is offered for these sections: nothing that the server would refuse. */
export function bulkActions(rows: readonly BoardRow[]): BulkAction[] {
  return IN_ORDER.map((name) => ({ name, rows: rows.filter((row) => allows(row, name)) })).filter(
    (action) => action.rows.length > 0,
  )
}

export function mayDoSomething({ permits }: BoardRow): boolean {
  return permits.steer || permits.moves.length > 0
}

function allows({ section, permits }: BoardRow, name: BulkName): boolean {
  switch (name) {
    case 'assign':
    case 'due':
      return permits.steer
    case 'lock':
      return permits.steer && !section.locked
    case 'unlock':
      return permits.steer && section.locked
    default:
      return permits.moves.some((move) => move.name === name)
  }
}

/**
 * What puts these sections back to how they are now, where this person may do that; undefined where not. What was returned
 * is not returned a second time: its reason already stands in the text.
 */
export function undoOf(
  rows: readonly BoardRow[],
  change: SectionChange,
  role: Role,
): SectionsChange[] | undefined {
  if (change.status !== undefined && !rows.every((row) => mayPutBack(row, role))) return undefined
  const groups = new Map<string, { sectionIds: string[]; change: SectionChange }>()
  for (const { section } of rows) {
    const before = asBefore(section, change)
    const key = JSON.stringify(before)
    const group = groups.get(key) ?? { sectionIds: [], change: before }
    group.sectionIds.push(section.id)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** Drafters take back what they handed in; only the coordinator changes a status any way. */
function mayPutBack({ section: { status } }: BoardRow, role: Role): boolean {
  if (role === 'coordinator') return status !== 'returned'
  return role === 'drafter' && (status === 'drafting' || status === 'submitted')
}

function asBefore(section: BoardRow['section'], change: SectionChange): SectionChange {
  return {
    ...(change.status === undefined ? {} : { status: section.status }),
    ...(change.locked === undefined ? {} : { locked: section.locked }),
    ...(change.due === undefined ? {} : { due: section.due }),
    ...(change.officeIds === undefined ? {} : { officeIds: [...section.officeIds] }),
  }
}
