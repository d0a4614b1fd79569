import type { ReportHead } from '../../report/wire/rest.ts'
import { ApiError } from '../rest/request.ts'
import { changeHead, fetchReport } from '../rest/reports.ts'
import { HEAD_FIELDS, changesOf, hearOf, type HeadEdit, type HeadField } from './head-change.ts'

export type SavedHead =
  | { readonly state: 'saved'; readonly head: ReportHead }
  /** Somebody else changed the same parts, and the person has not seen it: nothing was sent. */
  | { readonly state: 'contested'; readonly head: ReportHead }

/**
 * Sends what was changed, and only that. Asks the server for its head first: news of another's change may not have come
 * yet. Throws ApiError.
 */
export async function saveHead(reportId: string, edit: HeadEdit): Promise<SavedHead> {
  const { head } = await fetchReport(reportId)
  const heard = hearOf(edit, head)
  const isNews = [...heard.contested].some((field) => !edit.contested.has(field))
  // Contested before, and changed once more meanwhile: what the person has seen of it is old.
  const isOld = [...edit.contested].some((field) => !sameValue(edit, heard, field))
  if (isNews || isOld) return { state: 'contested', head }
  const changes = changesOf(heard)
  if (Object.keys(changes).length > 0) await changeHead(reportId, changes)
  return { state: 'saved', head: { ...head, ...changes } }
}

function sameValue(a: HeadEdit, b: HeadEdit, field: HeadField): boolean {
  return JSON.stringify(a.known[field]) === JSON.stringify(b.known[field])
}

/** The parts that the server would not take; empty where it says nothing of parts. */
export function refusedParts(error: unknown): readonly HeadField[] {
  if (!(error instanceof ApiError) || error.code !== 'bad-request') return []
  const named = [...(error.detail ?? '').matchAll(/(?:^|; )head\.(\w+)/gu)].map(([, field]) => field)
  return HEAD_FIELDS.filter((field) => named.includes(field))
}
