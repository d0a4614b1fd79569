import type { SectionNumber } from './numbering.ts'

/** What a committee's plan (*kế hoạch*) says about the report it orders. Everything is as the plan words it, NFC. */
export interface Plan {
  /** The plan's own subject, as after the words KẾ HOẠCH. */
  readonly title: string
  /** The kind of document the plan orders. */
  readonly reportType: 'BÁO CÁO'
  /** The report's subject, as after the words BÁO CÁO: *tổng kết 10 năm thực hiện …*. */
  readonly reportSubject: string
  /** Who issues the plan: *Ban Thường vụ Tỉnh ủy*. */
  readonly orderingBody?: string
  readonly abbreviations: readonly Abbreviation[]
  /** The documents the plan names with their number, in the order of first mention. */
  readonly legalBases: readonly LegalBasis[]
  /** What the report must contain. */
  readonly parts: readonly PlanPart[]
  /** The bodies that send in a report of their own, one by one. */
  readonly contributors: readonly string[]
  /** Who owes what by when, in the plan's order. */
  readonly milestones: readonly Milestone[]
  readonly dataCutOff?: DataCutOff
  /** *Nơi nhận*, with notes such as *(báo cáo)*. */
  readonly recipients: readonly string[]
  readonly signatory?: Signatory
  /** What was looked for and not found, or looks wrong. */
  readonly problems: readonly PlanProblem[]
}

/** *(sau đây viết tắt là Nghị quyết số 20)*. */
export interface Abbreviation {
  readonly short: string
  /** The code of the document meant, when the plan says it. */
  readonly code?: string
}

/** A document the plan rests on or cites: *Nghị quyết số 20-NQ/TW ngày 01/11/2012 của … về …*. */
export interface LegalBasis {
  readonly kind: string
  readonly code: string
  /** ISO date. */
  readonly date?: string
  readonly issuer?: string
  readonly subject?: string
}

/** One thing the report must contain, as the plan numbers and words it. */
export interface PlanPart {
  readonly number: SectionNumber
  /** The plan's own sentence. */
  readonly sentence: string
  /** What the plan adds below the sentence without asking for a sub-section: bullets and paragraphs. */
  readonly notes: readonly string[]
  /** The plan leaves the list open with a bullet `...`. */
  readonly invitesMore: boolean
  readonly children: readonly PlanPart[]
  /** The line of the text it starts on, from 1. */
  readonly line: number
}

/** Something due: what, from whom, to whom, by when. */
export interface Milestone {
  /** ISO date; where the plan names only a month, its last day. Absent: the plan orders the step without a date. */
  readonly date?: string
  /** *trước ngày*: done before that day; otherwise on that day at the latest. */
  readonly before: boolean
  readonly what: string
  readonly from?: string
  readonly to?: string
  /** *(qua …)*: the body it passes through. */
  readonly via?: string
  /** The plan's own words. */
  readonly source: string
  /** The item of the plan: *III.1*. */
  readonly ref: string
}

/** The time the report covers: *Từ khi ban hành … đến tháng 3/2022*. */
export interface DataCutOff {
  readonly from?: string
  /** ISO date or month. */
  readonly to: string
  readonly source: string
}

/** Who signs: *T/M BAN THƯỜNG VỤ*, *PHÓ BÍ THƯ*, name. */
export interface Signatory {
  readonly authority?: string
  readonly title?: string
  readonly name?: string
}

export type PlanProblemCode =
  | 'empty'
  | 'too-long'
  | 'no-title'
  | 'no-content-part'
  | 'no-sections'
  | 'too-many-sections'
  | 'numbering-gap'
  | 'no-milestones'
  | 'no-recipients'
  | 'no-signatory'

/** Said to the person who chose the plan, in Vietnamese. */
export interface PlanProblem {
  readonly code: PlanProblemCode
  readonly message: string
  /** The line of the text, from 1, where there is one. */
  readonly line?: number
}
