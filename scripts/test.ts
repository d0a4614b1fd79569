import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { z } from 'zod'
import { root } from './installed.ts'

// `npm test`: what the tests need, then everything that is checked, the fast parts first. Everything runs even after
// a failure, so that one run shows all that is wrong; the last line counts, the exit code tells.

/** A program outside npm that tests start. One line each; later issues add PostgreSQL and Redis. */
const needs: readonly Need[] = [
  { what: 'Chromium', commands: ['chromium', 'chromium-browser', 'google-chrome'], packages: ['chromium'] },
  { what: 'LibreOffice', commands: ['soffice'], packages: ['libreoffice-writer-nogui'] },
  { what: 'Poppler', commands: ['pdftoppm'], packages: ['poppler-utils'] },
  {
    what: 'a font like Times New Roman with Vietnamese letters',
    fonts: /Times New Roman|Liberation Serif|Tinos/,
    packages: ['fontconfig', 'fonts-liberation2'],
  },
]
type Need = { readonly what: string; readonly packages: readonly string[] } & (
  | { readonly commands: readonly string[] }
  | { readonly fonts: RegExp }
)

const seconds = 1000
const minutes = 60 * seconds

/** Checks and the build count as one case each. */
const checks: readonly Step[] = [
  { name: 'one Yjs', script: 'scripts/one-yjs.ts' },
  { name: 'lock file', script: 'scripts/lockfile.ts' },
  { name: 'licences', script: 'scripts/licences.ts' },
  { name: 'format', bin: 'oxfmt', args: ['--check'] },
  { name: 'lint', bin: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'types', bin: 'tsc', args: [] },
  { name: 'unused', bin: 'knip', args: ['--no-config-hints'] },
  { name: 'build', bin: 'vite', args: ['build'] },
]
type Step =
  | { readonly name: string; readonly script: string }
  | { readonly name: string; readonly bin: string; readonly args: readonly string[] }

const projects = [
  // Left to itself vitest keeps one core of two for itself, and uses it little.
  { name: 'unit', limit: 7 * minutes, more: ['--maxWorkers=2'] },
  { name: 'servers', limit: 8 * minutes, more: ['--maxWorkers=2'] },
  { name: 'browsers', limit: 15 * minutes, more: [] },
] as const

type Count = { readonly passed: number; readonly failed: number }

function isOnPath(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)))
}

function hasFont(family: RegExp): boolean {
  return family.test(spawnSync('fc-list', [':lang=vi', 'family'], { encoding: 'utf8' }).stdout ?? '')
}

function missingNeeds(): readonly Need[] {
  return needs.filter((need) => !('fonts' in need ? hasFont(need.fonts) : need.commands.some(isOnPath)))
}

function explain(missing: readonly Need[]): void {
  const names = missing.map((need) => need.what).join(', ')
  const packages = missing.flatMap((need) => need.packages).join(' ')
  console.error(
    `Thiếu phần mềm để chạy kiểm thử: ${names}. Trên Debian/Ubuntu: sudo apt-get install ${packages}`,
  )
  console.error(
    `The tests need what this machine lacks: ${names}. On Debian/Ubuntu: sudo apt-get install ${packages}`,
  )
}

/** Installs what is missing where that is possible without asking: root on Debian or Ubuntu. */
function provideNeeds(): boolean {
  const missing = missingNeeds()
  if (missing.length === 0) return true
  if (process.getuid?.() === 0 && isOnPath('apt-get')) {
    const packages = missing.flatMap((need) => need.packages)
    console.log(`installing ${packages.join(', ')} with apt-get`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['-qq', 'update'], { stdio: 'inherit', env })
    spawnSync('apt-get', ['-qq', '-y', 'install', '--no-install-recommends', ...packages], {
      stdio: 'inherit',
      env,
    })
  }
  const still = missingNeeds()
  if (still.length > 0) explain(still)
  return still.length === 0
}

function bin(name: string): string {
  return join(root, 'node_modules/.bin', name)
}

type Outcome = { readonly ok: boolean; readonly output: string; readonly took: string }

/** Runs a program in a process group of its own, so that a time-out takes its children (browsers, servers) too. */
function run(command: string, args: readonly string[], limit: number, live: boolean): Promise<Outcome> {
  const started = performance.now()
  const child = spawn(command, args, {
    cwd: root,
    detached: true,
    stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'],
    env: { ...process.env, TZ: 'UTC', FORCE_COLOR: '0', NO_COLOR: '1' },
  })
  let output = ''
  child.stdout?.on('data', (text: Buffer) => (output += text.toString()))
  child.stderr?.on('data', (text: Buffer) => (output += text.toString()))
  const timer = setTimeout(() => {
    output += `\nstopped after ${limit / minutes} minutes`
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }, limit)
  return new Promise((resolve) => {
    const end = (ok: boolean) => {
      clearTimeout(timer)
      resolve({ ok, output, took: `${((performance.now() - started) / seconds).toFixed(1)} s` })
    }
    child.on('error', (error) => {
      output += error.message
      end(false)
    })
    child.on('close', (code) => end(code === 0))
  })
}

async function runCheck(step: Step): Promise<Count> {
  const [command, args] = 'script' in step ? [process.execPath, [step.script]] : [bin(step.bin), step.args]
  const { ok, output, took } = await run(command, args, 5 * minutes, false)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${step.name.padEnd(10)} ${took}`)
  if (!ok) console.log(output)
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
})

/** What vitest counted, and never "0 failed" when it ended badly: a file that does not load has no failed cases. */
function countCases(file: string, ok: boolean): Count {
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  const report = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  if (report.numPendingTests > 0) console.log(`${report.numPendingTests} skipped`)
  return {
    passed: report.numPassedTests,
    failed: ok ? report.numFailedTests : Math.max(1, report.numFailedTests),
  }
}

type Project = (typeof projects)[number]

async function runProject({ name, limit, more }: Project, folder: string): Promise<Count> {
  const file = join(folder, `${name}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { ok, output, took } = await run(
    bin('vitest'),
    ['run', '--project', name, ...more, ...reporters],
    limit,
    true,
  )
  if (output !== '') console.log(output)
  const count = countCases(file, ok)
  console.log(
    `${ok ? 'ok    ' : 'FAILED'} ${name} tests: ${count.passed} passed, ${count.failed} failed, ${took}`,
  )
  return count
}

async function runAll(): Promise<Count> {
  const counts: Count[] = []
  const folder = mkdtempSync(join(tmpdir(), 'cung-soan-test-'))
  for (const step of checks) counts.push(await runCheck(step))
  for (const project of projects) counts.push(await runProject(project, folder))
  rmSync(folder, { recursive: true })
  return counts.reduce((sum, { passed, failed }) => ({
    passed: sum.passed + passed,
    failed: sum.failed + failed,
  }))
}

const total = provideNeeds() ? await runAll() : { passed: 0, failed: 1 }
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1
