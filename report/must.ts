/** The value, or an exception that says what was expected: for what a bug alone can make absent. */
export function must<T>(value: T | null | undefined, expectation: string): T {
  if (value === null || value === undefined) throw new Error(`expected ${expectation}`)
  return value
}
