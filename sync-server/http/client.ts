import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Router, static as serveStatic } from 'express'

const ASSETS = '/assets/'

const NOT_BUILT = `<!doctype html>
<html lang="vi"><meta charset="utf-8"><title>Cùng Soạn</title>
<h1>Giao diện chưa được dựng</h1>
<p>Hãy chạy <code>npm run build</code> trên máy chủ, hoặc khởi động bằng <code>npm start</code>.</p>
<p lang="en">The client is not built: run <code>npm run build</code> on the server, or start with <code>npm start</code>.</p>
</html>
`

/**
 * The browser's part, as Vite built it into `directory`. File names under assets/ carry a hash of their content and are
 * kept for ever; the page itself is asked for each time. Any other path is a screen of the client's own.
 */
export function clientRoutes(directory: string): Router {
  const router = Router()
  const page = join(directory, 'index.html')
  router.use(
    serveStatic(directory, {
      index: false,
      redirect: false,
      setHeaders(response, path) {
        const hashed = path.startsWith(join(directory, ASSETS))
        response.setHeader('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    }),
  )
  router.get('/{*path}', (request, response, next) => {
    // An asset that is not there belongs to an older build: a page in its place would be run as a script.
    if (request.path.startsWith(ASSETS)) return next()
    response.setHeader('cache-control', 'no-cache')
    if (existsSync(page)) return response.sendFile(page, { cacheControl: false })
    return response.status(503).type('html').send(NOT_BUILT)
  })
  return router
}
