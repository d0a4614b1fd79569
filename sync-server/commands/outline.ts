/** `npx cung-soan outline FILE [--json]`. */
export async function runOutline(args: readonly string[]): Promise<number> {
  process.stderr.write(`chưa làm: ${args.join(' ')}\n`)
  return 1
}
