import { readFileSync } from 'node:fs'
import type { Request } from 'express'
import { blankOutline, flattenOutline, outlineOf, type NumberedSection } from '../../outline/outline.ts'
import type { Milestone, Plan } from '../../outline/plan.ts'
import { parsePlan } from '../../outline/read-plan.ts'
import { placeOfBody } from '../../report/form/bodies.ts'
import { ReportError } from '../../report/wire/errors.ts'
import { newReportSchema, type ReportHead, type ReportMilestone } from '../../report/wire/rest.ts'
import { largestPlanFile, readPlanFile } from '../plan-file.ts'
import { readForm } from './multipart.ts'

/** What a request for a report (or its preview) says it should be made from. */
export type PlanSource = {
  /** Empty for a report without a plan. */
  readonly text: string
  readonly title: string | undefined
  readonly blankIfMissing: boolean
}

/** What a plan comes to: the sections to fill, and what surrounds them. */
export type Draft = {
  readonly plan: Plan
  readonly sections: readonly NumberedSection[]
  /** Whether the plan asks for these sections; those of the blank outline are only proposed. */
  readonly ordered: boolean
  readonly head: ReportHead
  readonly milestones: readonly ReportMilestone[]
}

/** Reads `{plan, title?}` as JSON, or a form with the file `plan` and the field `title`. */
export async function readPlanSource(request: Request): Promise<PlanSource> {
  const isForm = request.is('multipart/form-data')
  return isForm ? fromForm(request) : fromJson(request.body)
}

function fromJson(body: unknown): PlanSource {
  const { plan, title, blankIfMissing = false } = newReportSchema.parse(body)
  if (plan === 'blank') return { text: '', title, blankIfMissing: true }
  return { text: plan === 'nq20' ? shippedPlan() : plan, title, blankIfMissing }
}

async function fromForm(request: Request): Promise<PlanSource> {
  const { file, fields } = await readForm(request, 'plan', largestPlanFile)
  if (!file) throw new ReportError('bad-request', 'plan')
  const given = newReportSchema.shape.title.parse(fields.get('title')?.trim() || undefined)
  return {
    text: await readPlanFile(file.bytes, file.name),
    title: given,
    blankIfMissing: fields.get('blankIfMissing') === 'true',
  }
}

/** The plan shipped with the product. */
export function shippedPlan(): string {
  return readFileSync(new URL('../../outline/plans/nq20.txt', import.meta.url), 'utf8')
}

/** What the plan's text comes to. `sections` is empty when the plan does not say what the report must contain. */
export function draftOf(text: string): Draft {
  const plan = parsePlan(text)
  return {
    plan,
    sections: flattenOutline(outlineOf(plan)),
    ordered: true,
    head: headOf(plan, letterheadOf(text)),
    milestones: plan.milestones.map(milestoneOf),
  }
}

/** As `draftOf`, with the blank outline where the person asked for it. Throws `plan-without-outline`. */
export function draftToSeed({ text, blankIfMissing }: PlanSource): Draft {
  const draft = draftOf(text)
  if (draft.sections.length > 0) return draft
  if (blankIfMissing) return { ...draft, sections: blankSections(), ordered: false }
  throw new ReportError('plan-without-outline', draft.plan.problems.map(({ message }) => message).join(' '))
}

export function blankSections(): readonly NumberedSection[] {
  return flattenOutline(blankOutline())
}

/** The report's title in lists, where the person gave none. */
export function titleOf(plan: Plan): string {
  const subject = plan.reportSubject.trim()
  return subject === '' ? 'Báo cáo chưa đặt tên' : `Báo cáo ${subject}`.slice(0, 500)
}

function headOf(plan: Plan, letterhead: Letterhead): ReportHead {
  const issuingBody = letterhead.body || issuingBodyOf(plan.orderingBody ?? 'Tỉnh ủy')
  return {
    issuingBody,
    superiorBody: '',
    number: '',
    place: letterhead.place || placeOfBody(issuingBody),
    date: monthOfSigning(plan),
    type: plan.reportType,
    subject: plan.reportSubject,
    authority: plan.signatory?.authority ?? '',
    signatoryTitle: plan.signatory?.title ?? '',
    signatoryName: plan.signatory?.name ?? '',
    recipients: [...plan.recipients],
  }
}

// The standing committee decides, the committee issues: its head names the committee alone.
function issuingBodyOf(orderingBody: string): string {
  return orderingBody
    .replace(/^(?:Ban Thường vụ|Ban Chấp hành|Thường trực)\s+/u, '')
    .toLocaleUpperCase('vi')
    .normalize('NFC')
}

type Letterhead = { readonly body: string; readonly place: string }

/** A letterhead's lines stand among the first, its two columns apart by a tab at most. */
const LETTERHEAD_LINES = 20

/** What the plan's own head tells of whoever orders the report: a body with its place, and where the plan was dated. */
function letterheadOf(text: string): Letterhead {
  const lines = text
    .slice(0, 10_000)
    .normalize('NFC')
    .split(/[\n\t]/)
    .map((line) => line.trim())
    .filter(Boolean)
    .slice(0, LETTERHEAD_LINES)
  const isName = (line: string) => line.length <= 100 && line === line.toLocaleUpperCase('vi')
  const dated = lines.map((line) => /^(\p{Lu}[^,\d]{1,40}), ngày\b/u.exec(line)?.[1]).find(Boolean)
  return {
    body: lines.find((line) => isName(line) && placeOfBody(line) !== '') ?? '',
    place: dated ?? '',
  }
}

const DAY_MS = 24 * 60 * 60 * 1000

/** The month in which the plan wants the report signed at the latest; the day is the pen's. */
function monthOfSigning({ milestones }: Plan): string {
  const signing = milestones.findLast(({ what }) => /(?:^|\s)ký(?:\s|$)/u.test(what.normalize('NFC')))
  if (signing?.date === undefined) return ''
  const latest = Date.parse(wholeDate(signing.date)) - (signing.before ? DAY_MS : 0)
  return new Date(latest).toISOString().slice(0, 7)
}

function milestoneOf({ date, before, what, from = '', to = '' }: Milestone): ReportMilestone {
  return { date: date === undefined ? null : wholeDate(date), before, what, from, to }
}

/** A plan that names a month means its last day. */
function wholeDate(date: string): string {
  const month = /^(\d{4})-(\d{2})$/.exec(date)
  if (!month) return date
  return new Date(Date.UTC(Number(month[1]), Number(month[2]), 0)).toISOString().slice(0, 10)
}
