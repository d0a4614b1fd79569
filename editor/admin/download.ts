import { giveFile } from '../ui/give-file.ts'

/** Before the text of a CSV file: Excel otherwise takes UTF-8 for something else. */
const BYTE_ORDER_MARK = '\uFEFF'

/** Rows as a spreadsheet reads them, with a mark so that Vietnamese letters arrive. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

function cell(text: string): string {
  // A spreadsheet would reckon with what begins so, and a name may come from anybody's file.
  const harmless = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text
  return /[",\r\n]/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** Hands a text to the person as a file. */
export function downloadText(name: string, text: string, type: string): void {
  giveFile(name, new Blob([text], { type }))
}
