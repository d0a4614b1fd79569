import * as encoding from 'lib0/encoding'
import { type Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { MESSAGE } from '../../../report/wire/messages.ts'

type AwarenessChange = {
  readonly added: number[]
  readonly updated: number[]
  readonly removed: number[]
}

/**
 * Sends our own presence and nobody else's, at most every `window` milliseconds. y-websocket would send everybody's
 * back again: one caret move among twenty people made twenty frames, and one slow timer announced that others had left.
 */
export function sendOwnPresence(
  awareness: Awareness,
  { send, window }: { readonly send: (frame: Uint8Array<ArrayBuffer>) => void; readonly window: number },
): () => void {
  let lastSent = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined

  const sendNow = () => {
    clearTimeout(timer)
    timer = undefined
    lastSent = Date.now()
    send(presenceFrame(awareness))
  }
  const handleUpdate = ({ added, updated, removed }: AwarenessChange) => {
    const own = awareness.clientID
    if (removed.includes(own)) return sendNow()
    if (!added.includes(own) && !updated.includes(own)) return
    const due = lastSent + window - Date.now()
    if (due <= 0 || due > window) sendNow()
    else timer ??= setTimeout(sendNow, due)
  }
  awareness.on('update', handleUpdate)
  return () => {
    clearTimeout(timer)
    awareness.off('update', handleUpdate)
  }
}

function presenceFrame(awareness: Awareness): Uint8Array<ArrayBuffer> {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE.awareness)
  encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [awareness.clientID]))
  return encoding.toUint8Array(encoder)
}
