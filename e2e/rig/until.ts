/**
 * Waits for a condition instead of for a time: asks again every few milliseconds until `ask` answers something truthy,
 * and gives that answer. Throws after `deadline` milliseconds, naming what was awaited.
 */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  deadline = 20_000,
): Promise<Exclude<T, false | undefined | null | 0 | ''>> {
  const end = Date.now() + deadline
  for (;;) {
    const answer = await ask()
    if (answer) return answer as Exclude<T, false | undefined | null | 0 | ''>
    if (Date.now() > end) throw new Error(`after ${deadline} ms still not: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** A line of figures for whoever reads the test's output. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
