import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { FRAGMENT } from '../../report/schema/names.ts'
import { MESSAGE, type Refusal, readRefusal, readSaved } from '../../report/wire/messages.ts'
import { EMPTY_UPDATE, step2, update } from './frames.ts'
import type { Session } from './province.ts'
import { openRaw, type RawClient } from './raw-client.ts'
import type { Server } from './server.ts'
import { until } from './until.ts'

/** A program that edits with no editor and no manners, and knows what became of each of its frames. */
export type HandWriter = {
  readonly raw: RawClient
  readonly doc: Y.Doc
  readonly root: Y.XmlFragment
  /** Changes its own document in one transaction, and gives the update without sending it. */
  make(change: (root: Y.XmlFragment) => void): Uint8Array
  /** Sends an update as a frame of its own; answers the frame's number. */
  send(bytes: Uint8Array, as?: 'update' | 'step2'): number
  /** Waits until 121 covers the frame, and gives the 123 about it, if one came. */
  verdict(frame: number): Promise<Refusal | undefined>
  stop(): void
}

/** `answer`: what it brings when the server asks what it has. */
export async function openHandWriter(
  server: Server,
  session: Session,
  reportId: string,
  answer: (doc: Y.Doc) => Uint8Array = () => EMPTY_UPDATE,
): Promise<HandWriter> {
  const raw = await openRaw(`${server.syncUrl}/${reportId}?v=1`, { session })
  await raw.join(answer)
  const { doc } = raw
  const root = doc.getXmlFragment(FRAGMENT)
  // The answer to the server's question was the first.
  let sent = 1
  const body = (frame: Uint8Array): decoding.Decoder => {
    const decoder = decoding.createDecoder(frame)
    decoding.readVarUint(decoder)
    return decoder
  }
  const saved = (): number => Math.max(0, ...raw.heard(MESSAGE.saved).map((each) => readSaved(body(each))))
  return {
    raw,
    doc,
    root,
    make: (change) => {
      const made: Uint8Array[] = []
      const collect = (bytes: Uint8Array): void => void made.push(bytes)
      doc.on('update', collect)
      doc.transact(() => change(root))
      doc.off('update', collect)
      const [only] = made
      if (!only) throw new Error('the change changes nothing')
      return only
    },
    send: (bytes, as = 'update') => {
      raw.send(as === 'update' ? update(bytes) : step2(bytes))
      sent += 1
      return sent
    },
    verdict: async (frame) => {
      await until(`frame ${frame} of ${session.person.username} is settled`, () => {
        const closing = raw.closing()
        if (closing) throw new Error(`closed: ${closing.code} ${closing.reason}`)
        return saved() >= frame
      })
      const refusals = raw.heard(MESSAGE.refused).map((each) => readRefusal(body(each)))
      return refusals.find((refusal) => refusal.frame === frame)
    },
    stop: () => raw.stop(),
  }
}
