/** Stretches that two sequences have in common, in order: `length` symbols from `a` and from `b` on. */
export type CommonRun = { readonly a: number; readonly b: number; readonly length: number }

/**
 * What is left of the work that one comparison may take. Whoever runs short of it gets coarser answers, never none:
 * two texts of which one is no version of the other must not stop whoever asks.
 */
export type Effort = { left: number }

const MOST_EDITS = 1024
const FEWEST_EDITS = 16

/**
 * The longest common subsequence by Myers' greedy algorithm (“An O(ND) difference algorithm and its variations”, 1986),
 * looked for with so many edits at a time as the effort allows: behind them it begins anew from where it got furthest. Nearly
 * always that is the longest, and it takes time in proportion to the length.
 */
export function commonRuns(a: Int32Array, b: Int32Array, effort: Effort): CommonRun[] {
  const runs: CommonRun[] = []
  const head = commonHead(a, b)
  const tail = commonTail(a, b, head)
  if (head > 0) runs.push({ a: 0, b: 0, length: head })
  const rest = { endA: a.length - tail, endB: b.length - tail }
  const length = rest.endA + rest.endB - 2 * head
  const most = Math.max(FEWEST_EDITS, Math.min(MOST_EDITS, Math.floor(effort.left / 4 / Math.max(1, length))))
  const search = new Search(a, b, Math.min(most, length))
  let [x, y] = [head, head]
  while (x < rest.endA && y < rest.endB) {
    const found = search.from(x, y, rest.endA, rest.endB)
    runs.push(...found.runs)
    effort.left -= found.steps
    x = found.x
    y = found.y
  }
  if (tail > 0) runs.push({ a: rest.endA, b: rest.endB, length: tail })
  return runs
}

function commonHead(a: Int32Array, b: Int32Array): number {
  const most = Math.min(a.length, b.length)
  let head = 0
  while (head < most && a[head] === b[head]) head += 1
  return head
}

function commonTail(a: Int32Array, b: Int32Array, head: number): number {
  const most = Math.min(a.length, b.length) - head
  let tail = 0
  while (tail < most && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1
  return tail
}

type Found = {
  readonly runs: readonly CommonRun[]
  readonly x: number
  readonly y: number
  readonly steps: number
}

/** Nobody gets there. */
const NOWHERE = -1

class Search {
  readonly #a: Int32Array
  readonly #b: Int32Array
  readonly #most: number
  /** How far along `a` each diagonal reaches. */
  readonly #reach: Int32Array
  /** The same after each number of edits, one behind the other: `edits²` symbols before that of `edits`. */
  #trace = new Int32Array(64)

  constructor(a: Int32Array, b: Int32Array, most: number) {
    this.#a = a
    this.#b = b
    this.#most = most
    this.#reach = new Int32Array(2 * most + 3)
  }

  from(fromX: number, fromY: number, endA: number, endB: number): Found {
    const [a, b, reach] = [this.#a, this.#b, this.#reach]
    const [width, height] = [endA - fromX, endB - fromY]
    const zero = this.#most + 1
    let best = { edits: 0, diagonal: 0, sum: -1 }
    let steps = 0
    reach.fill(NOWHERE)
    for (let edits = 0; edits <= this.#most; edits += 1) {
      for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
        let x = edits === 0 ? 0 : step(reach, zero + diagonal, diagonal, width, height)
        if (x !== NOWHERE) {
          let y = x - diagonal
          while (x < width && y < height && a[fromX + x] === b[fromY + y]) {
            x += 1
            y += 1
          }
          if (x + y > best.sum) best = { edits, diagonal, sum: x + y }
        }
        reach[zero + diagonal] = x
        steps += 1
      }
      this.#note(edits, zero)
      if (best.sum === width + height) break
    }
    const x = (best.sum + best.diagonal) / 2
    const runs = this.#back(best.edits, best.diagonal, { fromX, fromY, width, height })
    return { runs, x: fromX + x, y: fromY + x - best.diagonal, steps: steps + best.sum }
  }

  #note(edits: number, zero: number): void {
    const end = (edits + 1) ** 2
    if (end > this.#trace.length) {
      const longer = new Int32Array(Math.max(end, this.#trace.length * 2))
      longer.set(this.#trace)
      this.#trace = longer
    }
    this.#trace.set(this.#reach.subarray(zero - edits, zero + edits + 1), edits ** 2)
  }

  #back(
    lastEdits: number,
    lastDiagonal: number,
    { fromX, fromY, width, height }: { fromX: number; fromY: number; width: number; height: number },
  ): CommonRun[] {
    const runs: CommonRun[] = []
    let diagonal = lastDiagonal
    for (let edits = lastEdits; edits >= 0; edits -= 1) {
      const end = this.#trace[edits ** 2 + edits + diagonal] ?? 0
      const right = edits === 0 ? NOWHERE : rightOf(this.#before(edits, diagonal - 1), width)
      const down = edits === 0 ? NOWHERE : downOf(this.#before(edits, diagonal + 1), diagonal, height)
      const start = edits === 0 ? 0 : Math.max(right, down)
      if (end > start) runs.push({ a: fromX + start, b: fromY + start - diagonal, length: end - start })
      diagonal += right > down ? -1 : 1
    }
    return runs.toReversed()
  }

  #before(edits: number, diagonal: number): number {
    const last = edits - 1
    return Math.abs(diagonal) > last ? NOWHERE : (this.#trace[last ** 2 + last + diagonal] ?? NOWHERE)
  }
}

function step(reach: Int32Array, at: number, diagonal: number, width: number, height: number): number {
  return Math.max(
    rightOf(reach[at - 1] ?? NOWHERE, width),
    downOf(reach[at + 1] ?? NOWHERE, diagonal, height),
  )
}

function rightOf(x: number, width: number): number {
  return x === NOWHERE || x >= width ? NOWHERE : x + 1
}

function downOf(x: number, diagonal: number, height: number): number {
  return x === NOWHERE || x - diagonal > height ? NOWHERE : x
}
