import type { importing as vi } from '../vi/import.ts'

export const importing: typeof vi = {
  open: 'Bring in a Word file…',
  openHere: 'Insert from a Word file…',
  title: 'Bring in a Word file',
  titleHere: (section) => `Insert a Word file into “${section}”`,
  intro: 'Nothing reaches the report before you press Insert; Ctrl+Z takes it back.',
  preamble: 'Opening',
  untitled: '(untitled)',

  drop: {
    invitation: 'Drag a .docx file here, or',
    letGo: 'Let go of the file here',
    choose: 'Choose a Word file',
    change: 'Choose another file',
    field: 'Word file',
  },
  chosen: (name, size) => `${name} (${size})`,
  oneFile: 'One file at a time.',
  oldWord: 'This is an old .doc file. Open it in Word, save it as .docx and try again.',
  macros: 'The file contains macros and is not accepted. Open it in Word and save it as .docx.',
  pdf: 'This is a PDF file. Use the Word file (.docx) of the document.',
  otherKind: 'Only Word files (.docx) are accepted.',
  noFile: 'The file is empty.',
  tooLarge: (limit) => `The file must not be larger than ${limit}.`,
  unreadable: 'This file cannot be read. Open it in Word, save it as .docx and try again.',
  unsupported:
    'This file is not accepted. Open it in Word and save it as .docx, without macros and password.',

  reading: 'Reading the file…',
  readingFor: (seconds) => `Reading the file… ${seconds} s`,
  stop: 'Stop',
  stopped: 'Stopped; nothing was brought into the report.',
  again: 'Read again',
  nothing: 'The file has nothing to bring in.',
  nothingAdvice: 'Its text may be a picture, or it holds only a head and a signature. Choose another file.',
  nowhere: 'There is no section of this report that you may write in, so nothing can be inserted.',

  warnings: (n) => `${n} things to know about this file`,
  way: 'How it goes in',
  allHere: (section) => `All into “${section}”`,
  allHereHint: 'Headings of the file become bold lines.',
  byOutline: 'Along the outline',
  byOutlineHint: 'Each part of the file goes to the section it belongs to.',

  parts: (parts, words) => `Parts in the file: ${parts}; words: ${words}`,
  beginning: '(Before the first heading)',
  noHeading: '(The whole file)',
  words: (n) => `${n} words`,
  goesTo: 'Goes into',
  goesToOf: (part) => `Section for the part “${part}”`,
  nowhereChoice: 'Leave out',
  closed: (section) => `You may not write in “${section}”, so this part has no place yet.`,
  closedNow: (section) => `“${section}” has just been closed to you. Choose another section.`,
  goneNow: 'The chosen section is no longer in the report. Choose another.',
  unknown: 'It is not clear where this part belongs.',
  content: (part) => `Content of “${part}”`,
  empty: 'This part is only a heading.',
  showAll: 'Show all of it',
  showLess: 'Show less',
  lacksPlace: (n) => `Parts without a place, which are left out: ${n}.`,

  insert: (words) => `Insert ${words} words`,
  insertNothing: 'Insert',
  insertedInto: (words, section) => `${words} words into “${section}”`,
  inserted: (list) => `Inserted ${list}. Undo: Ctrl+Z.`,
  insertedMany: (words, sections) => `Inserted ${words} words into ${sections} sections. Undo: Ctrl+Z.`,
  refused: 'Nothing was inserted: a section has just been closed to you. Look at the parts that are marked.',
  unfit: 'Nothing was inserted: the content does not fit a report. Tell the administrator, with this file.',

  pastedLegacy: (fonts) =>
    `The text pasted in old fonts (${fonts}) was converted to Unicode. Read it again; undo: Ctrl+Z.`,

  warningOf: {
    'legacy-font': (_n, detail) =>
      `Text in old fonts (${detail ?? 'TCVN3, VNI'}) was converted to Unicode. Read it again.`,
    decomposed: (n) => `Paragraphs whose marks stood apart and were joined to their letters: ${n}.`,
    'numbering-dropped': (n) =>
      `Numbers typed by hand and parted from their headings: ${n}. The report counts by itself.`,
    'picture-dropped': (n) => `Pictures that could not be taken: ${n}. Insert them with the picture button.`,
    'picture-unsupported': (n, detail) =>
      `Pictures that are neither PNG nor JPEG: ${n}${detail ? ` (${detail})` : ''}. Save them as PNG and insert them.`,
    'tracked-changes-accepted': (n) => `Tracked changes, taken as accepted: ${n}.`,
    'comments-dropped': (n) => `Comments of Word that were left out: ${n}.`,
    'text-boxes-moved': (n) => `Text boxes that became plain paragraphs: ${n}.`,
    'style-unknown': (n, detail) =>
      `Paragraphs of a style of their own, taken as plain ones: ${n}${detail ? ` (${detail})` : ''}.`,
    'footnote-formatting-dropped': (n) => `Footnotes that lost their formatting: ${n}.`,
    'nested-table-flattened': (n) => `Tables inside tables that became paragraphs: ${n}.`,
    'link-flattened': (n) => `Links that became plain text: ${n}.`,
    'content-dropped': (n) =>
      `Other documents inside the file that could not be taken: ${n}. Open them in Word and copy them.`,
    empty: () => 'The file has nothing to bring in.',
  },
}
