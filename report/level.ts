import { MAX_LEVEL } from './schema/names.ts'

/** How deep a section stands, whatever a foreign client wrote as its level: numbering counts up to it. */
export function levelOf(written: unknown): number {
  if (typeof written !== 'number') return 1
  return Math.min(MAX_LEVEL, Math.max(1, Math.round(written) || 1))
}
