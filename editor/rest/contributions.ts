import {
  type ContributionChange,
  contributionSchema,
  contributionsSchema,
  type Contribution,
  type Contributions,
  type Excerpt,
  excerptsSchema,
  type NewContribution,
  type NewProvenance,
  type Provenance,
  provenanceSchema,
} from '../../report/wire/contributions.ts'
import { request, requestNothing } from './request.ts'
import { sendForm } from './send-form.ts'

/** What offices sent in, of that which this person may read. */
export function fetchContributions(reportId: string, signal?: AbortSignal): Promise<Contributions> {
  return request(contributionsSchema, contributionsOf(reportId), { signal })
}

/** Which offices are asked (coordinator). */
export function askOffices(reportId: string, officeIds: readonly string[]): Promise<void> {
  return requestNothing(`${reportPath(reportId)}/contributors`, { method: 'PUT', body: { officeIds } })
}

export type Sending = NewContribution & {
  readonly file: File
  readonly signal: AbortSignal
  /** Which part of the file has gone out, from 0 to 1. */
  readonly onProgress: (part: number) => void
}

/** Sends an office's own report in as a file. */
export function sendContribution(
  reportId: string,
  { file, title, officeId, signal, onProgress }: Sending,
): Promise<Contribution> {
  const body = new FormData()
  // The words first: a server that reads the parts as they come has them before the file.
  if (title !== undefined) body.append('title', title)
  if (officeId !== undefined) body.append('officeId', officeId)
  body.append('document', file)
  return sendForm(contributionSchema, contributionsOf(reportId), { body, signal, onProgress })
}

/** Begins a report of one's office on the same outline; `sourceReportId` is to be opened. */
export function beginContribution(reportId: string, begun: NewContribution): Promise<Contribution> {
  return request(contributionSchema, contributionsOf(reportId), { method: 'POST', body: begun })
}

/** What the office's own report says now is what it sends in. */
export function submitContribution(reportId: string, contributionId: string): Promise<void> {
  const path = `${contributionPath(reportId, contributionId)}/submit`
  return requestNothing(path, { method: 'POST', body: {} })
}

export function changeContribution(
  reportId: string,
  contributionId: string,
  change: ContributionChange,
): Promise<void> {
  return requestNothing(contributionPath(reportId, contributionId), { method: 'PATCH', body: change })
}

export function withdrawContribution(reportId: string, contributionId: string): Promise<void> {
  return requestNothing(contributionPath(reportId, contributionId), { method: 'DELETE' })
}

/** The file as it came. */
export function contributionFilePath(reportId: string, contributionId: string): string {
  return `${contributionPath(reportId, contributionId)}/file`
}

/** What every office says on a section; without one what nobody has placed yet. */
export async function fetchExcerpts(
  reportId: string,
  sectionId: string | null,
  signal?: AbortSignal,
): Promise<readonly Excerpt[]> {
  const query = new URLSearchParams({ sectionId: sectionId ?? '' })
  const path = `${reportPath(reportId)}/excerpts?${query.toString()}`
  return (await request(excerptsSchema, path, { signal })).excerpts
}

export function recordProvenance(reportId: string, provenance: NewProvenance): Promise<void> {
  return requestNothing(`${reportPath(reportId)}/provenance`, { method: 'POST', body: provenance })
}

/** Which blocks of the text came out of a contribution. */
export function fetchProvenance(reportId: string, signal?: AbortSignal): Promise<Provenance> {
  return request(provenanceSchema, `${reportPath(reportId)}/provenance`, { signal })
}

function contributionPath(reportId: string, contributionId: string): string {
  return `${contributionsOf(reportId)}/${encodeURIComponent(contributionId)}`
}

function contributionsOf(reportId: string): string {
  return `${reportPath(reportId)}/contributions`
}

function reportPath(reportId: string): string {
  return `/api/reports/${encodeURIComponent(reportId)}`
}
