import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './product-server.ts'

/** Writes what `npm run bench:NAME` found: bench/results/NAME.json, and its part of bench/RESULTS.md. */
export function keepResults(name: string, found: unknown, body: string): void {
  const folder = join(repository, 'bench/results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(found, undefined, 2)}\n`)
  const page = join(repository, 'bench/RESULTS.md')
  const before = existsSync(page) ? readFileSync(page, 'utf8') : '# Bench results\n'
  writeFileSync(page, replaceSection(before, `bench:${name}`, body))
}

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
