import { ERRORS, type ErrorCode } from '../../../report/wire/errors.ts'
import { type Observable, createCell } from './cell.ts'
import type { Journal, JournalRow } from './journal.ts'
import { readableText } from './readable-text.ts'
import type { KeptHandover, KeptSection } from './recovered-text.ts'

/** Text that the server did not take, or that belongs to a history that is gone. It never vanishes by itself. */
export type KeptText = {
  readonly id: string
  /** When it was written, milliseconds. */
  readonly at: number
  /** Why it was not taken; `epoch`: it was written into a history that has been replaced. */
  readonly reason: ErrorCode | 'epoch'
  /** What was written, as its author saw it; empty where only the letters are known. */
  readonly sections: readonly KeptSection[]
  /** The letters that were written, where `sections` says nothing; empty when it only deleted or formatted. */
  readonly text: string
}

/** What is kept for a person of a report: in this browser, or, where that keeps nothing, in this tab. */
export type KeptTexts = {
  readonly list: Observable<readonly KeptText[]>
  /** Something of it would go with this tab. */
  readonly unkept: Observable<boolean>
  /** Another tab has changed something, or the report has closed its door. */
  readonly reload: () => Promise<void>
  /** A row that was just kept; `kept`: the journal has it. */
  readonly hold: (row: JournalRow, kept: boolean) => void
  /** The person has copied it, or does not want it. */
  readonly forget: (ids: readonly string[]) => Promise<void>
  readonly forgetSection: (id: string, sectionId: string) => Promise<void>
  readonly setHandover: (id: string, sectionId: string, handover: KeptHandover) => Promise<void>
}

export type KeptTextsOptions = {
  readonly journal: Journal
  /** Rows that wait to be sent and will not be. */
  readonly stranded: () => Promise<readonly JournalRow[]>
  /** Why a row that was never refused is not sent. */
  readonly whyWaiting: (row: JournalRow) => KeptText['reason']
  /** Something has changed that other tabs show as well. */
  readonly onChange: () => void
}

export function createKeptTexts({ journal, stranded, whyWaiting, onChange }: KeptTextsOptions): KeptTexts {
  const list = createCell<readonly KeptText[]>([])
  const unkept = createCell(false)
  let stored: readonly JournalRow[] = []
  /** What this tab alone knows of, until the journal has it. */
  let held: readonly JournalRow[] = []

  const reasonOf = (row: JournalRow): KeptText['reason'] => {
    if (row.refused === undefined) return whyWaiting(row)
    return row.refused in ERRORS ? (row.refused as ErrorCode) : 'internal'
  }
  const show = () => {
    const known = new Set(stored.map(({ id }) => id))
    held = held.filter(({ id }) => !known.has(id))
    const rows = [...stored, ...held]
    list.set(rows.toSorted((a, b) => a.at - b.at).map((row) => keptText(row, reasonOf(row))))
    unkept.set(held.length > 0)
  }
  const reload = async () => {
    stored = [...(await journal.rescued()), ...(await stranded())]
    show()
  }
  const change = async (ids: readonly string[], next: (row: JournalRow) => JournalRow | undefined) => {
    held = held.flatMap((row) => (ids.includes(row.id) ? (next(row) ?? []) : row))
    await journal.rewrite((rows) => {
      const affected = rows.filter(({ id }) => ids.includes(id))
      const changed = affected.map((row) => ({ row, next: next(row) }))
      return {
        put: changed.flatMap((one) => one.next ?? []),
        drop: changed.filter((one) => one.next === undefined).map(({ row }) => row),
      }
    })
    await reload()
    onChange()
  }
  const changeSections = (id: string, next: (sections: readonly KeptSection[]) => readonly KeptSection[]) =>
    change([id], (row) => {
      if (!row.recovered) return row
      const sections = next(row.recovered.sections)
      return sections.length === 0
        ? undefined
        : { ...row, rev: row.rev + 1, recovered: { ...row.recovered, sections } }
    })

  return {
    list,
    unkept,
    reload,
    hold: (row, kept) => {
      const others = (rows: readonly JournalRow[]) => rows.filter(({ id }) => id !== row.id)
      held = kept ? others(held) : [...others(held), row]
      stored = kept ? [...others(stored), row] : others(stored)
      show()
    },
    forget: (ids) => change(ids, () => undefined),
    forgetSection: (id, sectionId) =>
      changeSections(id, (sections) => sections.filter((section) => section.id !== sectionId)),
    setHandover: (id, sectionId, handover) =>
      changeSections(id, (sections) =>
        sections.map((section) => (section.id === sectionId ? { ...section, handover } : section)),
      ),
  }
}

function keptText(row: JournalRow, reason: KeptText['reason']): KeptText {
  const sections = row.recovered?.sections ?? []
  return {
    id: row.id,
    at: row.at,
    reason,
    sections,
    text: sections.length > 0 ? '' : readableText(row.update),
  }
}
