import { assert, constantFrom, nat, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createReportDoc } from '../../report-doc.ts'
import { findWords } from './find.ts'
import { Layout } from './layout.ts'
import { ReportWords } from './report-words.ts'

function wordsOf(text: string): ReportWords {
  const doc = createReportDoc()
  const section = new Y.XmlElement('section')
  const paragraph = new Y.XmlElement('paragraph')
  const words = new Y.XmlText()
  doc.getXmlFragment('report').insert(0, [section])
  section.setAttribute('id', 'phan')
  section.insert(0, [paragraph])
  paragraph.insert(0, [words])
  words.insert(0, text)
  return new ReportWords(new Layout(doc))
}
const sought = (text: string) => ({ text, left: '', right: '', blockId: null, seen: true })

describe('long words', () => {
  test('are found where they stand once, and only there', () => {
    const letters = string({ unit: constantFrom('a', 'b'), minLength: 65, maxLength: 90 })
    const around = string({ unit: constantFrom('a', 'b'), maxLength: 200 })
    assert(
      property(letters, around, around, (text, before, after) => {
        const all = before + text + after
        const first = all.indexOf(text)
        const isOnly = all.indexOf(text, first + 1) < 0
        expect(findWords(wordsOf(all), sought(text))).toEqual(
          isOnly ? { from: first, to: first + text.length } : undefined,
        )
        expect(findWords(wordsOf(all), sought(`${text}c`))).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })

  test('are found behind any number of places where they nearly stand', () => {
    const some = nat({ max: 300 })
    const line = (before: number, after: number) => `${'a'.repeat(before)}b${'a'.repeat(after)}`
    assert(
      property(some, some, some, some, (before, after, more, rest) => {
        const text = line(before, after)
        const all = `${line(before + more, after + rest)}${'a'.repeat(200)}`
        expect(findWords(wordsOf(all), sought(text))).toEqual({ from: more, to: more + text.length })
        expect(findWords(wordsOf(all), sought(line(before + more + 1, after)))).toBeUndefined()
      }),
    )
  })

  test('of which much stands everywhere, and which stand nowhere, do not hold the server up', () => {
    // Each place agrees in ten thousand letters: the engine's own search took twenty seconds.
    const words = wordsOf('a'.repeat(1_500_000))
    const half = 'a'.repeat(10_000)
    expect(findWords(words, sought(`${half}b${half.slice(1)}`))).toBeUndefined()
    expect(findWords(words, sought(`b${half}${half}`))).toBeUndefined()
    expect(findWords(words, sought(`${half}${half}b`))).toBeUndefined()
  })
})
