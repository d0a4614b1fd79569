import type { IncomingMessage } from 'node:http'

/**
 * May pages of this origin send us requests that carry the session? An office opens the server at whatever address it
 * has there, so the page's address must be the one the request went to, or be listed. Whoever sends no Origin is a
 * program, not a page in somebody's browser: every browser sends one with a write and with a WebSocket.
 */
export function allowsOrigin(request: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return request.headers['sec-fetch-site'] !== 'cross-site'
  if (allowed.includes(origin)) return true
  return host !== undefined && sameHost(origin, host)
}

// The scheme may differ: behind a proxy that ends https, we are reached by http.
function sameHost(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false
  const page = new URL(origin)
  const here = `${page.protocol}//${host}`
  return page.host !== '' && URL.canParse(here) && new URL(here).host === page.host
}
