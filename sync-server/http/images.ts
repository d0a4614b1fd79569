import { createHash } from 'node:crypto'
import { raw, Router, type Request } from 'express'
import { whyNowhere } from '../../report/permission/rights.ts'
import { ReportError } from '../../report/wire/errors.ts'
import type { ReportImage } from '../../report/wire/rest.ts'
import type { Records } from '../store/records.ts'
import { readForm } from './multipart.ts'
import { readPicture } from './picture.ts'
import { writerOf, type Who } from './who.ts'

const IMAGE_BYTES = 10 * 1024 * 1024

export type ImageDeps = { readonly records: Records; readonly who: Who; readonly now: () => number }

/** Pictures of a report: kept with it, shown to those who may read it. */
export function imageRoutes({ records, who, now }: ImageDeps): Router {
  const router = Router()

  const writer = async (request: Request, reportId: string) => {
    const access = await who.member(request, reportId)
    const why = whyNowhere(writerOf(access), access.report.stage)
    if (why) throw new ReportError(why)
    return access
  }

  router.post(
    '/reports/:id/images',
    // Before the body is read: ten megabytes are held for those only who may put a picture into the text.
    async (request, _response, next) => {
      await writer(request, request.params.id)
      next()
    },
    raw({ type: (request) => !isForm(request.headers['content-type']), limit: IMAGE_BYTES }),
    async (request, response) => {
      const { person, report } = await writer(request, request.params.id)
      const bytes = await readBytes(request)
      const picture = readPicture(bytes)
      const id = createHash('sha256').update(bytes).digest('hex').slice(0, 32)
      await records.addImage({
        ...picture,
        reportId: report.id,
        id,
        bytes,
        createdBy: person.id,
        createdAt: now(),
      })
      const image: ReportImage = {
        src: `/api/reports/${report.id}/images/${id}`,
        width: picture.width,
        height: picture.height,
      }
      response.status(201).location(image.src).json(image)
    },
  )

  router.get('/reports/:id/images/:imageId', async (request, response) => {
    const { report } = await who.reader(request, request.params.id)
    const image = await records.image(report.id, request.params.imageId)
    if (!image) throw new ReportError('not-found')
    response
      .type(image.type)
      .setHeader('etag', `"${image.id}"`)
      // Asked for each time, because membership may have ended; answered with 304 as long as it has not.
      .setHeader('cache-control', 'private, no-cache')
      .setHeader('content-disposition', 'inline')
      .setHeader('content-security-policy', "default-src 'none'; sandbox")
    response.send(Buffer.from(image.bytes.buffer, image.bytes.byteOffset, image.bytes.byteLength))
  })

  return router
}

/** The picture as the body itself, or as the file `image` of a form. */
async function readBytes(request: Request): Promise<Uint8Array> {
  if (isForm(request.headers['content-type'])) {
    const { file } = await readForm(request, 'image', IMAGE_BYTES)
    if (!file) throw new ReportError('bad-request', 'image')
    return file.bytes
  }
  if (!(request.body instanceof Uint8Array)) throw new ReportError('unsupported-image')
  return request.body
}

function isForm(contentType: string | undefined): boolean {
  return contentType?.startsWith('multipart/form-data') ?? false
}
