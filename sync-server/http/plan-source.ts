import { readFileSync } from 'node:fs'
import type { Request } from 'express'
import { blankOutline, flattenOutline, outlineOf, type NumberedSection } from '../../outline/outline.ts'
import type { Milestone, Plan } from '../../outline/plan.ts'
import { parsePlan } from '../../outline/read-plan.ts'
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
    head: headOf(plan),
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

function headOf(plan: Plan): ReportHead {
  return {
    issuingBody: issuingBodyOf(plan.orderingBody ?? 'Tỉnh ủy'),
    superiorBody: '',
    number: '',
    place: '',
    date: '',
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

function milestoneOf({ date, before, what, from = '', to = '' }: Milestone): ReportMilestone {
  return { date: date === undefined ? null : wholeDate(date), before, what, from, to }
}

/** A plan that names a month means its last day. */
function wholeDate(date: string): string {
  const month = /^(\d{4})-(\d{2})$/.exec(date)
  if (!month) return date
  return new Date(Date.UTC(Number(month[1]), Number(month[2]), 0)).toISOString().slice(0, 10)
}
