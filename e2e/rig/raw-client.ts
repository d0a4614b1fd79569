import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { MESSAGE, SYNC } from '../../report/wire/messages.ts'
import { EMPTY_UPDATE, kindOf, payloadOf, step1, step2 } from './frames.ts'
import type { Session } from './province.ts'
import { until } from './until.ts'

export type Closing = { readonly code: number; readonly reason: string }

/** A program that speaks the wire by hand and keeps every frame it hears. */
export type RawClient = {
  readonly frames: readonly Uint8Array[]
  /** What it knows of the report: all sync frames heard so far, applied. */
  readonly doc: Y.Doc
  readonly socket: WebSocket
  closing(): Closing | undefined
  send(bytes: Uint8Array | string): void
  /** Asks for the report, applies it, answers the server's own question with `answer`, made from what it then has. */
  join(answer?: Uint8Array | ((doc: Y.Doc) => Uint8Array)): Promise<void>
  /** Waits until the server closes, and gives the code. */
  closed(deadline?: number): Promise<Closing>
  heard(message: number): readonly Uint8Array[]
  stop(): void
}

/** Opens a socket to `url` as the owner of `session` would (or as a stranger), and waits until it is open or closed. */
export async function openRaw(
  url: string,
  options: {
    session?: Session | undefined
    /** `null` sends no Origin header. Default: the server's own. */
    origin?: string | null
    headers?: Readonly<Record<string, string>>
    /** Keeps no frames: for floods. */
    deaf?: boolean
  } = {},
): Promise<RawClient> {
  const ownOrigin = new URL(url.replace(/^ws/, 'http')).origin
  const origin = options.origin === undefined ? ownOrigin : options.origin
  const socket = new WebSocket(url, {
    headers: {
      ...(options.session ? { cookie: options.session.cookie } : {}),
      ...(origin === null ? {} : { origin }),
      ...options.headers,
    },
  })
  socket.binaryType = 'nodebuffer'
  const frames: Uint8Array[] = []
  const doc = new Y.Doc()
  let closing: Closing | undefined
  let failure: Error | undefined

  socket.on('message', (data: Buffer) => {
    if (options.deaf) return
    const bytes = new Uint8Array(data)
    frames.push(bytes)
    const { message, sync } = kindOf(bytes)
    if (message === MESSAGE.sync && sync !== SYNC.step1) Y.applyUpdate(doc, payloadOf(bytes), 'wire')
  })
  socket.on('close', (code, reason) => (closing = { code, reason: reason.toString() }))
  socket.on('error', (error) => (failure = error))
  await until(`${url} opens or closes`, () => socket.readyState === WebSocket.OPEN || closing)
  if (closing && failure) closing = { code: closing.code, reason: failure.message }

  const heardSync = (type: number): boolean =>
    frames.some((bytes) => {
      const kind = kindOf(bytes)
      return kind.message === MESSAGE.sync && kind.sync === type
    })
  return {
    frames,
    doc,
    socket,
    closing: () => closing,
    send: (bytes) => socket.send(bytes),
    join: async (answer = EMPTY_UPDATE) => {
      socket.send(step1(doc))
      await until('the server asks and answers', () => {
        if (closing) throw new Error(`closed while joining: ${closing.code} ${closing.reason}`)
        return heardSync(SYNC.step2) && heardSync(SYNC.step1)
      })
      socket.send(step2(typeof answer === 'function' ? answer(doc) : answer))
    },
    closed: (deadline = 20_000) => until('the server closes the socket', () => closing, deadline),
    heard: (message) => frames.filter((bytes) => kindOf(bytes).message === message),
    stop: () => {
      socket.terminate()
      doc.destroy()
    },
  }
}

/** The report as a newcomer gets it from the server now. */
export async function readReport(syncUrl: string, reportId: string, session: Session): Promise<Y.Doc> {
  const client = await openRaw(`${syncUrl}/${reportId}`, { session })
  const refused = client.closing()
  if (refused) throw new Error(`could not read ${reportId}: ${refused.code} ${refused.reason}`)
  await client.join()
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(client.doc))
  client.stop()
  return doc
}
