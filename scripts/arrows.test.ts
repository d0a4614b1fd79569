import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { root } from './installed.ts'

// A lint rule that matches nothing is green for ever. So forbidden imports are planted, and must be seen.
const forbidden: readonly [file: string, imported: string][] = [
  ['outline/a.ts', '../report/id.ts'],
  ['outline/b.ts', 'yjs'],
  ['outline/c.ts', 'node:fs'],
  ['outline/deep/d.ts', '../../report/id.ts'],
  ['report/a.ts', '../editor/main.tsx'],
  ['report/b.ts', '../sync-server/env.ts'],
  ['report/c.ts', 'node:fs'],
  ['report/wire/d.ts', '../../sync-server/env.ts'],
  ['report/e.ts', 'react'],
  ['editor/a.ts', '../sync-server/env.ts'],
  ['editor/draft/deep/b.ts', '../../../sync-server/room/ports.ts'],
  ['editor/c.ts', 'node:fs'],
  ['editor/d.ts', '../bench/sync/run.ts'],
  ['sync-server/a.ts', '../editor/main.tsx'],
  ['sync-server/room/b.ts', '../../editor/draft/connection/connection.ts'],
  ['sync-server/c.ts', 'react'],
  ['editor/ui/a.tsx', '../draft/report-editor.ts'],
  ['editor/ui/b.tsx', '../../report/id.ts'],
  ['editor/ui/deep/c.tsx', '../../draft/report-editor.ts'],
  ['editor/ui/d.tsx', 'yjs'],
  ['editor/ui/f.tsx', '../review/review.ts'],
  ['editor/ui/e.tsx', '../../sync-server/env.ts'],
]
const permitted: readonly [file: string, imported: string][] = [
  ['outline/z.ts', './numbering.ts'],
  ['outline/deep/z.ts', '../numbering.ts'],
  ['report/z.ts', '../outline/outline.ts'],
  ['report/y.ts', 'yjs'],
  ['editor/z.ts', '../report/id.ts'],
  ['editor/draft/y.ts', '../../outline/numbering.ts'],
  ['sync-server/z.ts', '../report/wire/messages.ts'],
  ['sync-server/y.ts', 'node:fs'],
  ['editor/ui/z.tsx', './button.tsx'],
  ['editor/draft/z.tsx', '../ui/button.tsx'],
]
const globals: readonly [file: string, statement: string][] = [
  ['outline/clock.ts', 'setTimeout(() => undefined, 1)'],
  ['report/fetch.ts', 'void fetch("/")'],
  ['report/page.ts', 'document.title = ""'],
  ['editor/id.ts', 'crypto.randomUUID()'],
]

const outputSchema = z.object({
  diagnostics: z.array(z.object({ code: z.string().optional(), filename: z.string() })),
})

let house = ''
let flagged = new Set<string>()

function plant(file: string, text: string): void {
  mkdirSync(dirname(join(house, file)), { recursive: true })
  writeFileSync(join(house, file), text)
}

function lint(): Set<string> {
  const oxlint = join(root, 'node_modules/.bin/oxlint')
  const { stdout } = spawnSync(oxlint, ['--format=json'], { cwd: house, encoding: 'utf8' })
  const { diagnostics } = outputSchema.parse(JSON.parse(stdout))
  const arrows = diagnostics.filter(({ code }) => /no-restricted-(imports|globals)/.test(code ?? ''))
  return new Set(arrows.map(({ filename }) => filename.replaceAll('\\', '/')))
}

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'cung-soan-arrows-'))
  copyFileSync(join(root, '.oxlintrc.json'), join(house, '.oxlintrc.json'))
  for (const [file, imported] of [...forbidden, ...permitted]) {
    plant(file, `import { thing } from '${imported}'\n\nexport const kept = thing\n`)
  }
  for (const [file, statement] of globals) plant(file, `export function act(): void {\n  ${statement}\n}\n`)
  flagged = lint()
})

afterAll(() => rmSync(house, { recursive: true }))

describe('the arrows point down only', () => {
  test.each(forbidden)('%s may not import %s', (file) => expect(flagged).toContain(file))
  test.each(permitted)('%s may import %s', (file) => expect(flagged).not.toContain(file))
  test.each(globals)('%s may not say %s', (file) => expect(flagged).toContain(file))
})
