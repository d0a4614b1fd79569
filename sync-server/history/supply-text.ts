import { suppliesOf } from '../press/gather-paper.ts'
import type { LoggedText, Supplies } from '../press/products.ts'
import type { UpdateLog } from '../store/ports.ts'
import type { Records } from '../store/records.ts'

/** A long past is read and handed over in pieces: in between, everybody's keystrokes go on. */
const AT_ONCE = 2_000

export type MomentSources = {
  readonly records: Pick<Records, 'threads' | 'image' | 'checkpointAt'>
  readonly log: Pick<UpdateLog, 'loadAt' | 'readSome'>
}

/** What is asked for while moments of a report are brought up. */
export function momentSupplies(sources: MomentSources, reportId: string): Supplies {
  const { records, log } = sources
  return {
    ...suppliesOf(sources, reportId),
    async text(seq, after = 0) {
      const checkpoint = await records.checkpointAt(reportId, seq)
      return checkpoint !== undefined && checkpoint > after
        ? wholeAt(log, reportId, checkpoint)
        : pieceAfter(log, reportId, { after, until: seq })
    },
  }
}

async function wholeAt(
  log: Pick<UpdateLog, 'loadAt'>,
  reportId: string,
  wanted: number,
): Promise<(LoggedText & { readonly isWhole: boolean }) | undefined> {
  const past = await log.loadAt(reportId, wanted)
  if (!past) return undefined
  const { seq, checkpoint, tail, editedAt } = past
  const updates = [...(checkpoint ? [checkpoint.state] : []), ...tail.map(({ bytes }) => bytes)]
  return { seq, editedAt, updates, isWhole: true }
}

/** Rows that are damaged say nothing, and some may be missing. */
async function pieceAfter(
  log: Pick<UpdateLog, 'readSome'>,
  reportId: string,
  { after, until }: { readonly after: number; readonly until: number },
): Promise<(LoggedText & { readonly isWhole: boolean }) | undefined> {
  const count = Math.min(AT_ONCE, until - after)
  const edits = (await log.readSome(reportId, after, count)).filter(({ seq }) => seq <= until)
  const last = edits.at(-1)
  if (!last) return undefined
  const seq = edits.length < count ? until : last.seq
  return { seq, editedAt: last.at, updates: edits.map(({ bytes }) => bytes), isWhole: false }
}
