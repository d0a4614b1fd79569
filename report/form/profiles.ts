import type { ProfileId } from '../wire/profile.ts'

/** Half-points, as Word counts sizes of letters: 28 are 14 points. */
export type HalfPoints = number
/** Twentieths of a point, as Word counts lengths: 567 are 10 mm. */
export type Twips = number

/** How letters look. The font is one for the whole paper. */
export type Face = {
  readonly size: HalfPoints
  readonly bold?: true
  readonly italic?: true
  readonly underline?: true
  readonly upper?: true
}

/** How lines follow each other: `exact` twips from one to the next, or `auto` in 240ths of a single line. */
export type Line = { readonly rule: 'exact' | 'auto'; readonly value: number }

/** A rule set of the official form (*thể thức*): every size and length of the paper, and the forms of its set words. */
export type Profile = {
  readonly id: ProfileId
  /** Who issues it decides: bodies of the Party, or of the State. */
  readonly family: 'party' | 'state'
  readonly font: string
  readonly page: { readonly width: Twips; readonly height: Twips }
  /** `inside` is the bound edge: the left one, on reverse sides of a duplex print the right one. */
  readonly margin: {
    readonly top: Twips
    readonly bottom: Twips
    readonly inside: Twips
    readonly outside: Twips
    readonly header: Twips
    readonly footer: Twips
  }
  readonly pageNumber: {
    readonly face: Face
    /** Whether each appendix counts its pages from 1. */
    readonly appendices: 'restart' | 'continue'
  }
  readonly head: {
    /** Widths of the left and the right column. */
    readonly columns: readonly [Twips, Twips]
    readonly line: Line
    readonly superior: Face
    readonly issuer: Face
    /** What parts the issuing body from the number: a line with a star, or a drawn rule a part of the name's width. */
    readonly underIssuer: 'star' | 'rule'
    /** The lines at the top of the right column; under the last one stands a rule as wide as it. */
    readonly titles: readonly { readonly text: string; readonly face: Face }[]
    readonly number: Face
    readonly placeAndDate: Face
  }
  readonly marks: {
    readonly draft: Face
    readonly secrecy: Face
    readonly urgency: Face
    readonly circulation: Face
  }
  readonly type: Face
  readonly subject: Face
  /** What stands under the subject: five hyphens, or a drawn rule. */
  readonly underSubject: 'hyphens' | 'rule'
  readonly body: {
    readonly face: Face
    readonly line: Line
    readonly before: Twips
    readonly after: Twips
    /** Of the first line. */
    readonly indent: Twips
  }
  /** Headings of the levels I, 1, a), -. */
  readonly headings: readonly [Face, Face, Face, Face]
  readonly table: { readonly face: Face; readonly line: Line }
  readonly caption: Face
  readonly footnote: Face
  readonly appendix: {
    /** *Phụ lục 1* or *Phụ lục I*, where there is more than one. */
    readonly numbers: 'arabic' | 'roman'
    /** Number and title. */
    readonly heading: Face
    /** *(Kèm theo Báo cáo số …)* */
    readonly of: Face
  }
  readonly signature: {
    readonly authority: Face
    readonly title: Face
    readonly name: Face
    /** Left open above the name for signature and seal. */
    readonly room: Twips
  }
  readonly recipients: {
    readonly heading: Face
    readonly line: Face
    /** Behind every recipient but the last. */
    readonly mark: ',' | ';'
  }
  readonly typist: Face
  readonly words: {
    /** In front of the number. */
    readonly number: 'Số' | 'Số:'
    /** *T/M* and *K/T* of the Party, *TM.* and *KT.* of the State. */
    readonly authority: 'slash' | 'dot'
  }
}

const TIMES = 'Times New Roman'
/** 210 × 297 mm (HD36 and HD05 1.1; NĐ30 I.I.1). */
const A4 = { width: 11_906, height: 16_838 } as const

/**
 * Hướng dẫn 36-HD/VPTW of 03/4/2018, appendix 3 (sizes and styles of each part), appendix 1 (its place on the page) and the
 * clauses named; in force until 26/5/2026. What no clause says follows the practice of reports and is marked *practice*.
 */
const HD36: Profile = {
  id: 'hd36-2018',
  family: 'party',
  font: TIMES,
  page: A4,
  // 1.1: 20 mm above and below, 30 mm left, 15 mm right; the reverse side the other way round.
  margin: { top: 1134, bottom: 1134, inside: 1701, outside: 850, header: 567, footer: 567 },
  // 1.1: Arabic, 14 upright, centred, 10 mm from the upper edge, not on the first page. Appendices: each by itself (practice).
  pageNumber: { face: { size: 28 }, appendices: 'restart' },
  head: {
    // Appendix 1: two halves; 72.6 and 92.4 mm let both titles stand on one line each.
    columns: [4116, 5239],
    // Practice: single lines.
    line: { rule: 'auto', value: 240 },
    // Box 2: 14 upper upright; the issuing body bold.
    superior: { size: 28, upper: true },
    issuer: { size: 28, bold: true, upper: true },
    // Appendix 1: a star by itself between the issuing body and the number.
    underIssuer: 'star',
    // Box 1: 15 upper upright bold, a rule as long as the title below.
    titles: [{ text: 'ĐẢNG CỘNG SẢN VIỆT NAM', face: { size: 30, bold: true } }],
    // Box 3: 14 upright.
    number: { size: 28 },
    // Box 4: 14 italic.
    placeAndDate: { size: 28, italic: true },
  },
  marks: {
    // Box 11b: 14 italic.
    draft: { size: 28, italic: true },
    // Box 10a: a stamp; printed like 10b.
    secrecy: { size: 28, bold: true, upper: true },
    // Box 10b: 14 upper upright bold.
    urgency: { size: 28, bold: true, upper: true },
    // Box 11a: 12 upper upright bold.
    circulation: { size: 24, bold: true, upper: true },
  },
  // Box 5a: type 15 to 16 upper upright bold; subject 14 to 15 upright bold; below it five hyphens.
  type: { size: 32, bold: true, upper: true },
  subject: { size: 28, bold: true },
  underSubject: 'hyphens',
  body: {
    // Box 6: 14 to 15 upright. 1.7: first line indented by about 10 mm, at least 6 pt between paragraphs, at least 18 pt "Exactly".
    face: { size: 28 },
    line: { rule: 'exact', value: 360 },
    before: 120,
    after: 0,
    indent: 567,
  },
  // Practice of reports: I. upper bold, 1. bold, a) italic, - upright.
  headings: [
    { size: 28, bold: true, upper: true },
    { size: 28, bold: true },
    { size: 28, italic: true },
    { size: 28 },
  ],
  // Practice: 13, single lines.
  table: { face: { size: 26 }, line: { rule: 'auto', value: 240 } },
  caption: { size: 26, italic: true },
  footnote: { size: 20 },
  appendix: {
    // Two or more appendices are numbered with Arabic digits. Sizes as of type and subject (practice).
    numbers: 'arabic',
    heading: { size: 28, bold: true },
    of: { size: 28, italic: true },
  },
  signature: {
    // Box 7a: 14 upper upright bold.
    authority: { size: 28, bold: true, upper: true },
    // Box 7b: 14 upper upright, not bold.
    title: { size: 28, upper: true },
    // Box 7c: 14 upright bold.
    name: { size: 28, bold: true },
    // Four lines of 18 pt (practice).
    room: 1440,
  },
  recipients: {
    // Box 9b: 14 upright underlined; the recipients 12 upright, a comma after each.
    heading: { size: 28, underline: true },
    line: { size: 24 },
    mark: ',',
  },
  // Box 12: 8 upper upright.
  typist: { size: 16, upper: true },
  words: { number: 'Số', authority: 'slash' },
}

/** Hướng dẫn 05-HD/VPTW of 27/5/2026, in the place of HD36: the same but for what is named here. */
const HD05: Profile = {
  ...HD36,
  id: 'hd05-2026',
  // "Exactly" 18 to 22 pt: HD36's 18 stays allowed. Appendices: each by itself.
  // The texts issued under it part recipients with semicolons (practice).
  recipients: { ...HD36.recipients, mark: ';' },
}

/** Nghị định 30/2020/NĐ-CP of 05/3/2020, appendix I: the form of the State's papers, for reports of committees and departments. */
const ND30: Profile = {
  ...HD36,
  id: 'nd30-2020',
  family: 'state',
  // I.1.3: 20 to 25 mm above and below, 30 to 35 left, 15 to 20 right; I.7: number 13 to 14 upright in the middle of the top margin.
  pageNumber: { face: { size: 28 }, appendices: 'continue' },
  head: {
    // At 13 pt the name of the country takes 95.7 mm.
    columns: [3741, 5614],
    line: { rule: 'auto', value: 240 },
    // II.2: 12 to 13 upper, the issuing body bold; a rule below, a third to a half as wide as its name.
    superior: { size: 26, upper: true },
    issuer: { size: 26, bold: true, upper: true },
    underIssuer: 'rule',
    // II.1: name of the country 12 to 13 upper bold; motto 13 to 14 bold, a rule as long as it below.
    titles: [
      { text: 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', face: { size: 26, bold: true } },
      { text: 'Độc lập - Tự do - Hạnh phúc', face: { size: 28, bold: true } },
    ],
    // II.3: 13 upright.
    number: { size: 26 },
    // II.4: 13 to 14 italic.
    placeAndDate: { size: 28, italic: true },
  },
  // II.5: type 13 to 14 upper bold, subject 13 to 14 bold, a rule below, a third to a half as wide as the line.
  type: { size: 28, bold: true, upper: true },
  subject: { size: 28, bold: true },
  underSubject: 'rule',
  body: {
    // II.6: 13 to 14, first line indented by 10 or 12.7 mm, at least 6 pt between paragraphs, single lines to one and a half.
    face: { size: 28 },
    line: { rule: 'auto', value: 264 },
    before: 120,
    after: 0,
    indent: 567,
  },
  appendix: { ...HD36.appendix, numbers: 'roman' },
  signature: {
    // II.7: authority and title both 13 to 14 upper bold; name 13 to 14 bold.
    authority: { size: 28, bold: true, upper: true },
    title: { size: 28, bold: true, upper: true },
    name: { size: 28, bold: true },
    room: 1440,
  },
  recipients: {
    // II.9: 12 bold italic; the recipients 11 upright, each ends with a semicolon.
    heading: { size: 24, bold: true, italic: true },
    line: { size: 22 },
    mark: ';',
  },
  // II.12: 11 upper upright.
  typist: { size: 22, upper: true },
  words: { number: 'Số:', authority: 'dot' },
}

export const PROFILE: Readonly<Record<ProfileId, Profile>> = {
  'hd36-2018': HD36,
  'hd05-2026': HD05,
  'nd30-2020': ND30,
}

/** Between the margins of a page that lies so. */
export function textWidth({ page, margin }: Profile, lies: 'portrait' | 'landscape' = 'portrait'): Twips {
  return (lies === 'portrait' ? page.width : page.height) - margin.inside - margin.outside
}
