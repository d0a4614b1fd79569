import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url))

export type BackupRun = {
  readonly ended: Promise<BackupOutcome>
  /** Ends it; nothing is left but a `.part`, which the next one takes away. */
  stop(): void
}
export type BackupOutcome = {
  readonly state: 'made' | 'damaged' | 'failed'
  /** What it printed, in Vietnamese. */
  readonly said: string
}

/** Backs up in a process of its own, below normal priority: whoever types does not wait for it. */
export type RunBackup = (file: string, options: { readonly acceptDamage: boolean }) => BackupRun

const MOST_SAID = 20_000
const STATES: Readonly<Record<number, BackupOutcome['state']>> = { 0: 'made', 3: 'damaged' }

export function backupRunner(dataDir: string): RunBackup {
  return (file, { acceptDamage }) => {
    const more = acceptDamage ? ['--accept-damage'] : []
    const child = spawn(process.execPath, [cli, 'backup', file, '--force', ...more], {
      env: { DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    const hear = (chunk: Buffer) => {
      if (said.length < MOST_SAID) said += String(chunk)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    const ended = new Promise<BackupOutcome>((resolve) => {
      child.once('error', (error) => resolve({ state: 'failed', said: error.message }))
      child.once('close', (code, signal) => {
        const state = STATES[code ?? -1] ?? 'failed'
        resolve({ state, said: signal === null ? said : `${said}(${signal})` })
      })
    })
    return { ended, stop: () => void child.kill('SIGKILL') }
  }
}
