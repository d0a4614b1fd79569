import { describe, expect, test } from 'vitest'

import { type Cell, createCell } from '../draft/connection/cell.ts'
import type { SaveState } from '../draft/connection/save-state.ts'
import type { PaperRequest } from '../rest/export.ts'
import { ApiError, type ReceivedFile } from '../rest/request.ts'
import { createExportRun, type ExportRun } from './export-run.ts'

const ASKED: PaperRequest = { format: 'docx' }

function begin(initial: SaveState) {
  const save: Cell<SaveState> = createCell(initial)
  const given: string[] = []
  const asked: AbortSignal[] = []
  let answer: (file: ReceivedFile) => void = () => {}
  let refuse: (error: unknown) => void = () => {}
  const run = createExportRun({
    save,
    fetch: (_asked, signal) =>
      new Promise((resolve, reject) => {
        asked.push(signal)
        answer = resolve
        refuse = reject
        signal.addEventListener('abort', () => reject(signal.reason))
      }),
    give: (name) => given.push(name),
    fallbackName: 'Báo cáo',
  })
  return {
    run,
    save,
    given,
    asked,
    answer: (file: ReceivedFile) => answer(file),
    refuse: (e: unknown) => refuse(e),
  }
}

async function until(run: ExportRun, state: string): Promise<void> {
  if (run.state.get().state === state) return
  await new Promise<void>((resolve) => {
    const stop = run.state.subscribe(() => {
      if (run.state.get().state !== state) return
      stop()
      resolve()
    })
  })
}

const FILE = { name: 'Báo cáo.docx', blob: new Blob(['x']) }

describe('an export', () => {
  test('waits until everything is saved before it asks the server', async () => {
    const { run, save, asked, given, answer } = begin({ state: 'saving', pending: 2 })
    run.start(ASKED)
    await until(run, 'waiting')
    save.set({ state: 'saving', pending: 1 })
    await Promise.resolve()
    expect(asked).toEqual([])
    save.set({ state: 'saved' })
    await until(run, 'making')
    expect(asked.length).toBe(1)
    answer(FILE)
    await until(run, 'done')
    expect(given).toEqual(['Báo cáo.docx'])
  })

  test('makes no paper that would lack words that cannot be saved', async () => {
    for (const [save, end] of [
      [{ state: 'offline', pending: 1 }, 'unreachable'],
      [{ state: 'failed', reason: 'storage-failed', pending: 1 }, 'not-saved'],
    ] as const) {
      const { run, asked } = begin(save)
      run.start(ASKED)
      await until(run, end)
      expect(asked).toEqual([])
    }
  })

  test('is not held up by a line that is down where nothing is unsaved', async () => {
    const { run, asked, answer } = begin({ state: 'offline', pending: 0 })
    run.start(ASKED)
    await expect.poll(() => asked.length).toBe(1)
    answer({ ...FILE, name: '' })
    await until(run, 'done')
    expect(run.state.get()).toEqual({ state: 'done', name: 'Báo cáo.docx' })
  })

  test('can be stopped while it waits and while the server works, and gives no file then', async () => {
    const waiting = begin({ state: 'saving', pending: 1 })
    waiting.run.start(ASKED)
    await until(waiting.run, 'waiting')
    waiting.run.stop()
    await until(waiting.run, 'stopped')
    waiting.save.set({ state: 'saved' })
    expect(waiting.asked).toEqual([])

    const { run, asked, given } = begin({ state: 'saved' })
    run.start(ASKED)
    await expect.poll(() => asked.length).toBe(1)
    run.stop()
    await until(run, 'stopped')
    expect(asked[0]?.aborted).toBe(true)
    expect(given).toEqual([])
  })

  test('begins once however often it is asked for, and again after it has ended', async () => {
    const { run, asked, refuse } = begin({ state: 'saved' })
    run.start(ASKED)
    run.start(ASKED)
    await expect.poll(() => asked.length).toBe(1)
    refuse(new ApiError('export-failed'))
    await until(run, 'failed')
    run.start(ASKED)
    await expect.poll(() => asked.length).toBe(2)
    refuse(new ApiError('network'))
    await until(run, 'unreachable')
  })
})
