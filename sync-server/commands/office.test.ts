import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'

const cli = new URL('../cli.ts', import.meta.url).pathname
let dataDir: string

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'cung-soan-office-'))
})
afterAll(() => rmSync(dataDir, { recursive: true }))

async function say(command: string, password = ''): Promise<string> {
  const running = promisify(execFile)(process.execPath, [cli, ...command.split('|')], {
    env: { ...process.env, DATA_DIR: dataDir },
  })
  running.child.stdin?.end(`${password}\n`)
  const { stdout, stderr } = await running.catch((failed: { stdout: string; stderr: string }) => failed)
  return `${stdout}${stderr}`.trim()
}

it('an office is added once, and then people can belong to it', async () => {
  const account = 'user|add|nguoisoan1|--name|Người soạn 1|--office|BTG'
  expect(await say(account, 'mat-khau-1')).toContain('npx cung-soan office add "BTG"')
  expect(await say('office|add|Ban Tuyên giáo|--short|BTG')).toContain('Ban Tuyên giáo (BTG)')
  expect(await say('office|add|Ban Tuyên giáo')).toContain('đã có cơ quan')
  expect(await say(account, 'mat-khau-1')).toBe(`Đã tạo tài khoản nguoisoan1 trong ${dataDir}.`)
})
