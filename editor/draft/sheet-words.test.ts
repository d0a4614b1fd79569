import { describe, expect, test } from 'vitest'

import type { ReportHead } from '../../report/wire/rest.ts'
import { numberLine, placeAndDate, recipientLines } from './sheet-words.ts'

const head = (change: Partial<ReportHead>): ReportHead => ({
  issuingBody: 'TỈNH ỦY QUẢNG NGÃI',
  superiorBody: '',
  number: '',
  place: 'Quảng Ngãi',
  date: '',
  type: 'BÁO CÁO',
  subject: '',
  authority: '',
  signatoryTitle: '',
  signatoryName: '',
  recipients: [],
  ...change,
})

describe('the words on the paper', () => {
  test('leave room for a number until one is given, and never write a colon after Số', () => {
    expect(numberLine(head({})).replaceAll('\u00a0', ' ')).toBe('Số      -BC/TU')
    expect(numberLine(head({ number: '123-BC/TU' }))).toBe('Số 123-BC/TU')
    expect(numberLine(head({ number: 'Số: 123-BC/TU' }))).toBe('Số 123-BC/TU')
  })

  test('know the code of the issuing body in both spellings of uỷ', () => {
    const code = (issuingBody: string) => numberLine(head({ issuingBody })).split('/')[1]
    expect(code('TỈNH UỶ QUẢNG NGÃI')).toBe('TU')
    expect(code('HUYỆN ỦY BÌNH SƠN')).toBe('HU')
    expect(code('BAN CÁN SỰ ĐẢNG ỦY BAN NHÂN DÂN TỈNH')).toBe('BCSĐ')
    expect(code('BAN TUYÊN GIÁO TỈNH ỦY')).toBe('BTGTU')
    expect(code('MẶT TRẬN TỔ QUỐC')).toBeUndefined()
  })

  test('write a date with a zero before months 1 and 2 only', () => {
    expect(placeAndDate(head({ date: '2022-05-06' }))).toBe('Quảng Ngãi, ngày 06 tháng 5 năm 2022')
    expect(placeAndDate(head({ date: '2022-02-26' }))).toBe('Quảng Ngãi, ngày 26 tháng 02 năm 2022')
    expect(placeAndDate(head({}))).toContain('ngày')
    expect(placeAndDate(head({ place: '' }))).toMatch(/^…+, ngày/u)
  })

  test('end each recipient with a comma and the last with a full stop, however they were typed', () => {
    const recipients = [
      '- Ban Tuyên giáo Trung ương (báo cáo),',
      'Các huyện ủy;',
      '  ',
      'Lưu Văn phòng Tỉnh ủy.',
    ]
    expect(recipientLines(head({ recipients }))).toEqual([
      '- Ban Tuyên giáo Trung ương (báo cáo),',
      '- Các huyện ủy,',
      '- Lưu Văn phòng Tỉnh ủy.',
    ])
  })
})
