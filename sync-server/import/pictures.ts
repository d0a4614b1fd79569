import { createHash } from 'node:crypto'
import type { FigureBlock, Picture } from '../../report/content/content.ts'
import { ReportError } from '../../report/wire/errors.ts'
import { readPicture } from '../http/picture.ts'
import type { Drawn } from './pieces.ts'
import type { Warnings } from './warnings.ts'
import type { WordPackage } from './word-package.ts'

export type ImportedPicture = Picture & { readonly id: string }

/** As large as a picture put into the text by hand. */
const PICTURE_BYTES = 10 * 1024 * 1024
const MOST_PICTURES = 500
/** The width of a page's text. */
const PAGE_PIXELS = 624

/** The pictures of a file that a report can show; what it cannot is told as a warning. */
export class Pictures {
  readonly #file: Pick<WordPackage, 'has' | 'bytes'>
  readonly #reportId: string
  readonly #warnings: Warnings
  readonly #read = new Map<string, ImportedPicture | undefined>()

  constructor(file: Pick<WordPackage, 'has' | 'bytes'>, reportId: string, warnings: Warnings) {
    this.#file = file
    this.#reportId = reportId
    this.#warnings = warnings
  }

  get all(): readonly ImportedPicture[] {
    const known = new Map<string, ImportedPicture>()
    for (const picture of this.#read.values()) if (picture) known.set(picture.id, picture)
    return [...known.values()]
  }

  figure({ part, alt, width }: Drawn): Omit<FigureBlock, 'caption'> | undefined {
    if (part === undefined || !this.#file.has(part)) {
      // It lies on another machine, or nowhere: nothing is fetched.
      this.#warnings.add('picture-dropped')
      return undefined
    }
    const picture = this.#known(part)
    if (!picture) {
      this.#warnings.add('picture-unsupported', part.split('.').at(-1)?.toLowerCase())
      return undefined
    }
    const shown = width === null || width >= Math.min(picture.width, PAGE_PIXELS) - 1 ? null : width
    const src = `/api/reports/${this.#reportId}/images/${picture.id}`
    return { type: 'figure', id: '', src, alt: alt.normalize('NFC').slice(0, 1000), width: shown }
  }

  #known(part: string): ImportedPicture | undefined {
    if (!this.#read.has(part))
      this.#read.set(part, this.#read.size < MOST_PICTURES ? this.#open(part) : undefined)
    return this.#read.get(part)
  }

  #open(part: string): ImportedPicture | undefined {
    try {
      const bytes = this.#file.bytes(part)
      if (bytes.length > PICTURE_BYTES) return undefined
      const picture = readPicture(bytes)
      const id = createHash('sha256').update(bytes).digest('hex').slice(0, 32)
      return { ...picture, id, bytes: new Uint8Array(bytes) }
    } catch (error) {
      if (error instanceof ReportError) return undefined
      // A picture that ends in the middle of a number.
      if (error instanceof RangeError) return undefined
      throw error
    }
  }
}
