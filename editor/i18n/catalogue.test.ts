import { describe, expect, test } from 'vitest'

import { CATALOGUES } from './catalogue.ts'

type Sentence = string | ((...parts: never[]) => string)

/** Every sentence with its path; functions are filled with a number, which every one of them can print. */
function sentences(node: unknown, path: string[] = []): [string, string][] {
  if (typeof node === 'string') return [[path.join('.'), node]]
  if (typeof node === 'function') {
    const say = node as (...parts: unknown[]) => string
    return [[path.join('.'), say(...Array.from({ length: say.length }, () => 3))]]
  }
  return Object.entries(node as Record<string, Sentence>).flatMap(([key, value]) =>
    sentences(value, [...path, key]),
  )
}

describe('the catalogues', () => {
  const vi = sentences(CATALOGUES.vi)
  const en = sentences(CATALOGUES.en)

  test('say the same things', () => {
    expect(en.map(([path]) => path).sort()).toEqual(vi.map(([path]) => path).sort())
  })

  test('say something everywhere, in composed letters', () => {
    for (const [path, sentence] of [...vi, ...en]) {
      expect(sentence.trim(), path).not.toBe('')
      expect(sentence, path).toBe(sentence.normalize('NFC'))
    }
  })

  test('keep their arguments: a sentence that names a number or a person does so in both languages', () => {
    const filled = (list: [string, string][]) =>
      list.filter(([, sentence]) => sentence.includes('3')).map(([path]) => path)
    expect(filled(en).sort()).toEqual(filled(vi).sort())
  })

  test('hold no English in the Vietnamese one', () => {
    const english = /\b(the|is|are|you|your|save|sign|report|failed|loading|error|please|and|of)\b/iu
    const allowed = new Set(['app.english'])
    for (const [path, sentence] of vi) {
      if (!allowed.has(path)) expect(sentence, path).not.toMatch(english)
    }
  })
})
