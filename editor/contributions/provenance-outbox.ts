import { type NewProvenance, newProvenanceSchema } from '../../report/wire/contributions.ts'
import { z } from 'zod'
import { readStored, store } from '../i18n/stored.ts'
import { recordProvenance } from '../rest/contributions.ts'
import { ApiError } from '../rest/request.ts'

/** What was inserted and of which the server does not know yet where it came from. Survives leaving the page. */
export type ProvenanceOutbox = {
  readonly add: (provenance: NewProvenance) => void
  readonly stop: () => void
}

type OutboxOptions = {
  readonly onRecorded: () => void
  /** The server will not take it: the words stay, their source is not known. */
  readonly onRefused: () => void
  readonly record?: typeof recordProvenance
  readonly kept?: { readonly read: () => string | undefined; readonly write: (all: string) => void }
}

/** The words may still be on their way, or the line may be down. */
const AGAIN_MS = 2_000

/** Tells the server, one after the other and as often as needed, where inserted blocks came from. */
export function createProvenanceOutbox(
  reportId: string,
  { onRecorded, onRefused, record = recordProvenance, kept = inBrowser(reportId) }: OutboxOptions,
): ProvenanceOutbox {
  let waiting = read()
  let timer: ReturnType<typeof setTimeout> | undefined
  let running = false
  let stopped = false

  const keep = (next: readonly NewProvenance[]) => {
    waiting = next
    kept.write(JSON.stringify(next))
  }
  const send = async () => {
    const [first] = waiting
    if (running || stopped || !first) return
    running = true
    const outcome = await record(reportId, first).then(
      () => 'recorded' as const,
      (error: unknown) => (mayGoBetter(error) ? ('again' as const) : ('refused' as const)),
    )
    running = false
    // Who left finds it in the storage when they come back; recorded twice is recorded once.
    if (stopped && outcome !== 'recorded') return
    if (outcome !== 'again') keep(waiting.filter((one) => one !== first))
    if (stopped) return
    if (outcome === 'recorded') onRecorded()
    if (outcome === 'refused') onRefused()
    if (outcome === 'again') timer = setTimeout(() => void send(), AGAIN_MS)
    else void send()
  }
  void send()
  return {
    add: (provenance) => {
      keep([...waiting, provenance])
      void send()
    },
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }

  function read(): readonly NewProvenance[] {
    try {
      return z.array(newProvenanceSchema).parse(JSON.parse(kept.read() ?? '[]'))
    } catch {
      return []
    }
  }
}

function mayGoBetter(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    ['network', 'timeout', 'text-not-here-yet', 'too-many-requests', 'not-signed-in'].includes(error.code)
  )
}

function inBrowser(reportId: string): NonNullable<OutboxOptions['kept']> {
  const key = `provenance.${reportId}`
  return { read: () => readStored(key), write: (all) => store(key, all) }
}
