import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { repository } from '../product-server.ts'
import { installPeers } from './peers.ts'
import { table, writeResults } from './results.ts'
import { type Finding, type Scenario, scenarios } from './scenarios.ts'
import { type Measured, type ServerName, serverNames, startServer } from './servers.ts'

// `npm run bench:sync`: the same load against this server and its peers, one after another. Each server has one core,
// the generator the other, so that neither measures the other's hunger.
const { values } = parseArgs({
  options: {
    servers: { type: 'string', default: serverNames.join(',') },
    scenarios: { type: 'string', default: scenarios.map(({ name }) => name).join(',') },
    // Writes a CPU profile of our server into bench/results.
    profile: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
  },
})

const pinned = availableParallelism() > 1 && existsSync('/usr/bin/taskset')
const generator = fileURLToPath(new URL('./load.entry.ts', import.meta.url))
const results = join(repository, 'bench/results')
const limit = 90_000
const run = promisify(execFile)

async function generate(scenario: Scenario, server: Measured): Promise<Finding> {
  const { pid, port, wire, room, headers } = server
  const task = JSON.stringify({ scenario, server: { pid, port, wire, room, headers } })
  const command = [...(pinned ? ['taskset', '-c', '1'] : []), process.execPath, generator, task]
  const [program = '', ...args] = command
  const { stdout, stderr } = await run(program, args, { timeout: limit, killSignal: 'SIGKILL' })
  // The Hocuspocus provider brings a Yjs of its own; nothing but bytes passes between the two.
  const complaints = stderr.replace(/^Yjs was already imported.*$/m, '').trim()
  if (complaints !== '') console.error(complaints.slice(0, 2000))
  return JSON.parse(stdout) as Finding
}

async function measure(scenario: Scenario, name: ServerName): Promise<Finding | undefined> {
  const profile = values.profile && name === 'cung-soan'
  const nodeFlags = profile ? ['--cpu-prof', `--cpu-prof-dir=${results}`] : []
  const server = await startServer(name, { nodeFlags, ...(pinned ? { core: 0 } : {}) })
  try {
    return await generate(scenario, server)
  } catch (error) {
    console.error(
      `${name} ${scenario.name}: ${error instanceof Error ? error.message.slice(-1500) : String(error)}`,
    )
    return undefined
  } finally {
    await server.stop()
  }
}

function chosen<T extends string>(list: string, all: readonly T[]): T[] {
  return all.filter((name) => list.split(',').includes(name))
}

mkdirSync(results, { recursive: true })
const names = chosen(values.servers, serverNames)
if (names.some((name) => name !== 'cung-soan')) installPeers()

const findings: { scenario: string; server: ServerName; finding: Finding | undefined }[] = []
for (const scenario of scenarios.filter(({ name }) => values.scenarios.split(',').includes(name))) {
  for (const server of names) {
    const finding = await measure(scenario, server)
    findings.push({ scenario: scenario.name, server, finding })
    console.log(table([{ scenario: scenario.name, server, finding }]).at(-1))
  }
}
console.log(`\n${table(findings).join('\n')}`)
if (!values.dry) writeResults(findings)
