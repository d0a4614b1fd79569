import {
  AlignmentType,
  LineRuleType,
  UnderlineType,
  type IParagraphStyleOptions,
  type IParagraphStylePropertiesOptions,
  type IRunStylePropertiesOptions,
  type ISpacingProperties,
  type IStylesOptions,
} from 'docx'
import type { Face, Line, Profile } from '../../form/profiles.ts'
import { bodyStyles } from '../body/body-styles.ts'

/** Ids of the paragraph styles of everything around the text. `Title`, `Subtitle` and `Header` are Word's own. */
export const FRAME_STYLE = {
  superior: 'SuperiorBody',
  issuer: 'IssuingBody',
  underIssuer: 'UnderIssuingBody',
  title: 'StateTitle',
  motto: 'StateMotto',
  number: 'DocumentNumber',
  placeAndDate: 'PlaceAndDate',
  draft: 'DraftMark',
  secrecy: 'SecrecyMark',
  urgency: 'UrgencyMark',
  circulation: 'CirculationMark',
  type: 'Title',
  subject: 'Subtitle',
  underSubject: 'UnderSubject',
  rule: 'Rule',
  gap: 'Gap',
  partOf: 'PartOf',
  authority: 'SigningAuthority',
  signatoryTitle: 'SignatoryTitle',
  signatory: 'SignatoryName',
  recipientsHeading: 'RecipientsHeading',
  recipients: 'Recipients',
  typist: 'TypistMark',
  appendix: 'AppendixHeading',
  appendixOf: 'AppendixOf',
  header: 'Header',
} as const

const LANGUAGE = { value: 'vi-VN', eastAsia: 'vi-VN', bidirectional: 'vi-VN' } as const

/** All styles of a paper: what holds for every letter, the frame's own, and those of its body. */
export function paperStyles(profile: Profile): IStylesOptions {
  const body = bodyStyles(profile)
  return {
    default: {
      document: {
        run: { font: profile.font, size: profile.body.face.size, color: '000000', language: LANGUAGE },
        paragraph: { spacing: { before: 0, after: 0, line: 240, lineRule: LineRuleType.AUTO } },
      },
      ...body.default,
      title: {
        basedOn: 'Normal',
        next: FRAME_STYLE.subject,
        quickFormat: true,
        ...looks(profile.type, { ...CENTRED, keepNext: true, spacing: { before: 360, after: 0 } }),
      },
    },
    paragraphStyles: [...frameStyles(profile), ...body.paragraphStyles],
  }
}

const CENTRED = { alignment: AlignmentType.CENTER } as const
const LEFT = { alignment: AlignmentType.LEFT } as const

function frameStyles(profile: Profile): IParagraphStyleOptions[] {
  return [
    ...headStyles(profile),
    ...subjectStyles(profile),
    ...footStyles(profile),
    ...appendixStyles(profile),
  ]
}

function headStyles({ head, marks }: Profile): IParagraphStyleOptions[] {
  const centred = { ...CENTRED, spacing: lineOf(head.line) }
  const [title, motto] = head.titles
  return [
    own(FRAME_STYLE.superior, 'Cơ quan cấp trên', head.superior, centred),
    own(FRAME_STYLE.issuer, 'Cơ quan ban hành', head.issuer, centred),
    own(FRAME_STYLE.underIssuer, 'Dấu sao', head.number, centred),
    ...(title ? [own(FRAME_STYLE.title, motto ? 'Quốc hiệu' : 'Tiêu đề văn bản', title.face, centred)] : []),
    ...(motto ? [own(FRAME_STYLE.motto, 'Tiêu ngữ', motto.face, centred)] : []),
    own(FRAME_STYLE.number, 'Số và ký hiệu', head.number, centred),
    own(FRAME_STYLE.placeAndDate, 'Địa danh và thời gian', head.placeAndDate, centred),
    own(FRAME_STYLE.draft, 'Dự thảo', marks.draft, centred),
    own(FRAME_STYLE.secrecy, 'Mức độ mật', marks.secrecy, centred),
    own(FRAME_STYLE.urgency, 'Mức độ khẩn', marks.urgency, centred),
    own(FRAME_STYLE.circulation, 'Phạm vi lưu hành', marks.circulation, centred),
  ]
}

function subjectStyles({ subject, body, pageNumber }: Profile): IParagraphStyleOptions[] {
  return [
    own(FRAME_STYLE.subject, 'Subtitle', subject, { ...CENTRED, keepNext: true }, { quickFormat: true }),
    own(FRAME_STYLE.underSubject, 'Gạch dưới trích yếu', subjectRule(subject), {
      ...CENTRED,
      spacing: { after: 120 },
    }),
    own(FRAME_STYLE.rule, 'Đường kẻ', { size: 4 }, { ...CENTRED, spacing: { ...exactly(80), before: 40 } }),
    own(FRAME_STYLE.gap, 'Khoảng cách', { size: 2 }, { spacing: exactly(20) }),
    own(
      FRAME_STYLE.partOf,
      'Trích từ',
      { ...body.face, size: 24, italic: true },
      { ...CENTRED, keepNext: true, spacing: { after: 120 } },
    ),
    own(FRAME_STYLE.header, 'header', pageNumber.face, CENTRED),
  ]
}

/** The hyphens are as large as the subject, but not bold (party-page.png). */
function subjectRule({ size }: Face): Face {
  return { size }
}

function footStyles({ signature, recipients, typist }: Profile): IParagraphStyleOptions[] {
  const signing = { ...CENTRED, keepNext: true }
  const receiving = { ...LEFT, keepNext: true }
  return [
    own(FRAME_STYLE.authority, 'Quyền hạn', signature.authority, signing),
    own(FRAME_STYLE.signatoryTitle, 'Chức vụ', signature.title, signing),
    own(FRAME_STYLE.signatory, 'Họ tên người ký', signature.name, {
      ...CENTRED,
      spacing: { before: signature.room },
    }),
    own(FRAME_STYLE.recipientsHeading, 'Nơi nhận', recipients.heading, receiving),
    own(FRAME_STYLE.recipients, 'Danh sách nơi nhận', recipients.line, receiving),
    own(FRAME_STYLE.typist, 'Ký hiệu đánh máy', typist, { ...receiving, spacing: { before: 60 } }),
  ]
}

function appendixStyles({ appendix }: Profile): IParagraphStyleOptions[] {
  return [
    own(
      FRAME_STYLE.appendix,
      'Phụ lục',
      appendix.heading,
      { ...CENTRED, keepNext: true, outlineLevel: 0 },
      { next: 'BodyText', quickFormat: true },
    ),
    own(FRAME_STYLE.appendixOf, 'Kèm theo', appendix.of, {
      ...CENTRED,
      keepNext: true,
      spacing: { after: 120 },
    }),
  ]
}

function own(
  id: string,
  name: string,
  face: Face,
  paragraph: IParagraphStylePropertiesOptions,
  more: Omit<IParagraphStyleOptions, 'id' | 'name' | 'run' | 'paragraph'> = {},
): IParagraphStyleOptions {
  return { id, name, basedOn: 'Normal', ...looks(face, paragraph), ...more }
}

function looks(face: Face, paragraph: IParagraphStylePropertiesOptions) {
  return { run: runOf(face), paragraph }
}

/** How a face looks in Word. What is in capitals is written so: searches and copies find it as it stands on the paper. */
function runOf({ size, bold, italic, underline }: Face): IRunStylePropertiesOptions {
  return {
    size,
    ...(bold ? { bold } : {}),
    ...(italic ? { italics: true } : {}),
    ...(underline ? { underline: { type: UnderlineType.SINGLE } } : {}),
  }
}

function lineOf({ rule, value }: Line): ISpacingProperties {
  return { line: value, lineRule: rule === 'exact' ? LineRuleType.EXACT : LineRuleType.AUTO }
}

function exactly(twips: number): ISpacingProperties {
  return { before: 0, after: 0, line: twips, lineRule: LineRuleType.EXACT }
}
