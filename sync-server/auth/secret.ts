import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The key that session cookies are signed with: made at the first start, kept in the data directory for the server's
 * account alone, so that people stay signed in over restarts.
 */
export function sessionSecret(dataDir: string): string {
  const path = join(dataDir, 'session-secret')
  return readSecret(path) ?? makeSecret(path)
}

function readSecret(path: string): string | undefined {
  try {
    const secret = readFileSync(path, 'utf8').trim()
    if (secret.length < 32)
      throw new Error(`${path} holds no usable secret; delete it and everybody signs in anew`)
    return secret
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

// Linked into place whole: a crash leaves no half-written secret, and of two first starts one wins for both.
function makeSecret(path: string): string {
  const draft = `${path}.${process.pid}.new`
  writeFileSync(draft, randomBytes(32).toString('base64url'), { mode: 0o600, flush: true })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(draft)
  }
  return readFileSync(path, 'utf8').trim()
}
