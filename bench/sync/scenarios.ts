/** What is done to a server. All clients sit in one report. */
export type Scenario = {
  readonly name: string
  readonly clients: number
  readonly typists: number
  /** Keys a second of each typist, and for how long. */
  readonly keysPerSecond: number
  readonly seconds: number
  readonly words: number
}

const drafting = { keysPerSecond: 5, seconds: 8, words: 8000 }

export const scenarios: readonly Scenario[] = [
  { name: '50/10', clients: 50, typists: 10, ...drafting },
  { name: '200/20', clients: 200, typists: 20, ...drafting },
  { name: '400/40', clients: 400, typists: 40, ...drafting },
  { name: '1000/100', clients: 1000, typists: 100, ...drafting, seconds: 6 },
  // Everybody at once, for a moment: a chairman says "now".
  { name: 'burst', clients: 200, typists: 200, keysPerSecond: 10, seconds: 0.5, words: 8000 },
  // Everybody opens the 100-page report at nine o'clock.
  { name: 'join', clients: 200, typists: 0, keysPerSecond: 0, seconds: 0, words: 38_000 },
]

/** What one run of a scenario against one server found. Times in ms, memory in MB. */
export type Finding = {
  readonly edits: number
  readonly delivered: number
  readonly undelivered: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  /** Processor time of the server per edit that reached a peer, µs; for `join`, per join. */
  readonly cpuPerDelivery: number
  readonly serverCpu: number
  readonly peakMemory: number
  readonly converged: boolean
  /** Share of one core that the generator used: near 1 it measures itself. */
  readonly generatorCpu: number
  /** Sockets the server closed. */
  readonly dropped: number
}
