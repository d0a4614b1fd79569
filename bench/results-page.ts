/** Puts one bench's part into the text of bench/RESULTS.md: in place of its last one, or at the end. */
export function replaceSection(text: string, bench: string, body: string): string {
  const from = `<!-- ${bench} -->`
  const to = `<!-- /${bench} -->`
  const part = `${from}\n\n${body}\n\n${to}`
  const start = text.indexOf(from)
  const stop = text.indexOf(to)
  if (start < 0 || stop < 0) return `${text.trimEnd()}\n\n${part}\n`
  return text.slice(0, start) + part + text.slice(stop + to.length)
}
