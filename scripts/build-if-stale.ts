import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// What `npm start` does first: the browser's bundle is built when it is missing or older than its sources.
const root = fileURLToPath(new URL('..', import.meta.url))
const page = join(root, 'dist/client/index.html')
const stamp = join(root, 'dist/client-sources.sha256')
const sources = ['editor', 'report', 'outline', 'package-lock.json', 'vite.config.ts']

function filesUnder(path: string): string[] {
  const found = readdirSync(join(root, path), { withFileTypes: true, recursive: true })
  return found
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

/** Contents, not times: a checkout or a copy changes times, and a deleted file leaves none. */
function fingerprint(): string {
  const hash = createHash('sha256')
  const files = sources.flatMap((path) => (/\.\w+$/.test(path) ? [join(root, path)] : filesUnder(path)))
  for (const file of files.toSorted()) {
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

function isFresh(wanted: string): boolean {
  return existsSync(page) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
}

async function build(wanted: string): Promise<void> {
  const started = performance.now()
  const vite = await import('vite')
  await vite.build({ configFile: join(root, 'vite.config.ts'), logLevel: 'error' })
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(stamp, wanted)
  console.log(`Đã dựng giao diện trong ${((performance.now() - started) / 1000).toFixed(1)} giây.`)
}

const wanted = fingerprint()
if (isFresh(wanted)) {
  console.log('Giao diện đã có sẵn và mới nhất.')
} else {
  try {
    await build(wanted)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    console.error(
      '\nKhông dựng được giao diện (lỗi ở trên). Hãy chạy lại `npm ci`; nếu vẫn lỗi, báo cho quản trị.',
    )
    process.exitCode = 1
  }
}
