import type { attribution as vi } from '../vi/attribution.ts'

export const attribution: typeof vi = {
  toggle: 'Who wrote it',
  show: 'Show who wrote it (colours of offices)',
  hide: 'Hide who wrote it',
  legend: 'Who wrote it: the colours of the offices',
  waiting: 'Finding out who wrote it…',
  failed: 'Who wrote it could not be found out.',
  retry: 'Try again',
  words: (count) => `${count} words`,
  noOffice: 'Without an office',
  here: 'This paragraph:',
  nobodyHere: 'nobody yet',
  share: (who, percent) => `${who}: ${percent}%`,
  table: 'Words by section',
  tableIntro:
    'A word counts for whoever wrote most of its letters; a paragraph that was split, joined or moved stays its first author’s.',
  section: 'Section',
  preamble: 'Opening',
  total: 'Total',
  download: 'Download table (CSV)',
  close: 'Close',
}
