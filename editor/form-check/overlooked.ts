import type { Finding } from '../../report/form-check/finding.ts'
import { readStored, store } from '../i18n/stored.ts'

/** So many are kept; who passes over more than these has no use for the checker. */
const MOST = 500

/** What a finding is known by when it comes again: the place may have moved, the words are the same. */
export function nameOfFinding({ rule, quote }: Pick<Finding, 'rule' | 'quote'>): string {
  return `${rule}\n${quote}`
}

/** The findings of a report that somebody has decided to leave as they are, in this browser. */
export function readOverlooked(reportId: string): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(readStored(key(reportId)) ?? '[]')
    return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [])
  } catch {
    // Somebody else's words under our name: as if there were none.
    return new Set()
  }
}

export function keepOverlooked(reportId: string, names: ReadonlySet<string>): void {
  store(key(reportId), JSON.stringify([...names].slice(-MOST)))
}

function key(reportId: string): string {
  return `form-check.${reportId}`
}
