import { Router, type RequestHandler } from 'express'
import { Histogram, type Registry } from 'prom-client'

/** `GET /metrics`, Prometheus text. */
export function metricsRoutes(registry: Registry): Router {
  const router = Router()
  router.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics())
  })
  return router
}

/** Counts requests and their time by method and status class; by path would be without bound. */
export function measureRequests(registry: Registry): RequestHandler {
  const seconds = new Histogram({
    name: 'cung_soan_http_request_seconds',
    help: 'Time to answer a REST request',
    labelNames: ['method', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  })
  return (request, response, next) => {
    const stop = seconds.startTimer({ method: METHODS.has(request.method) ? request.method : 'other' })
    response.once('close', () => stop({ status: `${Math.floor(response.statusCode / 100)}xx` }))
    next()
  }
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
