import { spawn } from 'node:child_process'
import { pathToFileURL } from 'node:url'

export type OfficeOrder = {
  readonly command: string
  /** The PATH of its start script. */
  readonly path: string
  readonly profile: string
  /** Its home and the place of its temporary files. */
  readonly folder: string
  readonly docx: string
  readonly limitMs: number
  readonly signal: AbortSignal
}

/** How LibreOffice ended. What it says holds names of files, never the text of one. */
export type OfficeEnd =
  | { readonly how: 'by-itself'; readonly code: number | null; readonly said: string }
  | { readonly how: 'too-slow' }
  | { readonly how: 'cancelled' }

const MOST_SAID = 2_000

/**
 * Converts one .docx to a PDF beside it. LibreOffice is a script that starts programs that start programs: all of them are
 * one process group, which is gone when this resolves, however it ended.
 *
 * Below normal priority, for a keystroke comes before a page; and with a limit on processor time, which still holds if this
 * server dies meanwhile.
 */
export function runOffice(order: OfficeOrder): Promise<OfficeEnd> {
  const { command, path, folder, limitMs, signal } = order
  if (signal.aborted) return Promise.resolve({ how: 'cancelled' })
  const cpuSeconds = 2 * Math.ceil(limitMs / 1000)
  const script = 'ulimit -t "$0" && exec nice -n 10 "$@"'
  const child = spawn('/bin/sh', ['-c', script, String(cpuSeconds), command, ...argumentsFor(order)], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: path, HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8', SAL_USE_VCLPLUGIN: 'svp', TZ: 'UTC' },
  })
  let said = ''
  let ended: 'too-slow' | 'cancelled' | undefined
  child.stderr.on('data', (words: Buffer) => (said = (said + words.toString()).slice(-MOST_SAID)))
  const end = (why: 'too-slow' | 'cancelled') => {
    ended ??= why
    killGroup(child.pid)
  }
  const patience = setTimeout(() => end('too-slow'), limitMs)
  const cancel = () => end('cancelled')
  signal.addEventListener('abort', cancel)
  return new Promise<OfficeEnd>((resolve) => {
    child.once('error', (error) => resolve({ how: 'by-itself', code: null, said: error.message }))
    // Whatever the script left behind; only then do its pipes close.
    child.once('exit', () => killGroup(child.pid))
    child.once('close', (code) => resolve(ended ? { how: ended } : { how: 'by-itself', code, said }))
  }).finally(() => {
    clearTimeout(patience)
    signal.removeEventListener('abort', cancel)
  })
}

function argumentsFor({ profile, docx, folder }: OfficeOrder): string[] {
  return [
    '--headless',
    '--invisible',
    '--norestore',
    '--nologo',
    '--nodefault',
    '--nofirststartwizard',
    '--nolockcheck',
    `-env:UserInstallation=${pathToFileURL(profile).href}`,
    // Without it LibreOffice takes any bytes for something, and prints them.
    '--infilter=MS Word 2007 XML',
    '--convert-to',
    'pdf:writer_pdf_Export',
    '--outdir',
    folder,
    docx,
  ]
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
