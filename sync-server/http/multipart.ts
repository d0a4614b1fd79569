import busboy from 'busboy'
import type { Request } from 'express'
import { ReportError } from '../../report/wire/errors.ts'

export type Upload = { readonly name: string; readonly bytes: Uint8Array }
export type Form = { readonly fields: ReadonlyMap<string, string>; readonly file: Upload | undefined }

const FIELDS = 10
const FIELD_BYTES = 4 * 1024

/**
 * Reads multipart/form-data with at most one file, called `fileField`, of at most `fileBytes`.
 * Throws `too-large`, or `bad-request` for what is no such form.
 */
export function readForm(request: Request, fileField: string, fileBytes: number): Promise<Form> {
  return new Promise((resolve, reject) => {
    const parser = openParser(request, fileBytes)
    const fields = new Map<string, string>()
    let file: Upload | undefined

    const fail = (error: ReportError) => {
      request.unpipe(parser)
      // What is left of the body is read and dropped: the browser shows an answer only once it could send everything.
      request.resume()
      reject(error)
    }
    parser.on('field', (name, value, { valueTruncated }) => {
      if (valueTruncated) fail(new ReportError('too-large', name))
      else fields.set(name, value)
    })
    parser.on('file', (name, stream, { filename }) => {
      const chunks: Buffer[] = []
      stream.on('limit', () => fail(new ReportError('too-large')))
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('error', () => fail(new ReportError('bad-request')))
      stream.on('end', () => {
        if (name === fileField) file = { name: filename ?? '', bytes: Buffer.concat(chunks) }
      })
    })
    parser.on('error', () => fail(new ReportError('bad-request')))
    parser.on('partsLimit', () => fail(new ReportError('bad-request')))
    parser.on('close', () => resolve({ fields, file }))
    request.on('aborted', () => fail(new ReportError('bad-request')))
    request.pipe(parser)
  })
}

function openParser(request: Request, fileBytes: number): busboy.Busboy {
  try {
    return busboy({
      headers: request.headers,
      // Browsers send file names in UTF-8; busboy's default would garble Vietnamese ones.
      defParamCharset: 'utf8',
      limits: { files: 1, fields: FIELDS, fieldSize: FIELD_BYTES, parts: FIELDS + 1, fileSize: fileBytes },
    })
  } catch {
    throw new ReportError('bad-request', 'multipart/form-data')
  }
}
