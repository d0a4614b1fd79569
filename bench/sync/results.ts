import { availableParallelism, loadavg } from 'node:os'
import { keepResults } from '../results-page.ts'
import type { Finding } from './scenarios.ts'
import type { ServerName } from './servers.ts'

export type Row = {
  readonly scenario: string
  readonly server: ServerName
  readonly finding: Finding | undefined
}

const heads = [
  'scenario',
  'server',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'CPU µs/delivery',
  'server CPU s',
  'peak MB',
  'undelivered',
]
const notes = ['converged', 'dropped', 'generator']

function cells({ scenario, server, finding }: Row): string[] {
  if (!finding) return [scenario, server, 'failed']
  const { p50, p95, p99, cpuPerDelivery, serverCpu, peakMemory, undelivered } = finding
  const { converged, dropped, generatorCpu } = finding
  return [
    scenario,
    server,
    ...[p50, p95, p99].map((time) => time.toFixed(1)),
    cpuPerDelivery.toFixed(2),
    serverCpu.toFixed(2),
    peakMemory.toFixed(0),
    String(undelivered),
    converged ? 'yes' : 'no',
    String(dropped),
    `${(generatorCpu * 100).toFixed(0)} %`,
  ]
}

/** A Markdown table of what was found. */
export function table(rows: readonly Row[]): string[] {
  const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |`
  const all = [...heads, ...notes]
  return [line(all), line(all.map(() => '---')), ...rows.map((row) => line(cells(row)))]
}

/** Ours against each peer, scenario by scenario: below 1 is better. */
function ratios(rows: readonly Row[]): string[] {
  const ours = rows.filter(({ server, finding }) => server === 'cung-soan' && finding)
  const lines = ours.flatMap(({ scenario, finding: our }) =>
    rows.flatMap(({ scenario: same, server, finding: their }) =>
      same !== scenario || server === 'cung-soan' || !our || !their
        ? []
        : [
            `| ${scenario} | ${server} | ${(our.cpuPerDelivery / their.cpuPerDelivery).toFixed(2)} | ` +
              `${(our.p95 / their.p95).toFixed(2)} | ${(our.peakMemory / their.peakMemory).toFixed(2)} |`,
          ],
    ),
  )
  return ['| scenario | ours / | CPU per delivery | p95 | peak memory |', '|---|---|---|---|---|', ...lines]
}

/** Writes bench/results/sync.json and its part of bench/RESULTS.md. */
export function writeResults(rows: readonly Row[]): void {
  const machine = `${availableParallelism()} cores, Node ${process.versions.node}, loopback; server and generator on a core each`
  const load = loadavg()[0] ?? 0
  const body = [
    '## Sync server (`npm run bench:sync`)',
    '',
    `Machine: ${machine}. Load average at the end: ${load.toFixed(1)}. Every keystroke comes with a caret move.`,
    'For `join` the times are from connect to the whole report received, and the CPU is per join.',
    'Our server has each edit on disk (fsync) before anybody sees it; Hocuspocus stores 2 s later, y-websocket without fsync.',
    '',
    ...table(rows),
    '',
    ...ratios(rows),
  ].join('\n')
  keepResults('sync', { machine, load, rows }, body)
}
