import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contentHash, contentText } from '../content/content-text.ts'
import { reportContent } from '../content/test-content.ts'
import { applyComparison, olderOf } from './apply.ts'
import { changesOf } from './changes.ts'
import { compareContents } from './compare.ts'
import { twoContents } from './test-edits.ts'

const RUNS = Number(process.env.COMPARE_RUNS ?? 1500)

describe('laws', () => {
  test('what changed, applied to the older text, is the newer one', () => {
    fc.assert(
      fc.property(twoContents(), ([a, b]) => {
        const comparison = compareContents(a, b)
        const applied = applyComparison(comparison, a)
        expect(applied).toEqual(b)
        expect(contentText(applied)).toBe(contentText(b))
        expect(contentHash(applied)).toBe(contentHash(b))
        expect(contentText(olderOf(comparison)).normalize('NFC')).toBe(contentText(a).normalize('NFC'))
      }),
      { numRuns: RUNS },
    )
  })

  test('also of two reports that have nothing to do with each other', () => {
    fc.assert(
      fc.property(reportContent({ sections: 8 }), reportContent({ sections: 8 }), (a, b) => {
        expect(applyComparison(compareContents(a, b), a)).toEqual(b)
      }),
      { numRuns: RUNS },
    )
  })

  test('nothing has changed exactly when both say the same', () => {
    fc.assert(
      fc.property(twoContents({ hostile: false }), ([a, b]) => {
        expect(changesOf(compareContents(a, a))).toEqual([])
        const isSame = JSON.stringify(changesOf(compareContents(a, b))) === '[]'
        if (isSame) expect(contentText(b).normalize('NFC')).toBe(contentText(a).normalize('NFC'))
        if (contentHash(a) === contentHash(b)) expect(isSame).toBe(true)
      }),
      { numRuns: RUNS },
    )
  })
})
