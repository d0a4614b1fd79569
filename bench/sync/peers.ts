import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { repository } from '../product-server.ts'

/** Where the servers we are measured against are installed: outside the product's dependencies, ignored by git. */
export const peersFolder = join(repository, 'bench/.peers')

const manifest = JSON.stringify(
  {
    private: true,
    type: 'module',
    dependencies: {
      '@hocuspocus/extension-database': '4.7.0',
      '@hocuspocus/provider': '4.7.0',
      '@hocuspocus/server': '4.7.0',
      'y-protocols': '1.0.7',
      'y-websocket': '2.1.0',
      yjs: '13.6.33',
    },
  },
  null,
  2,
)

/** Installs the peers at their pinned versions, once. */
export function installPeers(): void {
  const file = join(peersFolder, 'package.json')
  const installed = existsSync(join(peersFolder, 'node_modules/@hocuspocus/extension-database'))
  if (installed && readFileSync(file, 'utf8') === manifest) return
  console.log('installing Hocuspocus 4.7 and the y-websocket 2.1 server into bench/.peers')
  mkdirSync(peersFolder, { recursive: true })
  writeFileSync(file, manifest)
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: peersFolder,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('npm install of the peers failed')
}

/** Loads a module of the peers' folder as its own code would. The bench's types for it are written by hand. */
export async function importPeer<T>(name: string): Promise<T> {
  const resolve = createRequire(join(peersFolder, 'package.json')).resolve
  const module: T = await import(pathToFileURL(resolve(name)).href)
  return module
}
