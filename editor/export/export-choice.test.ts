import { describe, expect, test } from 'vitest'

import type { Blocker } from '../../report/wire/paper.ts'
import { paperPath } from '../rest/export.ts'
import {
  blockersWithin,
  draftNumber,
  type ExportChoice,
  type Known,
  FIRST_CHOICE,
  makingOf,
  requestOf,
} from './export-choice.ts'

const EMPTY: Blocker = { kind: 'empty-section', sectionId: 's1', number: '1', title: 'Kết quả' }
const free: Known = { blockers: [], nextDraft: 3, pdf: true }
const blocked: Known = { ...free, blockers: [EMPTY] }

function address(change: Partial<ExportChoice>, check = free): string | undefined {
  const choice = { ...FIRST_CHOICE, ...change }
  const making = makingOf(choice, check)
  return making && paperPath('r1', requestOf(choice, making, check))
}

describe('the dialog asks for', () => {
  test('the copy for signature of the whole report in its own form, where nothing is said', () => {
    expect(address({})).toBe('/api/reports/r1/export.docx')
  })

  test('the next draft and never the copy for signature while something stands in its way', () => {
    expect(address({}, blocked)).toBe('/api/reports/r1/export.docx?draft=3')
  })

  test('a saved version for signature whatever the report says now: the server judges that version', () => {
    expect(address({ version: 'v1' }, blocked)).toBe('/api/reports/r1/export.docx?version=v1')
  })

  test('the draft with the number that was typed, or the next one', () => {
    expect(address({ kind: 'draft' }, blocked)).toBe('/api/reports/r1/export.docx?draft=3')
    expect(address({ kind: 'draft', draft: '7' })).toBe('/api/reports/r1/export.docx?draft=7')
    expect(address({ kind: 'draft', draft: '0' })).toBeUndefined()
    // A number typed for a draft counts for nothing else.
    expect(address({ kind: 'signing', draft: '7' }, blocked)).toBe('/api/reports/r1/export.docx?draft=3')
  })

  test('comments in Word files only, whatever format was chosen before', () => {
    expect(address({ kind: 'review', format: 'pdf' }, blocked)).toBe('/api/reports/r1/export.docx?comments=1')
    expect(address({ kind: 'review', toc: true })).toBe('/api/reports/r1/export.docx?toc=1&comments=1')
  })

  test('PDF only where the server can make it', () => {
    expect(address({ format: 'pdf' })).toBe('/api/reports/r1/export.pdf')
    expect(address({ format: 'pdf' }, { ...free, pdf: false })).toBe('/api/reports/r1/export.docx')
  })

  test('form, section, version and contents, as chosen', () => {
    const all = { profile: 'nd30-2020', section: 'preamble', version: 'v1', toc: true } as const
    expect(address(all)).toBe(
      '/api/reports/r1/export.docx?profile=nd30-2020&toc=1&section=preamble&version=v1',
    )
  })
})

test('a draft has a number from 1 to 99', () => {
  const number = (draft: string) => draftNumber({ draft }, { nextDraft: 5 })
  expect(['', '1', '99', '0', '100', 'x', '1.5'].map(number)).toEqual([
    5,
    1,
    99,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('in the way of one part stands only what is in it or below it', () => {
  const headings = [
    { id: 'I', level: 1 },
    { id: 'I.1', level: 2 },
    { id: 'II', level: 1 },
  ]
  const thread = (sectionId: string): Blocker => ({
    kind: 'must-fix',
    threadId: `t ${sectionId}`,
    threadNumber: 1,
    sectionId,
    quote: '',
  })
  const all = ['preamble', 'I', 'I.1', 'II', ''].map(thread)
  const within = (section: string | undefined) =>
    blockersWithin(all, section, headings).map(({ sectionId }) => sectionId)
  expect(within(undefined)).toEqual(['preamble', 'I', 'I.1', 'II', ''])
  expect(within('I')).toEqual(['I', 'I.1'])
  expect(within('preamble')).toEqual(['preamble'])
  expect(within('gone')).toEqual([])
})
