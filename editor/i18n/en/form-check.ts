import type { formCheck as vi } from '../vi/form-check.ts'

export const formCheck: typeof vi = {
  open: 'Check the form',
  short: 'Form',
  region: 'Check of the form',
  close: 'Close the check of the form',
  checking: 'Looking at the form…',
  count: (n) => `Things to look at: ${n}`,
  none: 'Nothing found that needs a second look',
  noneAdvice: 'The list is made again whenever you stop typing.',
  onlyWarnings: 'Hints only; they keep nobody from signing.',
  preamble: 'Opening',
  inHead: 'Head of the document',
  goTo: (quote) => `Go to “${quote}”`,
  better: (better) => `Better: ${better}`,
  correct: 'Correct',
  correctOne: (quote) => `Correct “${quote}”`,
  correctAll: (n) => `Correct all (${n})`,
  inHeadForm: 'Open the head',
  overlook: 'Ignore',
  overlookOne: (quote) => `Ignore “${quote}”`,
  overlooked: (n) => `Ignored: ${n}.`,
  showOverlooked: 'Show again',
  corrected: (n) => `Corrected places: ${n}. Undo: Ctrl+Z.`,
  changed: 'This place has just changed; the list was made again.',
  more: (n) => `Show ${n} more`,
  lookAt: (n) => `Things to look at in the form: ${n}`,

  rules: {
    'subject-capital': {
      name: 'Subject begins with a capital',
      why: 'The subject goes on after the type: BÁO CÁO / tổng kết 10 năm thực hiện Nghị quyết…',
    },
    'subject-full-stop': { name: 'Subject ends with a mark', why: 'No mark stands behind the subject.' },
    'subject-repeats-type': {
      name: 'Subject repeats the type',
      why: 'The type stands on the line above: “tổng kết…”, not “báo cáo tổng kết…”.',
    },
    'recipients-copy-last': {
      name: 'The copy on file',
      why: 'The list of recipients ends with the copy on file: - Lưu Văn phòng Tỉnh ủy.',
    },
    'recipients-twice': { name: 'Recipient named twice', why: 'Each recipient is named once.' },
    'recipients-punctuation': {
      name: 'Several recipients on a line',
      why: 'One line each; the marks at the ends of lines are set by the program.',
    },
    'empty-section': { name: 'Empty section', why: 'The plan asks for this section; nobody has written it.' },
    'code-dash': { name: 'Dash in a code', why: 'Codes have a hyphen: 20-NQ/TW, not 20–NQ/TW.' },
    'code-space': { name: 'Space in a code', why: 'Codes have no spaces: 20-NQ/TW, not 20 - NQ/TW.' },
    'citation-number': {
      name: 'The word “số” is missing',
      why: 'At the first mention: Nghị quyết số 20-NQ/TW.',
    },
    'citation-comma': {
      name: 'No comma before the date',
      why: 'A comma follows the code: Nghị quyết số 20-NQ/TW, ngày 01/11/2012.',
    },
    'citation-date': {
      name: 'No date of issue',
      why: 'The first mention has number, date and issuer: Nghị quyết số 20-NQ/TW, ngày 01/11/2012 của Ban Chấp hành Trung ương.',
    },
    'citation-issuer': {
      name: 'No issuing body',
      why: 'The first mention names the issuer: … ngày 01/11/2012 của Ban Chấp hành Trung ương.',
    },
    'citation-again': {
      name: 'Cited in full once more',
      why: 'It was cited in full above: after that type and number do: Nghị quyết số 20-NQ/TW.',
    },
    'tone-mixed': {
      name: 'Two ways of placing tones',
      why: 'The report has both (ủy and uỷ, hòa and hoà); it should keep to the one it has more often.',
    },
    ending: {
      name: 'How the text ends',
      why: 'Papers of the Party end with a full stop; “./.” belongs to papers of the State.',
    },
    'double-space': { name: 'Double space', why: 'One space stands between two words.' },
    'space-before-mark': {
      name: 'Space before a mark',
      why: 'A mark follows its word at once: “đạt kết quả, nhưng”, not “đạt kết quả , nhưng”.',
    },
  },
}
