import type * as Y from 'yjs'

import type { Block, Picture } from '../../report/content/content.ts'
import { contentHash } from '../../report/content/content-text.ts'
import { pictureIdOf } from '../../report/content/figures.ts'
import { readContent } from '../../report/content/read-content.ts'
import type { PaperOrder } from '../../report/docx/paper-order.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import type { PaperChoice } from '../report-paths.ts'

export type LocalCopy = {
  readonly bytes: Uint8Array
  /** Pictures that could not be had without the server. */
  readonly missing: number
}

export type LocalCopyOptions = {
  readonly report: ReportDetail
  /** The text as this page has it. */
  readonly doc: Y.Doc
  readonly choice: Pick<PaperChoice, 'profile' | 'section' | 'toc'>
  /** What is made here is a draft in any case: nobody checked it. */
  readonly draft: { readonly number: number; readonly day: string }
}

/** Loads what makes Word files, so that it is here when the server is not. */
export function loadPaperWriter() {
  return import('../../report/docx/paper-docx.ts')
}

/** A draft of the report, made in this browser. */
export async function makeLocalCopy(
  { paperDocx }: Awaited<ReturnType<typeof loadPaperWriter>>,
  options: LocalCopyOptions,
): Promise<LocalCopy> {
  const content = readContent(options.doc)
  const sources = [
    ...new Set([content.preamble, ...content.sections.map(({ blocks }) => blocks)].flatMap(pictureSources)),
  ]
  const own = (src: string) =>
    fetchPicture(`/api/reports/${options.report.id}/images/${pictureIdOf(src) ?? ''}`)
  const found = await Promise.all(
    sources.map(async (src) => [src, pictureIdOf(src) === undefined ? undefined : await own(src)] as const),
  )
  const pictures = new Map(found.flatMap(([src, picture]) => (picture ? [[src, picture] as const] : [])))
  const bytes = await paperDocx(orderOf(options, content, pictures))
  return { bytes, missing: sources.length - pictures.size }
}

function orderOf(
  { report, choice, draft }: LocalCopyOptions,
  content: PaperOrder['content'],
  pictures: PaperOrder['pictures'],
): PaperOrder {
  return {
    title: report.title,
    content,
    head: report.head,
    profile: choice.profile ?? report.head.profile ?? 'hd36-2018',
    pictures,
    draft,
    section: choice.section,
    toc: choice.toc ?? false,
    review: undefined,
    source: { reportId: report.id, versionId: '', sha256: contentHash(content), at: report.editedAt },
  }
}

function pictureSources(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block): string[] => {
    switch (block.type) {
      case 'figure':
        return [block.src]
      case 'list':
        return block.items.flatMap(pictureSources)
      case 'table':
        return block.rows.flatMap((row) => row.flatMap(({ blocks: inCell }) => pictureSources(inCell)))
      case 'paragraph':
        return []
      default:
        return block satisfies never
    }
  })
}

/** From the browser's cache where the page has shown it; undefined where it is not to be had. */
async function fetchPicture(src: string): Promise<Picture | undefined> {
  try {
    const response = await fetch(src, { credentials: 'same-origin', cache: 'force-cache' })
    if (!response.ok) return undefined
    const blob = await response.blob()
    const bytes = new Uint8Array(await blob.arrayBuffer())
    const type = typeOf(bytes)
    if (!type) return undefined
    const bitmap = await createImageBitmap(blob)
    const { width, height } = bitmap
    bitmap.close()
    return { type, bytes, width, height }
  } catch {
    // Without the server a picture may not be here: the copy is made without it, and says so.
    return undefined
  }
}

function typeOf([first, second]: Uint8Array): Picture['type'] | undefined {
  if (first === 0x89 && second === 0x50) return 'image/png'
  return first === 0xff && second === 0xd8 ? 'image/jpeg' : undefined
}

const NOT_IN_NAMES = /[\\/:*?"<>|\p{Cc}]+/gu
const LONGEST_NAME = 80

/** A name that Windows takes too, cut at a space. */
export function safeName(name: string): string {
  const words = name.normalize('NFC').replaceAll(NOT_IN_NAMES, ' ').replaceAll(/\s+/gu, ' ').trim()
  if (words.length <= LONGEST_NAME) return words
  const fitting = words.slice(0, LONGEST_NAME)
  return fitting.slice(0, Math.max(fitting.lastIndexOf(' '), LONGEST_NAME / 2)).trim()
}
