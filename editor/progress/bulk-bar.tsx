import { CalendarClock, Check, Lock, LockOpen, RotateCcw, Send, Undo2, UserRoundPlus, X } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useState } from 'react'

import type { SectionsChange } from '../../report/wire/progress.ts'
import type { SectionChange } from '../../report/wire/rest.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { changeSections } from '../rest/progress.ts'
import { useWork } from '../rest/use-work.ts'
import { AssignDialog } from '../sections/assign-dialog.tsx'
import { Button } from '../ui/button.tsx'
import { Note } from '../ui/note.tsx'
import type { BoardRow } from './board-rows.ts'
import { bulkActions, MOVE_STATUS, undoOf } from './bulk-action.ts'
import type { BulkAction, BulkName } from './bulk-action.ts'
import { ApproveDialog, DueDialog, ReturnDialog } from './bulk-dialogs.tsx'
import type { Board } from './use-board.ts'

const ICONS: Readonly<Record<BulkName, LucideIcon>> = {
  assign: UserRoundPlus,
  due: CalendarClock,
  lock: Lock,
  unlock: LockOpen,
  submit: Send,
  takeBack: Undo2,
  giveBack: RotateCcw,
  approve: Check,
  reopen: Undo2,
}

type BulkBarProps = {
  readonly board: Board
  readonly chosen: readonly BoardRow[]
  readonly onClear: () => void
  readonly onReload: () => void
}

type Done = { readonly said: string; readonly undo: readonly SectionsChange[] | undefined }

/** What can be done with the sections that are chosen, and what was done last, to be undone. */
export function BulkBar({ board, chosen, onClear, onReload }: BulkBarProps) {
  const text = useText()
  const { progress: words } = text
  const { language } = useLanguage()
  const { busy, failure, run } = useWork()
  const [asked, setAsked] = useState<BulkAction>()
  const [done, setDone] = useState<Done>()
  const { report } = board
  const offered = bulkActions(chosen)

  const change = ({ name, rows }: BulkAction, to: SectionChange) => {
    setAsked(undefined)
    const sectionIds = rows.map(({ section }) => section.id)
    const undo = to.reason === undefined ? undoOf(rows, to, report.role) : undefined
    // Refused because somebody was faster: then the board shows what they did.
    run(changeSections(report.id, { sectionIds, change: to }).finally(onReload), () =>
      setDone({ said: words.bulkDone[name](rows.length), undo }),
    )
  }
  const takeBack = (steps: readonly SectionsChange[]) => {
    run(inTurn(report.id, steps).finally(onReload), () => setDone({ said: words.undone, undo: undefined }))
  }
  const handle = (action: BulkAction) => {
    if (busy) return
    switch (action.name) {
      case 'assign':
      case 'due':
      case 'giveBack':
        return setAsked(action)
      case 'lock':
      case 'unlock':
        return change(action, { locked: action.name === 'lock' })
      default:
        // What cannot be undone by this person is asked first, where it is many.
        if (action.name === 'approve' && report.role !== 'coordinator') return setAsked(action)
        return change(action, { status: MOVE_STATUS[action.name] })
    }
  }
  const isOpen = chosen.length > 0 || done !== undefined || failure !== undefined
  return (
    <>
      <div className="board-bulk" role="region" aria-label={words.bulkLabel} hidden={!isOpen}>
        {failure !== undefined && <Note tone="danger">{errorSentence(failure, text, language)}</Note>}
        {done && (
          <p className="board-bulk-done" role="status">
            <Check size={16} aria-hidden="true" />
            {done.said}
            {done.undo && (
              <Button kind="quiet" busy={busy} onClick={() => takeBack(done.undo ?? [])}>
                {words.undo}
              </Button>
            )}
            <button
              type="button"
              className="icon-button"
              aria-label={text.app.dismiss}
              onClick={() => setDone(undefined)}
            >
              <X size={16} aria-hidden="true" />
            </button>
          </p>
        )}
        {chosen.length > 0 && (
          <div className="board-bulk-line">
            <strong role="status">{words.selected(chosen.length)}</strong>
            <div className="board-bulk-actions">
              {offered.map((action) => (
                <BulkButton
                  key={action.name}
                  action={action}
                  of={chosen.length}
                  busy={busy}
                  onClick={() => handle(action)}
                />
              ))}
            </div>
            <Button kind="quiet" onClick={onClear}>
              {words.clearSelection}
            </Button>
          </div>
        )}
      </div>
      {asked && (
        <BulkDialog
          action={asked}
          board={board}
          onChange={(to) => change(asked, to)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  )
}

type BulkButtonProps = {
  readonly action: BulkAction
  readonly of: number
  readonly busy: boolean
  readonly onClick: () => void
}

/** Where it concerns only some of those that are chosen, it says how many. */
function BulkButton({ action: { name, rows }, of, busy, onClick }: BulkButtonProps) {
  const { progress: text } = useText()
  const Icon = ICONS[name]
  return (
    <Button aria-disabled={busy || undefined} onClick={onClick}>
      <Icon size={16} aria-hidden="true" />
      {rows.length < of ? text.counted(text.bulk[name], rows.length) : text.bulk[name]}
    </Button>
  )
}

type BulkDialogProps = {
  readonly action: BulkAction
  readonly board: Board
  readonly onChange: (to: SectionChange) => void
  readonly onClose: () => void
}

function BulkDialog({ action: { name, rows }, board, onChange, onClose }: BulkDialogProps) {
  switch (name) {
    case 'assign':
      return <AssignRows rows={rows} board={board} onChange={onChange} onClose={onClose} />
    case 'due':
      return <DueDialog rows={rows} onChange={onChange} onClose={onClose} />
    case 'giveBack':
      return <ReturnDialog rows={rows} onChange={onChange} onClose={onClose} />
    case 'approve':
      return <ApproveDialog rows={rows} onChange={onChange} onClose={onClose} />
    default:
      return null
  }
}

function AssignRows({
  rows,
  board,
  onChange,
  onClose,
}: Omit<BulkDialogProps, 'action'> & { rows: readonly BoardRow[] }) {
  const { progress: text } = useText()
  const taking = new Set([
    ...board.report.officeMembers.map(({ office }) => office.id),
    ...board.report.members.flatMap(({ office }) => office?.id ?? []),
  ])
  const [first] = rows
  if (!first) return null
  const offices = first.section.officeIds.join()
  const alike = rows.every(({ section }) => section.officeIds.join() === offices)
  return (
    <AssignDialog
      sections={[
        {
          id: first.section.id,
          label: rows.length === 1 ? first.label || text.untitled : text.all(String(rows.length)),
          level: 1,
          officeIds: alike ? first.section.officeIds : [],
        },
      ]}
      many={false}
      taking={taking}
      onAssign={(_, chosen) => onChange({ officeIds: chosen.map(({ id }) => id) })}
      onClose={onClose}
    />
  )
}

async function inTurn(reportId: string, steps: readonly SectionsChange[]): Promise<void> {
  for (const step of steps) await changeSections(reportId, step)
}
