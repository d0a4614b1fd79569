import { createDecoder, readVarUint } from 'lib0/decoding'

import { isPermanent } from '../../report/wire/close-codes.ts'
import { CONNECT_PARAM, MESSAGE, readEvent, SPEAKS_OUR_WIRE } from '../../report/wire/messages.ts'
import type { WireEvent } from '../../report/wire/messages.ts'
import { reconnectDelay } from '../draft/connection/reconnect.ts'

export type FollowOptions = {
  /** `missed` after a socket was lost: nobody knows what was told meanwhile. */
  readonly onNews: (news: WireEvent['type'] | 'missed') => void
  readonly serverUrl?: string
  readonly random?: () => number
}

/**
 * Hears what happens in a report, over a socket that asks for none of its text. Comes back when the socket is lost, unless the
 * server says that this is pointless. Answers how to stop.
 */
export function followReport(
  reportId: string,
  { onNews, serverUrl = ownServer(), random = Math.random }: FollowOptions,
): () => void {
  const address = `${serverUrl}/${encodeURIComponent(reportId)}?${CONNECT_PARAM.wire}=${SPEAKS_OUR_WIRE}`
  let socket: WebSocket | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let attempt = 0
  let stopped = false

  const open = () => {
    const opened = new WebSocket(address)
    opened.binaryType = 'arraybuffer'
    socket = opened
    opened.addEventListener('open', () => {
      if (attempt > 0) onNews('missed')
      attempt = 0
    })
    opened.addEventListener('message', ({ data }) => {
      const type = data instanceof ArrayBuffer ? eventIn(new Uint8Array(data)) : undefined
      if (type) onNews(type)
    })
    opened.addEventListener('close', ({ code }) => {
      if (stopped || isPermanent(code)) return
      retry = setTimeout(open, reconnectDelay({ attempt, code, online: navigator.onLine }, random))
      attempt += 1
    })
  }
  open()
  return () => {
    stopped = true
    clearTimeout(retry)
    socket?.close()
  }
}

function eventIn(frame: Uint8Array): WireEvent['type'] | undefined {
  const decoder = createDecoder(frame)
  return readVarUint(decoder) === MESSAGE.event ? readEvent(decoder)?.type : undefined
}

function ownServer(): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/sync`
}
