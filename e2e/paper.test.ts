import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { edited, edits } from '../report/compare/test-edits.ts'
import { paperDocx } from '../report/docx/paper-docx.ts'
import type { PaperOrder } from '../report/docx/paper-order.ts'
import { PackageParts } from '../report/docx/proof/package-parts.ts'
import { paperOrder } from '../report/docx/proof/random-paper.ts'
import { soundPaper } from '../report/docx/proof/sound-paper.ts'
import { validate } from './rig/validate-docx.ts'

const seed = Number(process.env.FUZZ_SEED ?? Date.now())
const numRuns = Number(process.env.FUZZ_RUNS ?? 24)

/** With comments among the changes; of the whole report and of one section. */
const changedPaper = fc.tuple(paperOrder, edits(12)).map(([order, list]): PaperOrder => {
  const since = { older: edited(order.content, list), author: 'Các đơn vị soạn thảo', at: order.source.at }
  return { ...order, review: order.review ?? { threads: [] }, since }
})

async function expectSound(orders: readonly PaperOrder[]): Promise<void> {
  // Two at a time: starting it takes longer than looking.
  for (let at = 0; at < orders.length; at += 2) {
    const pair = orders.slice(at, at + 2)
    const faults = await Promise.all(pair.map(async (order) => await validate(await paperDocx(order))))
    for (const [index, found] of faults.entries())
      expect(found, `seed ${seed}: ${JSON.stringify(pair[index]).slice(0, 8_000)}`).toEqual([])
  }
}

describe('Microsoft’s Open XML SDK', () => {
  test('finds nothing in random papers of every kind', async () => {
    await expectSound(fc.sample(paperOrder, { numRuns, seed }))
  })

  test('finds nothing in random papers that show what changed since another text', async () => {
    await expectSound(fc.sample(changedPaper, { numRuns, seed }))
  })

  test('finds what it is for, so that its silence says something', async () => {
    const sound = new PackageParts(await soundPaper())
    expect(await validate(sound.with({}))).toEqual([])
    const document = sound.text('word/document.xml')
    const broken = document.replace('<w:tblPr>', '<w:tblPr><w:jc w:val="somewhere"/>')
    expect(await validate(sound.with({ 'word/document.xml': broken }))).not.toEqual([])
  })
})
