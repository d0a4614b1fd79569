import type { IncomingMessage } from 'node:http'
import { CLOSE, type CloseCode } from '../../report/wire/close-codes.ts'
import { CONNECT_PARAM, SPEAKS_OUR_WIRE } from '../../report/wire/messages.ts'
import { SCHEMA_VERSION } from '../../report/wire/version.ts'
import type { Identity } from '../room/ports.ts'
import type { Doorkeeper } from './ports.ts'

/** What the door says to a request. */
export type Entrance =
  | {
      readonly type: 'open'
      readonly reportId: string
      readonly identity: Identity
      readonly speaksOurWire: boolean
    }
  | { readonly type: 'shut'; readonly code: CloseCode; readonly reason: string }

/** What a client asks for: the report in the path, and what it knows in the query. */
export type Address = {
  readonly reportId: string
  readonly wire: string | undefined
  readonly schema: string | undefined
  readonly epoch: string | undefined
}

const PATH = /^\/sync\/([A-Za-z0-9_-]{1,64})$/

/** Reads `/sync/<reportId>?v=1&s=…&e=…`; undefined for any other path. */
export function readAddress(url: string): Address | undefined {
  const queryAt = url.indexOf('?')
  const path = queryAt < 0 ? url : url.slice(0, queryAt)
  const reportId = PATH.exec(path)?.[1]
  if (!reportId) return undefined
  const query = new URLSearchParams(queryAt < 0 ? '' : url.slice(queryAt + 1))
  const read = (name: string) => query.get(name) ?? undefined
  return {
    reportId,
    wire: read(CONNECT_PARAM.wire),
    schema: read(CONNECT_PARAM.schema),
    epoch: read(CONNECT_PARAM.epoch),
  }
}

/**
 * Asks everything that must be true before a socket may enter: a page of ours, a session, a membership, a schema and a
 * history that are the server's. In this order, so that a stranger learns nothing about reports.
 */
export async function askEntrance(doorkeeper: Doorkeeper, request: IncomingMessage): Promise<Entrance> {
  const address = readAddress(request.url ?? '')
  if (!address) return shut(CLOSE.noSuchReport, 'no such report')
  if (!doorkeeper.allowsOrigin(request)) return shut(CLOSE.noAccess, 'foreign origin')
  const account = await doorkeeper.identify(request)
  if (!account) return shut(CLOSE.notSignedIn, 'not signed in')
  const admission = await doorkeeper.admit(account.userId, address.reportId)
  switch (admission.type) {
    case 'no-such-report':
      return shut(CLOSE.noSuchReport, 'no such report')
    case 'no-access':
      return shut(CLOSE.noAccess, 'no access')
    case 'closed':
      return shut(CLOSE.reportClosed, 'the report is signed')
    case 'admitted':
      return compare(address, admission)
  }
}

function compare(
  address: Address,
  admitted: { readonly identity: Identity; readonly epoch: string },
): Entrance {
  const { reportId, wire, schema, epoch } = address
  if (schema !== undefined && schema !== String(SCHEMA_VERSION))
    return shut(CLOSE.clientTooOld, 'another schema')
  if (epoch !== undefined && epoch !== admitted.epoch) return shut(CLOSE.epochChanged, 'another history')
  return {
    type: 'open',
    reportId,
    identity: admitted.identity,
    speaksOurWire: wire === SPEAKS_OUR_WIRE,
  }
}

function shut(code: CloseCode, reason: string): Entrance {
  return { type: 'shut', code, reason }
}
