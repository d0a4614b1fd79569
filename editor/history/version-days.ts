import type { Version } from '../../report/wire/paper.ts'

/** What stands in the list below a day: a version that somebody made, or those that were kept by themselves, folded. */
export type VersionRow =
  | { readonly row: 'version'; readonly version: Version }
  | { readonly row: 'automatic'; readonly versions: readonly Version[] }

export type VersionDay = {
  /** The first moment of it that is known; names the day. */
  readonly at: number
  readonly rows: readonly VersionRow[]
}

/** Versions (newest first) by the day they were made on; `dayOf` says which that is where the person is. */
export function versionDays(versions: readonly Version[], dayOf: (at: number) => string): VersionDay[] {
  const days: { at: number; day: string; rows: VersionRow[] }[] = []
  for (const version of versions) {
    const day = dayOf(version.at)
    let last = days.at(-1)
    if (last?.day !== day) {
      last = { at: version.at, day, rows: [] }
      days.push(last)
    }
    addRow(last.rows, version)
  }
  return days.map(({ at, rows }) => ({ at, rows }))
}

function addRow(rows: VersionRow[], version: Version): void {
  if (version.kind !== 'automatic') {
    rows.push({ row: 'version', version })
    return
  }
  const last = rows.at(-1)
  if (last?.row === 'automatic') rows[rows.length - 1] = { ...last, versions: [...last.versions, version] }
  else rows.push({ row: 'automatic', versions: [version] })
}

/** The version just before another (newest first), to be compared with it; `now` stands before all. */
export function versionBefore(versions: readonly Version[], seq: number): Version | undefined {
  return versions.find((version) => version.seq < seq)
}
