import * as Y from 'yjs'
import { must } from '../../report/must.ts'

type Advance = { readonly typist: number; readonly clock: number }

const resolution = 10
const longest = 60_000 * resolution

/**
 * Who has received which keystroke, and how long it took. An update says which clocks of which clients it carries, so a
 * merged frame counts for every keystroke in it, and a keystroke that never came shows at the end.
 */
export class Deliveries {
  delivered = 0
  private readonly sent: Float64Array[]
  private readonly received: Uint32Array[]
  private readonly histogram = new Uint32Array(longest + 1)
  private readonly index: ReadonlyMap<number, number>
  /** Peers get the same bytes: what a frame carries is worked out once. */
  private readonly known = new Map<string, readonly Advance[]>()

  constructor(typists: readonly number[], keys: number, receivers: number) {
    this.index = new Map(typists.map((client, typist) => [client, typist]))
    this.sent = typists.map(() => new Float64Array(keys))
    this.received = Array.from({ length: receivers }, () => new Uint32Array(typists.length))
  }

  sendNow(typist: number, key: number): void {
    must(this.sent[typist], 'a typist')[key] = performance.now()
  }

  /** A frame's update has reached a receiver. `self` is the receiver's own number as a typist: echoes do not count. */
  receive(receiver: number, self: number, update: Uint8Array): void {
    const now = performance.now()
    const clocks = must(this.received[receiver], 'a receiver')
    for (const { typist, clock } of this.advances(update)) {
      const from = clocks[typist] ?? 0
      if (clock <= from) continue
      clocks[typist] = clock
      if (typist !== self) this.count(must(this.sent[typist], 'a typist'), from, clock, now)
    }
  }

  private count(sent: Float64Array, from: number, to: number, now: number): void {
    for (let key = from; key < to; key += 1) {
      const took = Math.round((now - (sent[key] ?? now)) * resolution)
      const bucket = Math.min(longest, Math.max(0, took))
      this.histogram[bucket] = (this.histogram[bucket] ?? 0) + 1
    }
    this.delivered += to - from
  }

  private advances(update: Uint8Array): readonly Advance[] {
    const key = Buffer.from(update.buffer, update.byteOffset, update.byteLength).toString('latin1')
    const before = this.known.get(key)
    if (before) return before
    const advances = [...Y.parseUpdateMeta(update).to].flatMap(([client, clock]) => {
      const typist = this.index.get(client)
      return typist === undefined ? [] : [{ typist, clock }]
    })
    if (this.known.size > 4096) this.known.clear()
    this.known.set(key, advances)
    return advances
  }

  /** Milliseconds within which this part of the deliveries arrived. */
  percentile(part: number): number {
    let left = Math.ceil(this.delivered * part)
    for (let bucket = 0; bucket <= longest; bucket += 1) {
      left -= this.histogram[bucket] ?? 0
      if (left <= 0) return bucket / resolution
    }
    return longest / resolution
  }
}
