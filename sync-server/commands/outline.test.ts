import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const node = join(root, 'node_modules/.bin/node')

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cung-soan-outline-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** The command as a person runs it. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(node, ['sync-server/cli.ts', ...args], { cwd: root }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err })
    })
  })
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

test('prints the outline as a tree', async () => {
  const { code, out, err } = await run('outline', 'outline/plans/nq20.txt')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(
    /^BÁO CÁO\ntổng kết 10 năm .*\n\nI\. Tổng kết việc thực hiện Nghị quyết số 20\n├─ 1\. Tình hình quán triệt/,
  )
  expect(out).toContain('│  ├─ đ) Phát triển thị trường khoa học và công nghệ\n')
})

test('prints plan and outline as JSON', async () => {
  const { code, out } = await run('outline', '--json', 'outline/plans/nq20.txt')
  const { plan, sections } = JSON.parse(out) as {
    plan: { milestones: unknown[] }
    sections: { children: unknown[] }[]
  }
  expect(code).toBe(0)
  expect(plan.milestones).toHaveLength(5)
  expect(sections.map(({ children }) => children.length)).toEqual([6, 2])
})

test('says on stderr what the plan lacks, and fails when it asks for no section', async () => {
  const path = await file('ngan.txt', 'KẾ HOẠCH\nTổng kết\n\nI. Mục đích\n')
  const { code, out, err } = await run('outline', path)
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toContain('Không tìm thấy phần “Nội dung”')
})

test('names the file it cannot read and why', async () => {
  const missing = await run('outline', join(folder, 'không-có.txt'))
  expect(missing.code).toBe(1)
  expect(missing.err).toMatch(/không-có\.txt: không có tệp này\.\n$/)
  const pdf = await run('outline', await file('a.docx', '%PDF-1.4'))
  expect(pdf.code).toBe(1)
  expect(pdf.err).toContain('PDF')
})

test('explains itself when called wrongly', async () => {
  for (const args of [['outline'], ['outline', '--xml', 'a.txt'], ['lạ'], []]) {
    const { code, out, err } = await run(...args)
    expect(code).toBe(2)
    expect(out + err).toContain('Cách dùng: npx cung-soan')
  }
})
