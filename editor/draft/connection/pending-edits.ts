import * as Y from 'yjs'
import { newId } from '../../../report/id.ts'
import { type Observable, createCell } from './cell.ts'
import type { Journal, JournalPlace, JournalRow } from './journal.ts'

/** One or several merged updates that no 121 has covered yet. */
type PendingEdit = {
  row: JournalRow
  /** What a person would call changes: runs of typing without a pause. */
  changes: number
  /** The sync frame that carries it on the present socket. */
  frame: number | undefined
  /** The journal holds this very revision: closing the browser loses nothing. */
  kept: boolean
  /**
   * Begun here. An adopted row may belong to another tab that is still open and writes it too: to grow it here would
   * overwrite what that tab has added since.
   */
  own: boolean
}

export type PendingEdits = {
  /** A local edit, just made. */
  readonly add: (update: Uint8Array) => void
  /** Edits left in the journal by an earlier visit. They are already in the doc and not yet at the server. */
  readonly adopt: (rows: readonly JournalRow[]) => void
  /** Everything no frame carries, as one update. */
  readonly unsent: () => Uint8Array | undefined
  /** Frame `ordinal` carries everything that was unsent: an update does, and so does a step 2. */
  readonly sent: (ordinal: number) => void
  /** The server has settled the frames up to this one. */
  readonly settled: (ordinal: number) => void
  /** The socket is gone, and with it its ordinals. */
  readonly unsend: () => void
  /**
   * The server refused this frame: what it and all later ones carry becomes one row, kept to be read and never sent.
   * Undefined when they carried nothing.
   */
  readonly refuse: (ordinal: number, code: string) => JournalRow | undefined
  /** Everything not settled, as it is now; what is written from here on makes rows of its own. */
  readonly gather: () => Gathered
  /** What was gathered has become this row, which is in the new copy of the report and not yet at the server. */
  readonly replace: (gathered: Gathered, row: JournalRow | undefined, kept: boolean) => void
  readonly forgetRefused: (ids: readonly string[]) => void
  /** Everything that is not at the server, as one update: what the person would lose. */
  readonly all: () => Uint8Array | undefined
  /** How many changes are not at the server, refused ones among them. */
  readonly count: () => number
  /** The journal's rows that are being looked after here. */
  readonly rowIds: () => readonly string[]
  /** Something here is neither at the server nor in the journal. */
  readonly unkept: Observable<boolean>
}

export type Gathered = { readonly rows: readonly JournalRow[]; readonly update: Uint8Array | undefined }

/** A pause this long ends a change; so does writing on for this long. */
const PAUSE = 1000
const LONG_CHANGE = 10_000
/** Unsent edits are merged into one row up to this size: hours of typing offline stay a handful of rows. */
const ROW_BYTES = 4096

export type PendingOptions = {
  readonly place: JournalPlace
  readonly journal: Journal
  readonly onChange: () => void
  readonly now?: () => number
}

export function createPendingEdits({
  place,
  journal,
  onChange,
  now = Date.now,
}: PendingOptions): PendingEdits {
  let edits: PendingEdit[] = []
  let refused: PendingEdit[] = []
  let lastEditAt = Number.NEGATIVE_INFINITY
  let changeBegan = Number.NEGATIVE_INFINITY
  const unkept = createCell(false)

  const changed = () => {
    unkept.set(edits.some(isUnkept) || refused.some(isUnkept))
    onChange()
  }
  const beginsChange = () => {
    const at = now()
    const begins = at - lastEditAt >= PAUSE || at - changeBegan >= LONG_CHANGE
    if (begins) changeBegan = at
    lastEditAt = at
    return begins
  }
  const keep = (edit: PendingEdit, replaced: readonly JournalRow[] = []) => {
    edit.kept = false
    const { rev } = edit.row
    void journal.put(edit.row, replaced).then((kept) => {
      if (edit.row.rev !== rev) return
      edit.kept = kept
      changed()
    })
  }
  const open = (update: Uint8Array): PendingEdit => {
    const edit: PendingEdit = {
      row: { ...place, id: newId(), at: now(), rev: 1, update },
      changes: 0,
      frame: undefined,
      kept: false,
      own: true,
    }
    edits.push(edit)
    return edit
  }
  const extend = (update: Uint8Array): PendingEdit => {
    const last = edits.at(-1)
    if (!last?.own || last.frame !== undefined || last.row.update.length >= ROW_BYTES) return open(update)
    last.row = { ...last.row, rev: last.row.rev + 1, update: Y.mergeUpdates([last.row.update, update]) }
    return last
  }
  const takeOut = (out: (edit: PendingEdit) => boolean) => {
    const taken = edits.filter(out)
    if (taken.length > 0) edits = edits.filter((edit) => !out(edit))
    return taken
  }

  return {
    add: (update) => {
      const edit = extend(update)
      if (beginsChange()) edit.changes++
      keep(edit)
      changed()
    },
    adopt: (rows) => {
      for (const row of rows) edits.push({ row, changes: 1, frame: undefined, kept: true, own: false })
      changed()
    },
    unsent: () => merged(edits.filter((edit) => edit.frame === undefined)),
    sent: (ordinal) => {
      for (const edit of edits) edit.frame ??= ordinal
      changed()
    },
    settled: (ordinal) => {
      const done = takeOut((edit) => edit.frame !== undefined && edit.frame <= ordinal)
      if (done.length > 0) void journal.drop(done.map((edit) => edit.row))
      changed()
    },
    unsend: () => {
      for (const edit of edits) edit.frame = undefined
      changed()
    },
    refuse: (ordinal, code) => {
      const out = takeOut((edit) => edit.frame === undefined || edit.frame >= ordinal)
      const update = merged(out)
      const rows = out.map((edit) => edit.row)
      const [first] = rows
      if (!first || !update) return undefined
      const row = { ...place, id: newId(), at: first.at, rev: 1, update, refused: code }
      const edit = { row, changes: countChanges(out), frame: undefined, kept: false, own: true }
      refused.push(edit)
      // Both or neither: with the old rows left behind, the next visit would send what was refused.
      keep(edit, rows)
      changed()
      return row
    },
    gather: () => {
      // Grown while the journal is changed, a row would bring back what was taken out of it.
      for (const edit of edits) edit.own = false
      return { rows: edits.map((edit) => edit.row), update: merged(edits) }
    },
    replace: ({ rows }, row, kept) => {
      const ids = new Set(rows.map(({ id }) => id))
      const out = takeOut((edit) => ids.has(edit.row.id))
      if (row) edits.unshift({ row, changes: countChanges(out), frame: undefined, kept, own: false })
      changed()
    },
    forgetRefused: (ids) => {
      refused = refused.filter((edit) => !ids.includes(edit.row.id))
      changed()
    },
    all: () => merged([...refused, ...edits]),
    count: () => countChanges([...refused, ...edits]),
    rowIds: () => [...refused, ...edits].map((edit) => edit.row.id),
    unkept,
  }
}

function isUnkept(edit: PendingEdit): boolean {
  return !edit.kept
}

/** A long change may be half sent: its rest counts as one. */
function countChanges(edits: readonly PendingEdit[]): number {
  const changes = edits.reduce((sum, edit) => sum + edit.changes, 0)
  return edits.length > 0 ? Math.max(changes, 1) : 0
}

function merged(edits: readonly PendingEdit[]): Uint8Array | undefined {
  return mergeInTree(edits.map((edit) => edit.row.update))
}

/** `Y.mergeUpdates` is quadratic in the number of updates: merge few at a time. */
export function mergeInTree(updates: readonly Uint8Array[]): Uint8Array | undefined {
  let layer = [...updates]
  while (layer.length > 1) {
    const next: Uint8Array[] = []
    for (let at = 0; at < layer.length; at += 16) next.push(Y.mergeUpdates(layer.slice(at, at + 16)))
    layer = next
  }
  return layer[0]
}
