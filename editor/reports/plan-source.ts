import type { PlanSource } from '../rest/reports.ts'

/** What the form holds: switching between sources forgets neither the pasted text nor the file. */
export type PlanChoice = {
  readonly type: PlanSource['type']
  readonly text: string
  readonly file: File | undefined
  /** The plan asks for no outline that we can find: the person starts from the blank one, with the plan's dates. */
  readonly blankIfMissing: boolean
}

/** The chosen source once there is enough of it to be read; `undefined` before. */
export function sourceOf({ type, text, file, blankIfMissing }: PlanChoice): PlanSource | undefined {
  switch (type) {
    case 'shipped':
    case 'blank':
      return { type }
    case 'text':
      return isWholeText(text) ? { type, text: text.normalize('NFC'), blankIfMissing } : undefined
    case 'file':
      return file ? { type, file, blankIfMissing } : undefined
  }
}

/** Short words alone would name a shipped plan on the server (`nq20`, `blank`): a pasted plan has lines or sentences. */
function isWholeText(text: string): boolean {
  return /\s/u.test(text.trim())
}
