import { strToU8, zipSync } from 'fflate'
import { describe, expect, test, vi } from 'vitest'
import { ReportError } from '../../report/wire/errors.ts'
import type { DocumentImport } from '../../report/wire/paper.ts'
import { importDocument, type ImportOrder } from './import-document.ts'
import { createImporter, type Importer } from './importer.ts'
import { docx, drawing, p, png, r, relationship, table, tc } from './test-docx.ts'

vi.setConfig({ testTimeout: 60_000 })

const order = (bytes: Uint8Array, name = 'a.docx'): ImportOrder => ({
  bytes,
  name,
  reportId: 'r',
  sections: [],
})

function refusal(bytes: Uint8Array, name?: string): string {
  try {
    importDocument(order(bytes, name))
    return 'accepted'
  } catch (error) {
    if (!(error instanceof ReportError)) throw error
    return `${error.code}: ${error.detail ?? ''}`
  }
}

const xml = (body: string) =>
  `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`
const entity = (declared: string, body: string) =>
  docx('', { document: `<?xml version="1.0"?><!DOCTYPE w:document [${declared}]>${xml(body)}` })

/** A part that says it holds what it does not: `size` zeros in some thousandth of that. */
function bomb(size: number): Uint8Array {
  const body = '<w:p><w:r><w:t>0</w:t></w:r></w:p>'
  return zipSync({
    '_rels/.rels': strToU8('<Relationships/>'),
    'word/document.xml': [strToU8(xml(body.repeat(Math.ceil(size / body.length)))), { level: 9 }],
  })
}

describe('what is no .docx is refused with what to do', () => {
  test.each<[string, Uint8Array, string, RegExp]>([
    [
      'an old .doc, or one with a password',
      Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1),
      'a.docx',
      /^unsupported-file: .*\.doc.*mật khẩu/,
    ],
    ['a PDF', strToU8('%PDF-1.7'), 'a.docx', /^unsupported-file: .*PDF/],
    ['an RTF', strToU8('{\\rtf1'), 'a.docx', /^unsupported-file: .*RTF/],
    ['a spreadsheet by its name', docx(p('a')), 'a.xlsx', /^unsupported-file/],
    ['a .docm by its name', docx(p('a')), 'a.DOCM', /^unsupported-file: .*macro/],
    [
      'macros inside',
      docx(p('a'), { files: { 'word/vbaProject.bin': strToU8('x') } }),
      'a.docx',
      /^unsupported-file: .*macro/,
    ],
    [
      'a type with macros',
      docx(p('a'), {
        types:
          '<Override PartName="/word/x.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>',
      }),
      'a.docx',
      /^unsupported-file: .*macro/,
    ],
    ['nothing', new Uint8Array(0), 'a.docx', /^unreadable-file/],
    ['some text', strToU8('xin chào'), 'a.docx', /^unreadable-file/],
    ['a broken archive', strToU8('PK\u0003\u0004 hỏng'), 'a.docx', /^unreadable-file/],
    ['another archive', zipSync({ 'a.txt': strToU8('a') }), 'a.docx', /^unreadable-file/],
    ['XML that is no document', docx('', { document: '<a/>' }), 'a.docx', /^unreadable-file/],
    [
      'XML that ends in the middle',
      docx('', { document: xml('<w:p>').slice(0, -30) }),
      'a.docx',
      /^unreadable-file/,
    ],
    ['an unknown entity', docx('', { document: xml('<w:p>&x;</w:p>') }), 'a.docx', /^unreadable-file/],
    [
      '2,001 files',
      docx(p('a'), {
        files: Object.fromEntries(Array.from({ length: 2001 }, (_, at) => [`x/${at}`, strToU8('')])),
      }),
      'a.docx',
      /^unreadable-file/,
    ],
    [
      'elements deeper than anything',
      docx('', { document: xml('<w:p>'.repeat(300) + '</w:p>'.repeat(300)) }),
      'a.docx',
      /^unreadable-file/,
    ],
  ])('%s', (_what, bytes, name, expected) => {
    expect(refusal(bytes, name)).toMatch(expected)
  })

  test('every beginning of a file, cut anywhere', () => {
    const whole = docx(p('a'))
    for (let length = 0; length < whole.length; length += 7)
      expect(refusal(whole.subarray(0, length))).toMatch(/^unreadable-file/)
  })
})

test('declarations of entities are refused before any is looked at: laughs, files, other hosts', () => {
  const laughs = Array.from({ length: 9 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`).join(
    '',
  )
  expect(refusal(entity(`<!ENTITY e0 "ha">${laughs}`, '<w:p><w:r><w:t>&e9;</w:t></w:r></w:p>'))).toMatch(
    /^unreadable-file/,
  )
  expect(
    refusal(entity('<!ENTITY x SYSTEM "file:///etc/passwd">', '<w:p><w:r><w:t>&x;</w:t></w:r></w:p>')),
  ).toMatch(/^unreadable-file/)
  expect(refusal(entity('<!ENTITY % x SYSTEM "http://192.0.2.1/"> %x;', ''))).toMatch(/^unreadable-file/)
})

test('what unpacks to more than any report is refused, however small it is packed', () => {
  const bytes = bomb(40 * 1024 * 1024)
  expect(bytes.length).toBeLessThan(400_000)
  expect(refusal(bytes)).toMatch(/^unreadable-file: .*giải nén/)
  // A picture that does so costs the picture alone.
  const picture = docx(p(r('chữ') + drawing('r:embed="x"', 9)), {
    relationships: relationship('x', 'image', 'x.png'),
    files: { 'word/x.png': new Uint8Array(40 * 1024 * 1024) },
  })
  const { result } = importDocument(order(picture))
  expect(result.warnings).toEqual([{ kind: 'picture-unsupported', count: 1, detail: 'png' }])
  expect(result.parts[0]?.words).toBe(1)
})

test('names of parts lead nowhere else', () => {
  const parts = {
    relationships:
      relationship('e', 'image', '../../../../../etc/passwd') +
      relationship('s', 'styles', '/../../etc/passwd'),
    files: { '../../etc/cron.d/x': strToU8('x'), '/etc/x': strToU8('x') },
  }
  const { result } = importDocument(order(docx(p(r('chữ') + drawing('r:embed="e"', 10)), parts)))
  expect(result.warnings).toEqual([{ kind: 'picture-dropped', count: 1 }])
  expect(result.parts[0]?.words).toBe(1)
})

test('huge spans, deep tables and pictures made to exhaust come out small', () => {
  let nested = table([['trong cùng']])
  for (let depth = 0; depth < 60; depth += 1) nested = table([[nested + p('')]])
  const spans = table([
    [
      tc('a', '<w:gridSpan w:val="1000000000"/>'),
      tc('b', '<w:gridSpan w:val="-5"/>'),
      tc('c', '<w:gridSpan w:val="x"/>'),
    ],
  ])
  const wide = `<w:tbl><w:tr><w:trPr><w:gridBefore w:val="999999"/></w:trPr>${tc('d')}</w:tr></w:tbl>`
  const bombs = {
    relationships:
      relationship('b', 'image', 'media/b.png') +
      relationship('t', 'image', 'media/t.png') +
      relationship('c', 'image', 'media/c.png'),
    files: {
      'word/media/b.png': png(60_000, 60_000),
      'word/media/t.png': png(10, 10).subarray(0, 30),
      'word/media/c.png': png(10, 10, 11 * 1024 * 1024),
    },
  }
  const pictures = ['b', 't', 'c'].map((id) => p(drawing(`r:embed="${id}"`, 10))).join('')
  const { result, pictures: kept } = importDocument(order(docx(nested + spans + wide + pictures, bombs)))
  const json = JSON.stringify(result.parts)
  expect(json).toContain('trong cùng')
  for (const span of json.matchAll(/"(?:colspan|rowspan)":(\d+)/g))
    expect(Number(span[1])).toBeLessThanOrEqual(100)
  expect(result.warnings).toContainEqual({ kind: 'picture-unsupported', count: 3, detail: 'png' })
  expect(kept).toEqual([])
})

test('styles and lists that refer to themselves, and fields without an end', () => {
  const styles = ['A', 'B']
    .map(
      (id) =>
        `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${id}"/><w:basedOn w:val="${id === 'A' ? 'B' : 'A'}"/></w:style>`,
    )
    .join('')
  const open = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
  const { result } = importDocument(
    order(docx(p(`${open}${r('còn')}`, '<w:pStyle w:val="A"/>') + p('đây'), { styles })),
  )
  expect(result.parts[0]?.words).toBe(2)
})

describe('in a thread of its own', () => {
  const never = new AbortController().signal
  const reading = async (importer: Importer, bytes: Uint8Array, signal = never) => {
    const place = importer.reserve('u')
    try {
      const { json, words, pictures } = await place.read(order(bytes), signal)
      return { result: JSON.parse(new TextDecoder().decode(json)) as DocumentImport, words, pictures }
    } finally {
      place.release()
    }
  }
  const heavy = () => docx(p(r('chữ ')).repeat(120_000))

  test('a file is read, a refusal comes back with its words, and the next one is read', async () => {
    const importer = createImporter()
    const { result } = await reading(importer, docx(p('Một hai ba')))
    expect(result.parts[0]?.words).toBe(3)
    await expect(reading(importer, strToU8('x'))).rejects.toMatchObject({
      code: 'unreadable-file',
      detail: expect.stringContaining('Word') as string,
    })
    const { pictures } = await reading(
      importer,
      docx(p(drawing('r:embed="a"', 5)), {
        relationships: relationship('a', 'image', 'a.png'),
        files: { 'word/a.png': png(9, 9) },
      }),
    )
    expect(pictures[0]?.bytes.length).toBe(57)
    await importer.stop()
  })

  test('what takes too much memory or too long ends alone', async () => {
    const limits = { waiting: 10, ofOne: 2, longestMs: 60_000, memoryMb: 24 }
    const small = createImporter(limits)
    await expect(reading(small, heavy())).rejects.toMatchObject({ code: 'unreadable-file' })
    expect((await reading(small, docx(p('vẫn chạy')))).result.parts[0]?.words).toBe(2)
    await small.stop()
    const impatient = createImporter({ ...limits, memoryMb: 512, longestMs: 1 })
    await expect(reading(impatient, heavy())).rejects.toMatchObject({ code: 'unreadable-file' })
    await impatient.stop()
  })

  test('who goes away is not read for; who comes too often is asked to come again', async () => {
    const importer = createImporter()
    const gone = new AbortController()
    const reads = [reading(importer, heavy(), gone.signal), reading(importer, heavy(), gone.signal)]
    expect(() => importer.reserve('u')).toThrow(ReportError)
    expect(() => importer.reserve('another').release()).not.toThrow()
    gone.abort()
    for (const read of reads) await expect(read).rejects.toMatchObject({ name: 'AbortError' })
    expect((await reading(importer, docx(p('tiếp')))).result.parts[0]?.words).toBe(1)
    await importer.stop()
  })
})
