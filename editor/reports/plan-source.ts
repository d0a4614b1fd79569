import type { PlanSource } from '../api/reports.ts'

/** What the form holds: switching between sources forgets neither the pasted text nor the file. */
export type PlanChoice = {
  readonly type: PlanSource['type']
  readonly text: string
  readonly file: File | undefined
}

/** The chosen source once there is enough of it to be read; `undefined` before. */
export function sourceOf({ type, text, file }: PlanChoice): PlanSource | undefined {
  switch (type) {
    case 'shipped':
    case 'blank':
      return { type }
    case 'text':
      return isWholeText(text) ? { type, text: text.normalize('NFC') } : undefined
    case 'file':
      return file ? { type, file } : undefined
  }
}

/** Short words alone would name a shipped plan on the server (`nq20`, `blank`): a pasted plan has lines or sentences. */
function isWholeText(text: string): boolean {
  return /\s/u.test(text.trim())
}
