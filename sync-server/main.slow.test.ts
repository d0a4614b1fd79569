import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const node = join(root, 'node_modules/.bin/node')

/** The server as its own process: what is printed, how it ends. */
class Program {
  readonly child: ChildProcess
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  said = ''
  readonly #waiting = new Set<() => void>()

  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.child = spawn(node, args, { cwd: root, env: { ...process.env, PORT: '0', ...env } })
    const hear = (chunk: Buffer) => {
      this.said += String(chunk)
      for (const look of this.#waiting) look()
    }
    this.child.stdout?.on('data', hear)
    this.child.stderr?.on('data', hear)
    this.ended = new Promise((resolve) =>
      this.child.once('close', (code, signal) => resolve({ code, signal })),
    )
  }

  /** The first match in what is printed, as soon as it is there. */
  says(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(this.said)
        if (!match) return
        this.#waiting.delete(look)
        resolve(match[1] ?? match[0])
      }
      this.#waiting.add(look)
      void this.ended.then(() => reject(new Error(`ended without saying ${pattern}:\n${this.said}`)))
      look()
    })
  }

  url(): Promise<string> {
    return this.says(/sẵn sàng: (http:\S+)/)
  }
}

let dataDir: string
const programs: Program[] = []
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const program = new Program(args, { DATA_DIR: dataDir, ...env })
  programs.push(program)
  return program
}
const server = (env?: Readonly<Record<string, string>>) => run(['sync-server/main.ts'], env)

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'cung-soan-process-'))
})
afterEach(async () => {
  for (const { child } of programs) child.kill('SIGKILL')
  await Promise.all(programs.splice(0).map(({ ended }) => ended))
  rmSync(dataDir, { recursive: true, force: true })
})

const signIn = (url: string, username: string, password: string) =>
  fetch(`${url}/api/auth/sign-in/username`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })

describe('the server as a process', () => {
  test('says where it is and how to make the first administrator, and ends when asked', async () => {
    const program = server()
    const url = await program.url()
    const token = await program.says(/thiet-lap\?ma=(\S+)/)
    const made = await fetch(`${url}/api/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, username: 'quantri', name: 'Quản trị', password: 'mat-khau-dai' }),
    })
    expect(made.status).toBe(201)
    program.child.kill('SIGTERM')
    expect(await program.ended).toEqual({ code: 0, signal: null })

    const again = server()
    expect((await signIn(await again.url(), 'quantri', 'mat-khau-dai')).status).toBe(200)
    expect(again.said).not.toContain('thiet-lap')
    again.child.kill('SIGINT')
    expect((await again.ended).code).toBe(0)
  })

  test('is alone on its data directory, and leaves it free however it dies', async () => {
    const first = server()
    await first.url()
    const second = server()
    expect((await second.ended).code).toBe(1)
    expect(second.said).toMatch(/DATA_DIR: .*đang được một máy chủ Cùng Soạn khác sử dụng/)
    first.child.kill('SIGKILL')
    await first.ended
    await server().url()
  })

  test('says which setting is wrong', async () => {
    const wrong = server({ PORT: 'tám nghìn', DATABASE_URL: 'postgres://db/x' })
    expect((await wrong.ended).code).toBe(1)
    expect(wrong.said).toMatch(/PORT: .*số nguyên/)
    expect(wrong.said).toMatch(/DATABASE_URL: .*SQLite/)
  })

  test('says that its port is taken', async () => {
    const other = createServer().listen(0)
    const { port } = other.address() as AddressInfo
    const program = server({ PORT: String(port) })
    expect((await program.ended).code).toBe(1)
    expect(program.said).toContain(`cổng ${port}`)
    other.close()
  })

  test('says that it cannot write to its data directory', async () => {
    const program = server({ DATA_DIR: '/dev/null/data' })
    expect((await program.ended).code).toBe(1)
    expect(program.said).toMatch(/DATA_DIR: không ghi được/)
  })
})

describe('cung-soan user add', () => {
  test('makes an account beside a running server, with a password that is on no command line', async () => {
    const url = await server().url()
    const add = run(['sync-server/cli.ts', 'user', 'add', 'can-bo-1', '--name', 'Cán bộ 1', '--admin'])
    add.child.stdin?.end('mat-khau-can-bo\n')
    expect((await add.ended).code).toBe(0)
    const signedIn = await signIn(url, 'can-bo-1', 'mat-khau-can-bo')
    expect(await signedIn.json()).toMatchObject({ name: 'Cán bộ 1', admin: true })

    const again = run(['sync-server/cli.ts', 'user', 'add', 'can-bo-1'])
    again.child.stdin?.end('mat-khau-can-bo\n')
    expect((await again.ended).code).toBe(1)
    expect(again.said).toMatch(/đã được dùng/)
  })

  test.each([
    ['no name', ['user', 'add'], 2, /Cách dùng/],
    ['an unknown office', ['user', 'add', 'can-bo-2', '--office', 'Sở Không Có'], 1, /Không có cơ quan/],
    ['a name no account can have', ['user', 'add', 'Cán Bộ'], 1, /Tên đăng nhập gồm/],
  ])('refuses %s', async (_what, args, code, said) => {
    const add = run(['sync-server/cli.ts', ...args])
    add.child.stdin?.end('mat-khau-can-bo\n')
    expect((await add.ended).code).toBe(code)
    expect(add.said).toMatch(said)
  })

  test('refuses a short password', async () => {
    const add = run(['sync-server/cli.ts', 'user', 'add', 'can-bo-3'])
    add.child.stdin?.end('ngan\n')
    expect((await add.ended).code).toBe(1)
    expect(add.said).toMatch(/Mật khẩu cần/)
  })
})

test('the demo lets its people in and leaves nothing behind', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'cung-soan-demo-test-'))
  const demo = run(['sync-server/cli.ts', 'demo'], { TMPDIR: scratch })
  const url = await demo.url()
  await demo.says(/soanthao1/)
  expect((await signIn(url, 'soanthao1', 'cung-soan-demo')).status).toBe(200)
  demo.child.kill('SIGTERM')
  expect((await demo.ended).code).toBe(0)
  expect(readdirSync(scratch)).toEqual([])
  rmSync(scratch, { recursive: true })
})
