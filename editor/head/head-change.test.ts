import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { reportHeadSchema, type ReportHead } from '../../report/wire/rest.ts'
import {
  beginEdit,
  changesOf,
  HEAD_FIELDS,
  hearOf,
  problemsOf,
  takeTheirs,
  typeInto,
  wholeHead,
} from './head-change.ts'

const head = (change: Partial<ReportHead> = {}): ReportHead => ({
  issuingBody: 'TỈNH ỦY',
  superiorBody: '',
  number: '',
  place: '',
  date: '2022-05',
  type: 'BÁO CÁO',
  subject: 'tổng kết',
  authority: 'T/M BAN THƯỜNG VỤ',
  signatoryTitle: 'PHÓ BÍ THƯ',
  signatoryName: '',
  recipients: ['Các huyện ủy', 'Lưu Văn phòng'],
  ...change,
})

describe('what is sent', () => {
  test('is nothing while nothing says something else, however it is spaced or composed', () => {
    const edit = beginEdit(head())
    expect(changesOf(edit)).toEqual({})
    expect(changesOf(typeInto(edit, 'issuingBody', '  TỈNH   ỦY '.normalize('NFD')))).toEqual({})
    expect(changesOf(typeInto(edit, 'recipients', ['Các huyện ủy', ' ', 'Lưu Văn phòng']))).toEqual({})
    expect(changesOf(typeInto(edit, 'symbol', ''))).toEqual({})
  })

  test('is the part that was changed alone, tidied', () => {
    const edit = typeInto(beginEdit(head()), 'place', ' Quảng  Ngãi\n'.normalize('NFD'))
    expect(changesOf(edit)).toEqual({ place: 'Quảng Ngãi' })
    expect(changesOf(typeInto(edit, 'place', ''))).toEqual({})
  })

  test('spells a date as the head wants it, with its day open or not', () => {
    const edit = beginEdit(head())
    expect(changesOf(typeInto(edit, 'date', '2022-5-'))).toEqual({})
    expect(changesOf(typeInto(edit, 'date', '2022-5-6'))).toEqual({ date: '2022-05-06' })
    expect(changesOf(typeInto(edit, 'date', ''))).toEqual({ date: '' })
  })

  test('knows every part of the head', () => {
    expect([...HEAD_FIELDS].toSorted()).toEqual(Object.keys(reportHeadSchema.shape).toSorted())
  })
})

test('a day that is none, or stands without its month, is a problem', () => {
  const problems = (date: string) => [...problemsOf(wholeHead(head({ date }))).keys()]
  expect(problems('2022-2-30')).toEqual(['date'])
  expect(problems('2022--6')).toEqual(['date'])
  expect(problems('-5-')).toEqual(['date'])
  expect(problems('22-5-')).toEqual(['date'])
  expect(problems('2024-2-29')).toEqual([])
  expect(problems('2022-05')).toEqual([])
  expect(problems('')).toEqual([])
})

describe('when somebody else changes the head', () => {
  test('what nobody touched here follows', () => {
    const edit = hearOf(typeInto(beginEdit(head()), 'place', 'Quảng Ngãi'), head({ number: '12' }))
    expect(edit.typed.number).toBe('12')
    expect(edit.typed.place).toBe('Quảng Ngãi')
    expect([...edit.followed]).toEqual(['number'])
    expect(edit.contested.size).toBe(0)
    expect(changesOf(edit)).toEqual({ place: 'Quảng Ngãi' })
  })

  test('what was typed here stays, is contested, and wins when it is sent', () => {
    const edit = hearOf(typeInto(beginEdit(head()), 'place', 'Quảng Ngãi'), head({ place: 'Đà Nẵng' }))
    expect(edit.typed.place).toBe('Quảng Ngãi')
    expect([...edit.contested]).toEqual(['place'])
    expect(changesOf(edit)).toEqual({ place: 'Quảng Ngãi' })
  })

  test('the same words from both are no conflict', () => {
    const edit = hearOf(typeInto(beginEdit(head()), 'place', 'Quảng Ngãi '), head({ place: 'Quảng Ngãi' }))
    expect(edit.contested.size).toBe(0)
    expect(changesOf(edit)).toEqual({})
  })

  test('theirs can be taken, and then nothing is sent', () => {
    const edit = hearOf(typeInto(beginEdit(head()), 'place', 'Quảng Ngãi'), head({ place: 'Đà Nẵng' }))
    const taken = takeTheirs(edit, 'place')
    expect(taken.typed.place).toBe('Đà Nẵng')
    expect(taken.contested.size).toBe(0)
    expect(changesOf(taken)).toEqual({})
  })

  test('they take it back: nothing is contested any more', () => {
    const typed = typeInto(beginEdit(head()), 'place', 'Quảng Ngãi')
    const edit = hearOf(hearOf(typed, head({ place: 'Đà Nẵng' })), head({ place: 'Quảng Ngãi' }))
    expect(edit.contested.size).toBe(0)
    expect(changesOf(edit)).toEqual({})
  })

  test('whatever both do, no word typed here is lost and no part that nobody touched here is sent', () => {
    const words = fc.constantFrom('', 'a', 'b', 'c')
    const fields = ['place', 'number', 'subject', 'authority'] as const
    const some = fc.array(fc.tuple(fc.constantFrom(...fields), words), { maxLength: 6 })
    fc.assert(
      fc.property(some, some, some, (before, typed, theirs) => {
        const start = head(Object.fromEntries(before))
        const mine = typed.reduce((edit, [field, value]) => typeInto(edit, field, value), beginEdit(start))
        const server = { ...start, ...Object.fromEntries(theirs) }
        const heard = hearOf(mine, server)
        const after = { ...server, ...changesOf(heard) }
        for (const field of fields) {
          const isTouched = mine.typed[field] !== start[field]
          expect(after[field]).toBe(isTouched ? mine.typed[field] : server[field])
          const differs = isTouched && server[field] !== start[field] && server[field] !== mine.typed[field]
          expect(heard.contested.has(field)).toBe(differs)
        }
        expect(hearOf(heard, server)).toBe(heard)
      }),
    )
  })
})
