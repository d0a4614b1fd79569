import type { ImportResult, ImportRow, Office } from '../../report/wire/rest.ts'

/** How many rows one can look through; the rest is told as a number. */
export const MOST_SHOWN = 200

export type Preview = {
  readonly clean: number
  readonly bad: number
  /** Bad ones first, each kind in the order of the file. */
  readonly shown: readonly ImportRow[]
  readonly hidden: number
  /** Whether it can be imported as it is. */
  readonly ready: boolean
}

export function previewOf({ rows, problems }: ImportResult): Preview {
  const bad = rows.filter((row) => row.problems.length > 0)
  const clean = rows.filter((row) => row.problems.length === 0)
  const shown = [...bad, ...clean].slice(0, MOST_SHOWN)
  return {
    clean: clean.length,
    bad: bad.length,
    shown,
    hidden: rows.length - shown.length,
    ready: problems.length === 0 && bad.length === 0 && clean.length > 0,
  }
}

/** Rows of a sample that can be imported as it is: real offices, so that nothing but the names need be changed. */
export function sampleRows(
  heads: string,
  offices: readonly Office[],
  words: { readonly person: (n: number) => string; readonly office: string },
): string[][] {
  const name = (at: number) => offices[at % Math.max(1, offices.length)]?.name ?? words.office
  return [
    heads.split(','),
    [words.person(1), 'nguoisoan1', name(0), ''],
    [words.person(2), 'nguoisoan2', name(1), ''],
    [words.person(3), '', name(2), ''],
  ]
}

export function codeRows(heads: string, rows: readonly ImportRow[]): string[][] {
  return [
    heads.split(','),
    ...rows.map(({ name, username, office, code = '' }) => [name, username, office, code]),
  ]
}
