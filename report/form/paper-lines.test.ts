import { describe, expect, test } from 'vitest'
import type { ReportHead } from '../wire/rest.ts'
import { blanksOf } from './blanks.ts'
import { bodyInWords, placeOfBody } from './bodies.ts'
import {
  appendixLines,
  bodyLines,
  markLines,
  numberLine,
  ownName,
  placeAndDate,
  profileOf,
  recipientLines,
  signatureLines,
  subjectLine,
  typeLine,
} from './paper-lines.ts'
import { PROFILE } from './profiles.ts'

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
const PARTY = PROFILE['hd36-2018']
const STATE = PROFILE['nd30-2020']
const party = (change: Partial<ReportHead>) => numberLine(head(change), PARTY)
const state = (change: Partial<ReportHead>) => numberLine(head(change), STATE)

describe('the number', () => {
  test('is dotted until one is given; the Party writes no colon after Số', () => {
    expect(party({})).toBe('Số ……-BC/TU')
    expect(party({ number: '123-BC/TU' })).toBe('Số 123-BC/TU')
    expect(party({ number: 'Số: 123-BC/TU' })).toBe('Số 123-BC/TU')
    expect(party({ number: '123' })).toBe('Số 123-BC/TU')
  })

  test('has a zero below ten', () => {
    expect(party({ number: '9' })).toBe('Số 09-BC/TU')
    expect(party({ number: '9-BC/TU' })).toBe('Số 09-BC/TU')
    expect(party({ number: '10' })).toBe('Số 10-BC/TU')
    expect(party({ number: '09' })).toBe('Số 09-BC/TU')
    expect(state({ number: '7', issuingBody: 'ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI' })).toBe('Số: 07/BC-UBND')
  })

  test('of the State has its colon, and the slash before the symbol', () => {
    const issuingBody = 'ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI'
    expect(state({ issuingBody })).toBe('Số: ……/BC-UBND')
    expect(state({ issuingBody, number: '15/BC-UBND' })).toBe('Số: 15/BC-UBND')
    expect(state({ issuingBody: 'SỞ KHOA HỌC VÀ CÔNG NGHỆ TỈNH QUẢNG NGÃI' })).toBe('Số: ……/BC-SKHCN')
    expect(state({ issuingBody: 'SỞ GIÁO DỤC VÀ ĐÀO TẠO', type: 'Tờ trình' })).toBe('Số: ……/TTr-SGDĐT')
  })

  test.each([
    ['TỈNH UỶ QUẢNG NGÃI', 'TU'],
    ['Tỉnh ủy Quảng Ngãi', 'TU'],
    ['BAN THƯỜNG VỤ TỈNH ỦY', 'TU'],
    ['HUYỆN ỦY BÌNH SƠN', 'HU'],
    ['THÀNH ỦY QUẢNG NGÃI', 'ThU'],
    ['THỊ ỦY ĐỨC PHỔ', 'ThU'],
    ['BAN CÁN SỰ ĐẢNG ỦY BAN NHÂN DÂN TỈNH', 'BCSĐ'],
    ['ĐẢNG ĐOÀN HỘI ĐỒNG NHÂN DÂN TỈNH', 'ĐĐ'],
    ['BAN TUYÊN GIÁO TỈNH ỦY', 'BTGTU'],
    ['BAN TUYÊN GIÁO TRUNG ƯƠNG', 'BTGTW'],
    ['VĂN PHÒNG TỈNH ỦY', 'VPTU'],
    ['ỦY BAN KIỂM TRA TỈNH ỦY', 'UBKTTU'],
    ['ĐẢNG ỦY KHỐI CƠ QUAN', 'ĐUK'],
    ['ĐẢNG ỦY CÔNG AN TỈNH', 'ĐU'],
    ['MẶT TRẬN TỔ QUỐC', '……'],
    ['', '……'],
  ])('takes its symbol from the issuing body: %s', (issuingBody, code) => {
    expect(party({ issuingBody })).toBe(`Số ……-BC/${code}`)
  })

  test('takes the symbol that somebody gave', () => {
    expect(party({ symbol: 'BC/MTTQ', number: '12' })).toBe('Số 12-BC/MTTQ')
    expect(party({ symbol: '-BC/MTTQ' })).toBe('Số ……-BC/MTTQ')
    expect(party({ symbol: 'BC/MTTQ', number: '12-BC/TU' })).toBe('Số 12-BC/TU')
  })
})

describe('place and date', () => {
  test('write a zero before days below ten and before months 1 and 2 only', () => {
    expect(placeAndDate(head({ date: '2022-05-06' }))).toBe('Quảng Ngãi, ngày 06 tháng 5 năm 2022')
    expect(placeAndDate(head({ date: '2022-02-26' }))).toBe('Quảng Ngãi, ngày 26 tháng 02 năm 2022')
    expect(placeAndDate(head({ date: '2022-10-31' }))).toBe('Quảng Ngãi, ngày 31 tháng 10 năm 2022')
  })

  test('leave dotted what nobody knows yet', () => {
    expect(placeAndDate(head({ date: '2022-05' }))).toBe('Quảng Ngãi, ngày …… tháng 5 năm 2022')
    expect(placeAndDate(head({}))).toBe('Quảng Ngãi, ngày …… tháng …… năm ……')
    expect(placeAndDate(head({ place: '', date: '6/5/2022' }))).toBe('………………, ngày …… tháng …… năm ……')
  })
})

test('recipients end with the mark of the rule set and the last with a full stop, however they were typed', () => {
  const recipients = [
    '- Ban Tuyên giáo Trung ương (báo cáo),',
    'Các huyện ủy;',
    '  ',
    'Lưu Văn phòng Tỉnh ủy.',
  ]
  expect(recipientLines(head({ recipients }), PARTY)).toEqual([
    '- Ban Tuyên giáo Trung ương (báo cáo),',
    '- Các huyện ủy,',
    '- Lưu Văn phòng Tỉnh ủy.',
  ])
  expect(recipientLines(head({ recipients }), STATE)[1]).toBe('- Các huyện ủy;')
  expect(recipientLines(head({ recipients: [' '] }), PARTY)).toEqual(['- ………………'])
})

describe('the signature', () => {
  test('has the form of its family', () => {
    const forms = (authority: string) => [
      signatureLines(head({ authority, signatoryTitle: 'Phó Bí thư' }), PARTY).authority,
      signatureLines(head({ authority, signatoryTitle: 'Phó Bí thư' }), STATE).authority,
    ]
    expect(forms('T/M BAN THƯỜNG VỤ')).toEqual(['T/M BAN THƯỜNG VỤ', 'TM. BAN THƯỜNG VỤ'])
    expect(forms('TM. Ban Thường vụ')).toEqual(['T/M BAN THƯỜNG VỤ', 'TM. BAN THƯỜNG VỤ'])
    expect(forms('KT. CHỦ TỊCH')).toEqual(['K/T CHỦ TỊCH', 'KT. CHỦ TỊCH'])
    expect(forms('T/L BAN THƯỜNG VỤ')).toEqual(['T/L BAN THƯỜNG VỤ', 'TL. BAN THƯỜNG VỤ'])
    expect(forms('Q. TRƯỞNG BAN')).toEqual(['Q. TRƯỞNG BAN', 'Q. TRƯỞNG BAN'])
    expect(forms('TMT')).toEqual(['TMT', 'TMT'])
  })

  test('goes without a title for a member of the standing committee, and without authority for a head', () => {
    const member = head({ authority: 'T/M BAN THƯỜNG VỤ', signatoryName: 'Đặng Ngọc Huy' })
    expect(signatureLines(member, PARTY)).toEqual({
      authority: 'T/M BAN THƯỜNG VỤ',
      title: '',
      name: 'Đặng Ngọc Huy',
    })
    expect(blanksOf(member)).not.toContain('signatoryTitle')
    expect(blanksOf(member, STATE)).toContain('signatoryTitle')
    const leader = head({ signatoryTitle: 'TRƯỞNG BAN', signatoryName: 'Đặng Ngọc Huy' })
    expect(signatureLines(leader, PARTY)).toMatchObject({ authority: '', title: 'TRƯỞNG BAN' })
    expect(blanksOf(leader)).not.toContain('authority')
  })
})

test('marks stand in one order: secrecy, urgency, circulation, draft with its day', () => {
  const marked = head({ secrecy: 'MẬT', urgency: 'KHẨN', circulation: 'Xong hội nghị trả lại' })
  expect(markLines(marked, { number: 2, day: '2022-04-15' })).toEqual([
    { mark: 'secrecy', text: 'MẬT' },
    { mark: 'urgency', text: 'KHẨN' },
    { mark: 'circulation', text: 'XONG HỘI NGHỊ TRẢ LẠI' },
    { mark: 'draft', text: 'Dự thảo lần 2' },
    { mark: 'draft', text: '(ngày 15/4/2022)' },
  ])
  expect(markLines(head({ secrecy: '', urgency: '' }), undefined)).toEqual([])
})

test('an appendix says which paper it belongs to', () => {
  const given = head({ number: '12', date: '2022-05-06' })
  const section = { number: 'Phụ lục 4', title: 'Biểu số liệu' }
  expect(appendixLines(section, given, PARTY)).toEqual({
    label: 'Phụ lục 4',
    title: 'Biểu số liệu',
    of: '(Kèm theo Báo cáo số 12-BC/TU, ngày 06/5/2022 của Tỉnh ủy Quảng Ngãi)',
  })
  expect(appendixLines(section, given, STATE)).toMatchObject({
    label: 'Phụ lục IV',
    of: '(Kèm theo Báo cáo số 12/BC-TU ngày 06 tháng 5 năm 2022 của Tỉnh ủy Quảng Ngãi)',
  })
  expect(appendixLines({ number: 'Phụ lục', title: '' }, head({ date: '2022-05' }), PARTY)).toMatchObject({
    label: 'Phụ lục',
    of: '(Kèm theo Báo cáo số ……-BC/TU, ngày ……/5/2022 của Tỉnh ủy Quảng Ngãi)',
  })
  expect(ownName(head({ issuingBody: 'HỘI NÔNG DÂN', number: '1-BC/HND' }), PARTY)).toBe(
    'Báo cáo số 01-BC/HND, ngày ……/……/……',
  )
})

test.each([
  ['TỈNH ỦY QUẢNG NGÃI', 'Tỉnh ủy Quảng Ngãi', 'Quảng Ngãi'],
  ['TỈNH UỶ QUẢNG NGÃI', 'Tỉnh uỷ Quảng Ngãi', 'Quảng Ngãi'],
  ['BAN THƯỜNG VỤ HUYỆN ỦY BÌNH SƠN', 'Ban Thường vụ Huyện ủy Bình Sơn', 'Bình Sơn'],
  ['BAN CÁN SỰ ĐẢNG ỦY BAN NHÂN DÂN TỈNH', 'Ban cán sự đảng Ủy ban nhân dân tỉnh', ''],
  ['ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI', 'Ủy ban nhân dân tỉnh Quảng Ngãi', 'Quảng Ngãi'],
  ['TỈNH ỦY', 'Tỉnh ủy', ''],
  ['SỞ KHOA HỌC VÀ CÔNG NGHỆ', '', ''],
  ['Sở Khoa học và Công nghệ', 'Sở Khoa học và Công nghệ', ''],
  ['', '', ''],
])('%s is in a sentence %j and sits in %j', (body, words, place) => {
  expect(bodyInWords(body)).toBe(words)
  expect(placeOfBody(body)).toBe(place)
})

test('a long name is broken where its parts meet, else where somebody broke it', () => {
  const lines = (body: string) => {
    const { issuer, superior } = bodyLines(head({ issuingBody: body, superiorBody: body }), PARTY)
    expect(superior.replaceAll('\n', ' ')).toBe(issuer.replaceAll('\n', ' '))
    return issuer.split('\n')
  }
  expect(lines('Ban cán sự đảng Ủy ban nhân dân tỉnh')).toEqual(['BAN CÁN SỰ ĐẢNG', 'ỦY BAN NHÂN DÂN TỈNH'])
  expect(lines('ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI')).toEqual(['ỦY BAN NHÂN DÂN', 'TỈNH QUẢNG NGÃI'])
  expect(lines('TỈNH ỦY QUẢNG NGÃI')).toEqual(['TỈNH ỦY QUẢNG NGÃI'])
  expect(lines('BAN CÁN SỰ\nĐẢNG TỈNH')).toEqual(['BAN CÁN SỰ', 'ĐẢNG TỈNH'])
  expect(lines('LIÊN HIỆP CÁC HỘI KHOA HỌC VÀ KỸ THUẬT')).toHaveLength(1)
})

describe('what is missing', () => {
  test('is dotted on the paper and listed, in the order of the paper', () => {
    const nothing = head({ issuingBody: '', place: '', type: '', recipients: [] })
    expect(blanksOf(nothing)).toEqual([
      'issuingBody',
      'number',
      'place',
      'date',
      'type',
      'subject',
      'authority',
      'signatoryTitle',
      'signatoryName',
      'recipients',
    ])
    expect(bodyLines(nothing, PARTY)).toEqual({ superior: '', issuer: '………………' })
    expect([typeLine(nothing), subjectLine(nothing)]).toEqual(['………………', '………………………………'])
  })

  test('is nothing in a head that is whole, and the day alone in one dated to the month', () => {
    const whole = head({
      number: '12',
      date: '2022-05-06',
      subject: 'tổng kết 10 năm',
      authority: 'T/M BAN THƯỜNG VỤ',
      signatoryTitle: 'PHÓ BÍ THƯ',
      signatoryName: 'Đặng Ngọc Huy',
      recipients: ['Lưu Văn phòng Tỉnh ủy'],
    })
    expect(blanksOf(whole)).toEqual([])
    expect(blanksOf({ ...whole, date: '2022-05' })).toEqual(['date'])
    expect(blanksOf({ ...whole, place: 'Quảng Ngãi, ' })).toEqual([])
    expect(blanksOf({ ...whole, issuingBody: 'MẶT TRẬN TỔ QUỐC' })).toEqual(['number'])
  })

  test('is told by the rule set of the report itself', () => {
    expect(profileOf(head({}))).toBe(PARTY)
    expect(profileOf(head({ profile: 'nd30-2020' }))).toBe(STATE)
  })
})
