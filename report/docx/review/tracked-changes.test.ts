import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { twoContents } from '../../compare/test-edits.ts'
import type { ReportContent } from '../../content/content.ts'
import { every } from '../body/written-body.ts'
import { paperDocx } from '../paper-docx.ts'
import type { PaperOrder } from '../paper-order.ts'
import { checkPackage } from '../proof/check-package.ts'
import { PackageParts } from '../proof/package-parts.ts'
import { paperOrder } from '../proof/random-paper.ts'
import { childOf, elementsIn, everyElement, wordsOf, type XmlElement } from '../proof/read-xml.ts'
import { settleChanges } from '../proof/settle-changes.ts'

const RUNS = Number(process.env.TRACKED_RUNS ?? 150)
const AUTHOR = 'Các đơn vị soạn thảo'

/** Halves of signs are signs or none by what stands beside them: two texts in one another have no say in that. */
const HALF_SIGN = /\\ud[89a-f]/

const pair = fc
  .tuple(paperOrder, twoContents())
  .filter(([, both]) => !HALF_SIGN.test(JSON.stringify(both)))
  .map(([order, [a, b]]) => ({
    plain: { ...order, section: undefined, review: { threads: [] } } satisfies PaperOrder,
    a,
    b,
  }))

function tracked(order: PaperOrder, a: ReportContent, b: ReportContent): PaperOrder {
  return { ...order, content: b, since: { older: a, author: AUTHOR, at: order.source.at } }
}

async function partsOf(order: PaperOrder): Promise<PackageParts> {
  return new PackageParts(await paperDocx(order))
}

/** What a reader sees, line by line: style, letters with their looks, notes, pictures, rows and cells. Nothing of empty lines. */
function linesOf(body: XmlElement, parts: PackageParts): string[] {
  const notes = new Map(
    every(parts, 'w:footnote', 'word/footnotes.xml').map((one) => [one.attributes['w:id'], wordsOf(one)]),
  )
  const lines: string[] = []
  for (const one of everyElement(body)) {
    if (one.name === 'w:tr' || one.name === 'w:tc') lines.push(one.name)
    if (one.name !== 'w:p') continue
    const runs = [...everyElement(one)].filter(({ name }) => name === 'w:r')
    let line = ''
    let last = ''
    for (const run of runs) {
      const words = elementsIn(run)
        .map((piece) => {
          if (piece.name === 'w:t') return wordsOf(piece)
          if (piece.name === 'w:br') return '\n'
          if (piece.name === 'w:footnoteReference') return `[${notes.get(piece.attributes['w:id'])}]`
          return piece.name === 'w:drawing' ? '<drawing>' : ''
        })
        .join('')
      const look = elementsIn(childOf(run, 'w:rPr') ?? run)
        .filter(({ name }) => /^w:(b|i|u|vertAlign)$/.test(name))
        .map(({ name, attributes }) => `${name}${attributes['w:val'] ?? ''}`)
        .join()
      if (words !== '' && look !== last) line += `{${look}}`
      if (words !== '') last = look
      line += words
    }
    const style = childOf(childOf(one, 'w:pPr'), 'w:pStyle')?.attributes['w:val'] ?? ''
    // A heading that went says its number in words where no list counts it.
    const said = style.startsWith('Heading') ? line.replace(NUMBER, '') : line
    if (said.replaceAll(/\{[^}]*\}/g, '').trim() !== '')
      lines.push(`${style}: ${said.normalize('NFC').replaceAll(/\s+/gu, ' ')}`)
  }
  return lines
}

const NUMBER = /^([IVXLC]+[.-]|\d+\.|\p{Ll}\)|-) /u

function bodyOf(parts: PackageParts, how?: 'accept' | 'reject'): string[] {
  const document = parts.xml('word/document.xml')
  return linesOf(how ? settleChanges(document, how) : document, parts)
}

test('all changes rejected, it is the older paper; accepted, the newer one', async () => {
  await fc.assert(
    fc.asyncProperty(pair, async ({ plain, a, b }) => {
      const parts = await partsOf(tracked(plain, a, b))
      expect(bodyOf(parts, 'accept')).toEqual(bodyOf(await partsOf({ ...plain, content: b })))
      // The contents in front of the text are of the newer one.
      const order = { ...plain, toc: false }
      const bare = plain.toc ? await partsOf(tracked(order, a, b)) : parts
      expect(bodyOf(bare, 'reject')).toEqual(bodyOf(await partsOf({ ...order, content: a })))
    }),
    { numRuns: RUNS },
  )
}, 120_000)

test('the file is sound, with comments among the changes too', async () => {
  await fc.assert(
    fc.asyncProperty(paperOrder, twoContents(), async (order, [a]) => {
      const review = order.review ?? { threads: [] }
      const bytes = await paperDocx(tracked({ ...order, review }, a, order.content))
      expect(checkPackage(bytes)).toEqual([])
      const parts = new PackageParts(bytes)
      const ids = [...everyElement(parts.xml('word/document.xml'))]
        .filter(({ name }) => /^w:(ins|del|rPrChange|bookmarkStart|comment)$/.test(name))
        .map(({ attributes }) => attributes['w:id'])
      expect(new Set(ids).size).toBe(ids.length)
    }),
    { numRuns: RUNS },
  )
}, 120_000)

test('the copy for signature knows nothing of changes', async () => {
  await fc.assert(
    fc.asyncProperty(pair, async ({ plain, a, b }) => {
      const order = { ...plain, review: undefined }
      const bytes = await paperDocx(tracked(order, a, b))
      expect(bytes).toEqual(await paperDocx({ ...order, content: b }))
    }),
    { numRuns: 20 },
  )
})
