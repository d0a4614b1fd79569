import type { Hear } from './verify-database.ts'

const EVERY_MS = 1_000

/** Tells on standard error what is being done, at most once a second, and nothing of what is done at once. */
export function progressLine(verb = 'Đang kiểm tra'): Hear {
  let told = performance.now()
  return (doing) => {
    const now = performance.now()
    if (now - told < EVERY_MS) return
    told = now
    process.stderr.write(`${verb} ${doing}…\n`)
  }
}
