import { CLOSE } from '../../../report/wire/close-codes.ts'

export type LostConnection = {
  /** Attempts since the last one that synced. */
  readonly attempt: number
  /** How the socket closed; undefined when we closed it ourselves. */
  readonly code: number | undefined
  /** What the browser believes of the network. */
  readonly online: boolean
}

/** Somebody watches the screen: try soon. A whole province's browsers do the same: never all at the same moment. */
const FIRST = 300
const GROWTH = 1.8
const LONGEST = { from: 5000, to: 15_000 }

/** Milliseconds until the next attempt. `random` gives numbers in [0, 1). */
export function reconnectDelay({ attempt, code, online }: LostConnection, random: () => number): number {
  const longest = LONGEST.from + random() * (LONGEST.to - LONGEST.from)
  if (!online) return longest
  const usual = firstDelay(code) * GROWTH ** attempt
  return Math.min(usual * (0.5 + random()), longest)
}

function firstDelay(code: number | undefined): number {
  switch (code) {
    case CLOSE.roleChanged:
      return 150
    case CLOSE.restart:
      return 800
    case CLOSE.backpressure:
    case CLOSE.unavailable:
    case CLOSE.rate:
    case CLOSE.storage:
      return 1500
    default:
      return FIRST
  }
}
