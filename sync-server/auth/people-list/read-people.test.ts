import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Office } from '../../../report/wire/rest.ts'
import { LONGEST_LIST, readPeople } from './read-people.ts'

const office = (id: string, name: string, shortName: string): Office => ({
  id,
  name,
  shortName,
  color: '#1f5fa8',
})
const KNOWN = {
  offices: [
    office('btg', 'Ban Tuyên giáo Tỉnh ủy', 'BTG'),
    office('vp', 'Văn phòng Tỉnh ủy', 'VPTU'),
    office('cd', 'Liên đoàn Lao động tỉnh', 'LĐLĐ'),
  ],
  usernames: new Set(['quantri', 'nguyenvana']),
}

const utf8 = (text: string) => new TextEncoder().encode(text)
const utf16 = (text: string, order: 'le' | 'be') => {
  const bytes = new Uint8Array(2 * text.length + 2)
  const view = new DataView(bytes.buffer)
  for (const [index, unit] of ['\uFEFF', ...text.split('')].entries()) {
    view.setUint16(2 * index, unit.charCodeAt(0), order === 'le')
  }
  return bytes
}
const read = (file: string | Uint8Array) => readPeople(typeof file === 'string' ? utf8(file) : file, KNOWN)
const problemsIn = (file: string | Uint8Array) => {
  const { rows, problems } = read(file)
  expect(rows).toEqual([])
  return problems.join('\n')
}
/** One row under the usual headings, and what is wrong with it. */
const row = (cells: string) => read(`Họ tên;Tên đăng nhập;Cơ quan;Quản trị\n${cells}\n`).rows[0]
const wrongWith = (cells: string) => row(cells)?.problems.join(' ')

describe('a list of people', () => {
  const CLEAN =
    'STT,Họ và tên,Tên đăng nhập,Cơ quan,Quản trị\r\n' +
    '1,Đặng Thị Ánh,dang.anh,Ban Tuyên giáo Tỉnh ủy,có\r\n' +
    '2,"Trần, Văn ""Bé""",tran-be,VPTU,\r\n'
  const READ = [
    {
      line: 2,
      username: 'dang.anh',
      name: 'Đặng Thị Ánh',
      office: 'Ban Tuyên giáo Tỉnh ủy',
      officeId: 'btg',
      admin: true,
      problems: [],
    },
    {
      line: 3,
      username: 'tran-be',
      name: 'Trần, Văn "Bé"',
      office: 'Văn phòng Tỉnh ủy',
      officeId: 'vp',
      admin: false,
      problems: [],
    },
  ]

  test.each<[string, Uint8Array]>([
    ['UTF-8', utf8(CLEAN)],
    ['UTF-8 with its mark', utf8(`\uFEFF${CLEAN}`)],
    ['UTF-8, decomposed', utf8(CLEAN.normalize('NFD'))],
    ['lines that end in \\n', utf8(CLEAN.replaceAll('\r\n', '\n'))],
    ['lines that end in \\r', utf8(CLEAN.replaceAll('\r\n', '\r'))],
    ['Excel’s Unicode Text', utf16(CLEAN.replaceAll(/,(?! )/g, '\t'), 'le')],
    ['UTF-16, big end first', utf16(CLEAN, 'be')],
    ['Đ written as the Icelandic eth', utf8(CLEAN.replaceAll('Đ', 'Ð'))],
    ['blanks around the cells', utf8(CLEAN.replaceAll(/,(?! )/g, ' , '))],
  ])('is read from %s', (_what, bytes) => {
    expect(read(bytes)).toEqual({ rows: READ, problems: [] })
  })

  test('has headings in any order, language, case and separator', () => {
    const rows = (file: string) => read(file).rows.map(({ problems: _problems, ...rest }) => rest)
    const expected = [
      {
        line: 2,
        username: 'dang.anh',
        name: 'Đặng Thị Ánh',
        office: 'Ban Tuyên giáo Tỉnh ủy',
        officeId: 'btg',
        admin: false,
      },
    ]
    for (const headings of [
      ['CO QUAN', 'TEN DANG NHAP', 'HO TEN'],
      ['Đơn vị', 'Tài khoản', 'Họ và tên'],
      ['office', 'username', 'Full name'],
      ['Cơ-quan', 'Tên truy cập', 'Tên'],
    ]) {
      for (const separator of [',', ';', '\t']) {
        const cells = ['btg', 'dang.anh', 'Đặng Thị Ánh']
        expect(rows([headings, cells].map((line) => line.join(separator)).join('\n'))).toEqual(expected)
      }
    }
    const said = 'sep=;\nHọ tên;Cơ quan;Tên đăng nhập\nĐặng Thị Ánh;BTG;dang.anh'
    expect(rows(said)).toEqual([{ ...expected[0], line: 3 }])
  })

  test('finds an office however its tone marks stand', () => {
    expect(row('An Văn Bình;an.binh;BAN TUYÊN GIÁO  TỈNH UỶ;')?.officeId).toBe('btg')
    expect(row('\u200bAn\u00a0Văn  Bình\u200b;an.binh;BTG;')?.name).toBe('An Văn Bình')
    expect(row('An Văn Bình;an.binh;lđlđ;')?.officeId).toBe('cd')
  })

  test('makes user names where there are none, each one’s own', () => {
    const { rows } = read(
      'Họ tên;Tên đăng nhập;Cơ quan\nNguyễn Văn A;;BTG\nNguyễn Văn Á;;BTG\nĐỗ Đức;do.duc;BTG\nNguyễn Văn A;nguyenvana3;BTG\nNguyễn Vân À;;BTG\nLý;;BTG',
    )
    expect(rows.map(({ username, usernameSuggested = false }) => [username, usernameSuggested])).toEqual([
      ['nguyenvana2', true],
      ['nguyenvana4', true],
      ['do.duc', false],
      ['nguyenvana3', false],
      ['nguyenvana5', true],
      ['', false],
    ])
    expect(rows.map(({ problems }) => problems)).toEqual([[], [], [], [], [], ['Thiếu tên đăng nhập.']])
  })

  test('tells of each row what is wrong with it', () => {
    expect(wrongWith('An;an.an;BTG;x')).toBe('')
    expect(wrongWith(';an.an;BTG;')).toBe('Thiếu họ tên.')
    expect(wrongWith(`${'A'.repeat(101)};an.an;BTG;`)).toMatch(/dài quá 100/)
    expect(wrongWith('An;an;BTG;')).toMatch(/3–40 chữ thường/)
    expect(wrongWith('An;Điều phối;BTG;')).toMatch(/3–40 chữ thường/)
    expect(wrongWith('An;quantri;BTG;')).toMatch(/đã có người dùng/)
    expect(wrongWith('An;QuanTri;BTG;')).toMatch(/đã có người dùng/)
    expect(wrongWith('An;an.an;;')).toBe('Thiếu cơ quan.')
    expect(wrongWith('An;an.an;Ban Tuyên giao Tỉnh;')).toBe(
      'Chưa có cơ quan “Ban Tuyên giao Tỉnh”. Có phải “Ban Tuyên giáo Tỉnh ủy”?',
    )
    expect(wrongWith('An;an.an;Sở Y tế;')).toBe('Chưa có cơ quan “Sở Y tế”.')
    expect(wrongWith('An;an.an;BTG;chắc vậy')).toMatch(/ghi “có” hoặc để trống/)
    expect(wrongWith('An;an.an;BTG;;thừa')).toMatch(/nhiều ô hơn/)
    expect(wrongWith('An;an.an;BTG;không;;')).toBe('')
    expect(wrongWith(';;;có')).toMatch(/Thiếu họ tên.*Thiếu tên đăng nhập.*Thiếu cơ quan/)
  })

  test('tells of a name that stands there twice on which line it stood first', () => {
    const { rows } = read(
      'Họ tên;Tên đăng nhập;Cơ quan\n\n"An\nBình";an.binh;BTG\n;;\nAn Bình;An.Binh;BTG\nCông;an.binh;BTG',
    )
    expect(rows.map(({ line, problems }) => [line, ...problems])).toEqual([
      [3],
      [6, 'Trùng tên đăng nhập với dòng 3.'],
      [7, 'Trùng tên đăng nhập với dòng 3.'],
    ])
  })

  test('is refused as a whole for what no row is at fault for', () => {
    expect(problemsIn('')).toBe('Tệp trống.')
    expect(problemsIn('\uFEFF \r\n')).toBe('Tệp trống.')
    expect(problemsIn('Họ tên;Cơ quan\n;\n')).toMatch(/chỉ có dòng tiêu đề/)
    expect(problemsIn('Người soạn 2;Ban Tuyên giáo\n')).toMatch(/tiêu đề cột và có: “Họ và tên”, “Cơ quan”/)
    expect(problemsIn('Họ tên;Tên\nA;B')).toMatch(/hai cột cùng nghĩa “Họ và tên”/)
    expect(problemsIn('Họ tên;Cơ quan\n"An;BTG\nBình;BTG')).toMatch(/ngoặc kép/)
    expect(problemsIn('Họ tên;Cơ quan\nAn "Bé";BTG')).toMatch(/Dòng 2.*ngoặc kép/)
    const many = Array.from({ length: LONGEST_LIST + 1 }, (_, index) => `Người ${index};BTG`)
    expect(problemsIn(`Họ tên;Cơ quan\n${many.join('\n')}`)).toMatch(/501 người.*500/)
  })

  test('in another encoding is refused with the way to save it', () => {
    const windows1258 = Uint8Array.from([0x48, 0xf2, 0x20, 0x74, 0xea, 0x6e, 0x2c, 0xd0, 0x0a])
    expect(problemsIn(windows1258)).toMatch(/không phải mã UTF-8.*Lưu thành.*CSV UTF-8/)
    const noMark = utf16('Họ tên,Cơ quan\nAn,BTG', 'le').slice(2)
    expect(problemsIn(noMark)).toMatch(/không phải mã UTF-8/)
    expect(problemsIn('Họ tên,Cơ quan\nNguy\uFFFDn,BTG')).toMatch(/không phải mã UTF-8/)
    expect(problemsIn(Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0]))).toMatch(/bảng tính Excel/)
    // TCVN3, VNI, and UTF-8 that was read as Windows-1252, each saved as UTF-8 afterwards.
    expect(problemsIn('Hä tªn,C¬ quan\nNguyÔn V¨n B×nh,Ban Tuyªn gi¸o')).toMatch(/TCVN3, VNI.*UniKey/)
    expect(problemsIn('Hoï teân,Cô quan\nNguyeãn Vaên Bình,Ban Tuyeân giaùo')).toMatch(/TCVN3, VNI/)
    expect(problemsIn('Há» tÃªn,CÆ¡ quan\nNguyá»…n VÄƒn BÃ¬nh,Ban TuyÃªn giÃ¡o')).toMatch(/hỏng dấu/)
  })

  test('may hold a foreign name among others', () => {
    const people = Array.from({ length: 15 }, (_, index) => `Người thứ ${index};BTG`)
    expect(read(['Họ tên;Cơ quan', ...people, 'Noël Müller;BTG'].join('\n')).problems).toEqual([])
  })

  test('holds every syllable of Vietnamese without being taken for another encoding', () => {
    const syllables =
      'quãng xoã khuỷu quýt ngoằn ngoèo huơ uể oải thuở quở khuya loã xoà suýt ườn ưỡn oăm uâng oái uỷ thuý Hoà Đắk Lắk'
    expect(read(`Họ tên;Cơ quan\n${syllables};BTG`).problems).toEqual([])
  })
})

describe('whatever is in the file', () => {
  test('it is answered, and what is clean could be made', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        '',
        'An',
        'BTG',
        'có',
        'an.an',
        'Họ tên',
        'Cơ quan',
        '"',
        '""',
        'quantri',
        'Ðỗ',
        '\u200b',
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
    )
    const line = fc.tuple(
      fc.array(cell, { maxLength: 6 }),
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('\n', '\r\n', '\r'),
    )
    const text = fc
      .array(line, { maxLength: 8 })
      .map((lines) => lines.map(([cells, separator, end]) => cells.join(separator) + end).join(''))
    const file = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      text.map(utf8),
      text.map((body) => utf8(`Họ tên;Tên đăng nhập;Cơ quan;Quản trị\n${body}`)),
      text.map((body) => utf16(body, 'le')),
    )
    fc.assert(
      fc.property(file, (bytes) => {
        const { rows, problems } = readPeople(bytes, KNOWN)
        expect(problems.length > 0).toBe(rows.length === 0)
        const clean = rows.filter((person) => person.problems.length === 0)
        for (const person of clean) {
          expect(person.username).toMatch(/^[a-z0-9._-]{3,40}$/)
          expect(KNOWN.usernames.has(person.username)).toBe(false)
          expect(person.name.length).toBeGreaterThan(0)
          expect(person.name).toBe(person.name.trim().normalize('NFC'))
          expect(person.name).not.toMatch(/[\p{Cc}\p{Cf}]/u)
          expect(KNOWN.offices.some(({ id }) => id === person.officeId)).toBe(true)
        }
        expect(new Set(clean.map(({ username }) => username)).size).toBe(clean.length)
      }),
      { numRuns: 1_000 },
    )
  })

  test('a well-written list comes back as it was, whatever its separator and quotes', () => {
    const name = fc
      .string({ unit: fc.constantFrom(...'AbĂăĐđƠơƯưấộừn ,;"\t\n'), minLength: 1, maxLength: 30 })
      .map((text) => text.replaceAll(/\s+/g, ' ').trim())
      .filter((text) => text !== '')
    const people = fc.array(
      fc.record({ name, office: fc.constantFrom(...KNOWN.offices), admin: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 20,
      },
    )
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
    fc.assert(
      fc.property(people, fc.constantFrom(',', ';', '\t'), fc.boolean(), (list, separator, wide) => {
        const lines = list.map(({ name: written, office: at, admin }, index) =>
          [quoted(written), `ten.${index}`, quoted(at.name), admin ? 'có' : ''].join(separator),
        )
        const text = [['Họ tên', 'Tên đăng nhập', 'Cơ quan', 'Quản trị'].join(separator), ...lines].join(
          '\r\n',
        )
        const { rows, problems } = read(wide ? utf16(text, 'le') : text)
        expect(problems).toEqual([])
        expect(rows).toEqual(
          list.map(({ name: written, office: at, admin }, index) => ({
            line: index + 2,
            username: `ten.${index}`,
            name: written,
            office: at.name,
            officeId: at.id,
            admin,
            problems: [],
          })),
        )
      }),
      { numRuns: 500 },
    )
  })
})
