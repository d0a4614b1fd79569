import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launch, launchProduct } from '../product-server.ts'
import type { Wire } from './wire.ts'
import { peersFolder } from './peers.ts'

export const serverNames = ['cung-soan', 'hocuspocus', 'y-websocket'] as const
export type ServerName = (typeof serverNames)[number]

/** A server that holds one empty or seeded report, and how to reach it. */
export type Measured = {
  readonly pid: number
  readonly port: number
  readonly wire: Wire
  /** The report's name on the wire. */
  readonly room: string
  readonly headers: Readonly<Record<string, string>>
  stop(): Promise<void>
}

type Options = { readonly core?: number; readonly nodeFlags?: readonly string[] }

const start: Record<ServerName, (options: Options) => Promise<Measured>> = {
  'cung-soan': async (options) => {
    const product = await launchProduct(options)
    const room = `sync/${await product.createReport()}`
    return {
      ...product,
      wire: 'y-websocket',
      room,
      headers: { cookie: product.cookie, origin: product.origin },
    }
  },
  hocuspocus: async (options) => {
    const server = await launch({
      ...options,
      script: fileURLToPath(new URL('./hocuspocus.entry.ts', import.meta.url)),
      env: (port, folder) => ({ BENCH_PORT: String(port), BENCH_FOLDER: folder }),
    })
    return { ...server, wire: 'hocuspocus', room: 'report', headers: {} }
  },
  'y-websocket': async (options) => {
    const server = await launch({
      ...options,
      script: join(peersFolder, 'node_modules/y-websocket/bin/server.cjs'),
      env: (port, folder) => ({
        HOST: '127.0.0.1',
        PORT: String(port),
        YPERSISTENCE: join(folder, 'leveldb'),
      }),
    })
    return { ...server, wire: 'y-websocket', room: 'report', headers: {} }
  },
}

/** Starts one of the servers in a process of its own. */
export function startServer(name: ServerName, options: Options): Promise<Measured> {
  return start[name](options)
}
