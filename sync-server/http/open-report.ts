import { readVarUint } from 'lib0/decoding'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { readEvent } from '../../report/wire/messages.ts'
import { createReportDoc } from '../../report/report-doc.ts'
import { FRAGMENT } from '../../report/schema/names.ts'
import type { Asker, ReportRig } from './report-rig.ts'

/** For tests: somebody with a report open in a page, over a real socket. */
export type OpenReport = {
  readonly doc: Y.Doc
  /** Types of the events that came, in order. */
  readonly events: readonly string[]
  compartments(): Y.XmlElement[]
  section(id: string): Y.XmlElement
  /** A paragraph at the end of a section. */
  write(sectionId: string, words: string): void
  /** All of it is on disk: the answer to its first question, and its edits. */
  saved(): Promise<void>
  leave(): void
}

export async function openReport(on: ReportRig, reportId: string, asker: Asker): Promise<OpenReport> {
  const { cookie } = on.browsers[asker]
  class WithCookie extends WebSocket {
    constructor(address: string | URL) {
      super(address, { headers: { cookie, origin: on.rig.url } })
    }
  }
  const provider = new WebsocketProvider(
    `${on.rig.url.replace('http', 'ws')}/sync`,
    reportId,
    createReportDoc(),
    {
      WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
      disableBc: true,
      params: { v: '1' },
    },
  )
  const { doc } = provider
  const events: string[] = []
  let sent = 0
  let settled = 0
  let look = () => {}
  doc.on('update', (_update, origin) => {
    if (origin !== provider) sent += 1
  })
  provider.messageHandlers[121] = (_encoder, decoder) => {
    settled = readVarUint(decoder)
    look()
  }
  provider.messageHandlers[122] = (_encoder, decoder) => {
    events.push(readEvent(decoder)?.type ?? 'unreadable')
  }
  provider.messageHandlers[123] = () => {}
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()))
  const compartments = () => doc.getXmlFragment(FRAGMENT).toArray() as Y.XmlElement[]
  const section = (id: string) => {
    const found = compartments().find((element) => element.getAttribute('id') === id)
    if (!found) throw new Error(`no section ${id}`)
    return found
  }
  return {
    doc,
    events,
    compartments,
    section,
    write(sectionId, words) {
      doc.transact(() => {
        const paragraph = new Y.XmlElement('paragraph')
        paragraph.setAttribute('id', `p${Math.random().toString(36).slice(2, 12)}`)
        paragraph.insert(0, [new Y.XmlText(words)])
        const home = section(sectionId)
        home.insert(home.length, [paragraph])
      })
    },
    saved: () =>
      new Promise<void>((resolve) => {
        look = () => {
          if (settled >= sent + 1) resolve()
        }
        look()
      }),
    leave: () => provider.destroy(),
  }
}
