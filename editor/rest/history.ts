import type { Comparison } from '../../report/compare/comparison.ts'
import type { ReportContent } from '../../report/content/content.ts'
import { comparedSchema, pastSchema, restoredSchema, timelineSchema } from '../../report/wire/history.ts'
import type { Compared, Moment, Past, Restored, Timeline } from '../../report/wire/history.ts'
import { ApiError, request } from './request.ts'

export type PastText = Omit<Past, 'content'> & { readonly content: ReportContent }
export type ComparedTexts = Omit<Compared, 'comparison'> & { readonly comparison: Comparison }

/** Years of edits to be walked through, or a thousand pages to be laid beside each other. */
const PATIENCE = { timeoutMs: 3 * 60_000 }

/** When the report was edited and by whom, oldest first. */
export function fetchTimeline(reportId: string, signal?: AbortSignal): Promise<Timeline> {
  return request(timelineSchema, `${reportPath(reportId)}/timeline`, { ...PATIENCE, signal })
}

/** What the report said at a moment. Throws ApiError, `no-such-moment` where there is none. */
export async function fetchPast(reportId: string, moment: Moment, signal?: AbortSignal): Promise<PastText> {
  const query = new URLSearchParams({ moment }).toString()
  const past = await request(pastSchema, `${reportPath(reportId)}/past?${query}`, { ...PATIENCE, signal })
  return { ...past, content: contentOf(past.content) }
}

/** What differs between two moments. */
export async function fetchCompared(
  reportId: string,
  { from, to }: { readonly from: Moment; readonly to: Moment },
  signal?: AbortSignal,
): Promise<ComparedTexts> {
  const path = `${momentPath(reportId, from)}/compare?${new URLSearchParams({ to }).toString()}`
  const compared = await request(comparedSchema, path, { ...PATIENCE, signal })
  return { ...compared, comparison: comparisonOf(compared.comparison) }
}

/** Has the report say again what it said then: all of it, or one section with all below it. */
export function restore(
  reportId: string,
  moment: Moment,
  sectionId: string | undefined,
  signal?: AbortSignal,
): Promise<Restored> {
  const body = sectionId === undefined ? {} : { sectionId }
  return request(restoredSchema, `${momentPath(reportId, moment)}/restore`, {
    ...PATIENCE,
    method: 'POST',
    body,
    signal,
  })
}

// Whole reports are not walked through a second time on an old PC: their outer shape tells them from a gateway's answer.
function contentOf(content: Readonly<Record<string, unknown>>): ReportContent {
  if (!Array.isArray(content.preamble) || !Array.isArray(content.sections))
    throw new ApiError('unexpected-answer')
  return content as ReportContent
}

function comparisonOf(comparison: Readonly<Record<string, unknown>>): Comparison {
  if (!Array.isArray(comparison.preamble) || !Array.isArray(comparison.sections))
    throw new ApiError('unexpected-answer')
  return comparison as Comparison
}

function momentPath(reportId: string, moment: Moment): string {
  return `${reportPath(reportId)}/versions/${encodeURIComponent(moment)}`
}

function reportPath(reportId: string): string {
  return `/api/reports/${encodeURIComponent(reportId)}`
}
