import {
  getDocument,
  GlobalWorkerOptions,
  RenderingCancelledException,
  TextLayer,
} from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { PDFDocumentProxy } from 'pdfjs-dist'

import { must } from '../../report/must.ts'
import type { PageSize } from './layout.ts'

GlobalWorkerOptions.workerSrc = new URL('pdfjs-dist/legacy/build/pdf.worker.min.mjs', import.meta.url).href

/** The pages of a PDF, to be drawn one by one. */
export type PaperPages = {
  readonly sizes: readonly PageSize[]
  /** A picture of the page, `width` CSS pixels wide. Rejects with {@link DrawingStopped} when `signal` is aborted. */
  draw(index: number, width: number, signal: AbortSignal): Promise<HTMLCanvasElement>
  /** Lays the words of the page over its picture, invisible, to be selected and read aloud. */
  layText(index: number, container: HTMLElement): Promise<void>
  close(): Promise<void>
}

export class DrawingStopped extends Error {}

/** PDF counts in points of 1/72 inch, CSS in pixels of 1/96. */
export const PIXELS_PER_POINT = 96 / 72
/** An old PC draws and keeps a few pages of this size without trouble. */
const MOST_PIXELS = 8_000_000
const AT_ONCE = 50

/** Reads a PDF. Everything it is drawn with comes from our own server, and the fonts from the file itself. */
export async function openPdf(bytes: Uint8Array): Promise<PaperPages> {
  const task = getDocument({ data: bytes, isEvalSupported: false, useWasm: false })
  const document = await task.promise
  return {
    sizes: await readSizes(document),
    draw: (index, width, signal) => drawPage(document, { index, width, signal }),
    layText: (index, container) => layTextOf(document, index, container),
    close: () => task.destroy(),
  }
}

async function readSizes(document: PDFDocumentProxy): Promise<PageSize[]> {
  const sizes: PageSize[] = []
  while (sizes.length < document.numPages) {
    const next = Array.from({ length: Math.min(AT_ONCE, document.numPages - sizes.length) }, (_, ahead) =>
      document.getPage(sizes.length + ahead + 1),
    )
    for (const page of await Promise.all(next)) {
      const { width, height } = page.getViewport({ scale: PIXELS_PER_POINT })
      sizes.push({ width, height })
    }
  }
  return sizes
}

type Drawing = { readonly index: number; readonly width: number; readonly signal: AbortSignal }

async function drawPage(
  document: PDFDocumentProxy,
  { index, width, signal }: Drawing,
): Promise<HTMLCanvasElement> {
  const page = await document.getPage(index + 1)
  if (signal.aborted) throw new DrawingStopped()
  const natural = page.getViewport({ scale: 1 })
  const sharp = (width / natural.width) * window.devicePixelRatio
  const scale = Math.min(sharp, Math.sqrt(MOST_PIXELS / (natural.width * natural.height)))
  const viewport = page.getViewport({ scale })
  const canvas = window.document.createElement('canvas')
  canvas.width = Math.floor(viewport.width)
  canvas.height = Math.floor(viewport.height)
  const drawing = page.render({ canvas, viewport })
  const stop = () => drawing.cancel()
  signal.addEventListener('abort', stop)
  try {
    await drawing.promise
    return canvas
  } catch (error) {
    throw error instanceof RenderingCancelledException ? new DrawingStopped() : error
  } finally {
    signal.removeEventListener('abort', stop)
    // What was worked out to draw it; drawn again it is worked out again.
    page.cleanup()
  }
}

async function layTextOf(document: PDFDocumentProxy, index: number, container: HTMLElement): Promise<void> {
  const page = await document.getPage(index + 1)
  const layer = new TextLayer({
    textContentSource: must(await page.getTextContent(), 'the words of a page'),
    container,
    viewport: page.getViewport({ scale: 1 }),
  })
  await layer.render()
}
