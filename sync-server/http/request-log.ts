import type { RequestHandler } from 'express'
import type { Logger } from 'pino'

/**
 * One line per request: what was asked, how it ended, how long it took. No query string, no header, no body: those hold
 * one-time tokens, cookies and passwords.
 */
export function logRequests(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const start = performance.now()
    const { method, path } = request
    response.once('close', () => {
      const line = { method, path, status: response.statusCode, ms: Math.round(performance.now() - start) }
      const reads = method === 'GET' || method === 'HEAD'
      logger[reads && response.statusCode < 400 ? 'debug' : 'info'](line, 'request')
    })
    next()
  }
}
