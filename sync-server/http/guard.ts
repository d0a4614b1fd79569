import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import helmet from 'helmet'
import { ReportError } from '../../report/wire/errors.ts'
import { allowsOrigin } from '../auth/origin.ts'

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Refuses writes that come from somebody else's page: the browser would send our cookie along. */
export function ownPagesOnly(allowed: readonly string[]): RequestHandler {
  return (request, _response, next) => {
    if (READING.has(request.method) || allowsOrigin(request, allowed)) return next()
    const { origin = '', host = '' } = request.headers
    // Behind a proxy that hides the address, this is what tells the administrator what to set.
    throw new ReportError('foreign-origin', `Trang "${origin}", máy chủ "${host}" (xem ALLOWED_ORIGINS).`)
  }
}

/**
 * Headers that keep the page to itself. Nothing here may assume https: offices use plain http on their network, where
 * HSTS and upgrade-insecure-requests would lock them out, and where browsers ignore COOP with a warning.
 */
export function securityHeaders(): RequestHandler {
  return helmet({
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    referrerPolicy: { policy: 'same-origin' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        // ProseMirror writes column widths as style attributes, and dialogs a style element to hold the page still.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        // 'self' covers WebSockets to the same host only in newer browsers; the others are told the address.
        connectSrc: ["'self'", socketSource],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
  })
}

function socketSource({ headers }: IncomingMessage): string {
  const { host } = headers
  return host !== undefined && /^[\w.:[\]-]+$/.test(host) ? `ws://${host} wss://${host}` : "'self'"
}
