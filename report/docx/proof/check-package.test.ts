import { strToU8, zipSync } from 'fflate'
import { beforeAll, describe, expect, test } from 'vitest'
import { must } from '../../must.ts'
import { checkPackage } from './check-package.ts'
import { PackageParts } from './package-parts.ts'
import { soundPaper } from './sound-paper.ts'

const DOCUMENT = 'word/document.xml'
const COMMENTS = 'word/comments.xml'
const EXTENDED = 'word/commentsExtended.xml'
const IDS = 'word/commentsIds.xml'
const STYLES = 'word/styles.xml'
const NUMBERING = 'word/numbering.xml'
const FOOTNOTES = 'word/footnotes.xml'
const RELATIONSHIPS = 'word/_rels/document.xml.rels'
const TYPES = '[Content_Types].xml'

let sound: PackageParts
beforeAll(async () => {
  sound = new PackageParts(await soundPaper())
})

test('a sound file has no fault', () => {
  expect(checkPackage(sound.with({}))).toEqual([])
})

/** The faults of the sound file when one thing in a part is written otherwise. */
function broken(part: string, from: string | RegExp, to: string): string[] {
  const text = sound.text(part)
  const other = text.replace(from, to)
  expect(other, `${String(from)} in ${part}`).not.toBe(text)
  return checkPackage(sound.with({ [part]: other }))
}

const REFERENCE = (id: number) =>
  new RegExp(
    `<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:commentReference w:id="${id}"/></w:r>`,
  )

/** Each breaks a sound file in one way, and that is what is said; `also` is what follows from it. */
const BREAKS: readonly (readonly [string, string, string | RegExp, string, string, string?])[] = [
  // ---- comments
  [
    'a range that is not opened',
    DOCUMENT,
    '<w:commentRangeStart w:id="2"/>',
    '',
    'comment without a start of its range: 2',
  ],
  [
    'a range that is not closed',
    DOCUMENT,
    '<w:commentRangeEnd w:id="2"/>',
    '',
    'comment without an end of its range: 2',
  ],
  ['a comment without a mark', DOCUMENT, REFERENCE(2), '', 'comment without a reference: 2'],
  [
    'a range opened twice',
    DOCUMENT,
    '<w:commentRangeStart w:id="2"/>',
    '<w:commentRangeStart w:id="2"/><w:commentRangeStart w:id="2"/>',
    'two starts of the comment 2',
  ],
  [
    'a range closed twice',
    DOCUMENT,
    '<w:commentRangeEnd w:id="2"/>',
    '<w:commentRangeEnd w:id="2"/><w:commentRangeEnd w:id="2"/>',
    'two ends of the comment 2',
  ],
  ['a mark set twice', DOCUMENT, REFERENCE(2), '$&$&', 'two references of the comment 2'],
  [
    'a mark of no comment',
    DOCUMENT,
    'Hết.</w:t></w:r>',
    'Hết.</w:t></w:r><w:r><w:commentReference w:id="77"/></w:r>',
    'reference to no comment: 77',
  ],
  [
    'a range closed before it opens',
    DOCUMENT,
    /(<w:commentRangeStart w:id="2"\/>)(.*?)(<w:commentRangeEnd w:id="2"\/>)/,
    '$3$2$1',
    'start, end and reference of the comment 2 are out of order',
  ],
  [
    'one id for two comments',
    COMMENTS,
    '<w:comment w:id="2"',
    '<w:comment w:id="1"',
    'comment id twice: 1',
    'reference to no comment: 2',
  ],
  [
    'a reply that stands elsewhere',
    DOCUMENT,
    /<w:commentRangeStart w:id="1"\/>(.*?<w:commentRangeStart w:id="2"\/>)/,
    '$1<w:commentRangeStart w:id="1"/>',
    'reply 1 stands elsewhere than the comment 0',
  ],
  [
    'a reply to nothing',
    EXTENDED,
    'w15:paraIdParent="00000001"',
    'w15:paraIdParent="00000009"',
    'reply to no comment: 00000002 to 00000009',
  ],
  [
    'a reply to a reply',
    EXTENDED,
    'w15:paraId="00000003"',
    'w15:paraId="00000003" w15:paraIdParent="00000002"',
    'reply to a reply: 00000003 to 00000002',
    'reply 2 stands elsewhere than the comment 1',
  ],
  [
    'a comment that is in no thread',
    EXTENDED,
    /<w15:commentEx w15:paraId="00000003"[^>]*\/>/,
    '',
    'comment without a thread: 2',
  ],
  [
    'a thread of nothing',
    EXTENDED,
    '<w15:commentEx ',
    '<w15:commentEx w15:paraId="00000077" w15:done="0"/><w15:commentEx ',
    'thread of no comment: 00000077',
  ],
  [
    'a comment twice in the threads',
    EXTENDED,
    /<w15:commentEx w15:paraId="00000003"[^>]*\/>/,
    '$&$&',
    'a comment twice in the threads',
  ],
  [
    'the id on a comment’s first paragraph',
    COMMENTS,
    /<w:p>(.*?)<w:p w14:paraId="00000001" w14:textId="00000001">/,
    '<w:p w14:paraId="00000001" w14:textId="00000001">$1<w:p>',
    'thread of no comment: 00000001',
    'comment without a thread: 0|reply to no comment: 00000002 to 00000001|durable id of no comment: 00000001',
  ],
  [
    'one paraId for two paragraphs',
    COMMENTS,
    'w14:paraId="00000003"',
    'w14:paraId="00000002"',
    'word/comments.xml: paraId twice: 00000002',
    'thread of no comment: 00000003|reply 2 stands elsewhere|durable id of no comment: 00000003',
  ],
  [
    'a paraId of zero',
    DOCUMENT,
    '<w:p>',
    '<w:p w14:paraId="00000000">',
    'word/document.xml: paraId out of range: 00000000',
  ],
  [
    'a paraId that is too large',
    DOCUMENT,
    '<w:p>',
    '<w:p w14:paraId="80000000">',
    'word/document.xml: paraId out of range: 80000000',
  ],
  [
    'a paraId that is none',
    DOCUMENT,
    '<w:p>',
    '<w:p w14:paraId="1234">',
    'word/document.xml: paraId out of range: 1234',
  ],
  [
    'a durable id of nothing',
    IDS,
    'w16cid:paraId="00000003"',
    'w16cid:paraId="00000077"',
    'durable id of no comment: 00000077',
  ],
  [
    'one durable id for two comments',
    IDS,
    'w16cid:durableId="00000003"',
    'w16cid:durableId="00000002"',
    'durable id twice: 00000002',
  ],
  [
    'a durable id that is too large',
    IDS,
    'w16cid:durableId="00000003"',
    'w16cid:durableId="7FFFFFFF"',
    'durable id out of range: 7FFFFFFF',
  ],
  ['a comment of nobody', COMMENTS, 'w:author="Người thẩm định 1"', '', 'comment of nobody: 0'],
  ['a comment of no time', COMMENTS, /w:date="[^"]*"/, '', 'comment of no time: 0'],
  // ---- ids
  ['one id for two revisions', DOCUMENT, '<w:del w:id="901"', '<w:del w:id="900"', 'revision id twice: 900'],
  [
    'one id for two bookmarks',
    DOCUMENT,
    'Hết.</w:t></w:r>',
    'Hết.</w:t></w:r><w:bookmarkStart w:id="1" w:name="khac"/>',
    'bookmark id twice: 1',
  ],
  [
    'one name for two bookmarks',
    DOCUMENT,
    'Hết.</w:t></w:r>',
    'Hết.</w:t></w:r><w:bookmarkStart w:id="2" w:name="muc-1"/><w:bookmarkEnd w:id="2"/>',
    'bookmark name twice: muc-1',
  ],
  ['a bookmark that is not closed', DOCUMENT, '<w:bookmarkEnd w:id="1"/>', '', 'bookmark without an end: 1'],
  [
    'a bookmark that is not opened',
    DOCUMENT,
    'Hết.</w:t></w:r>',
    'Hết.</w:t></w:r><w:bookmarkEnd w:id="2"/>',
    'end of no bookmark: 2',
  ],
  [
    'a bookmark closed twice',
    DOCUMENT,
    '<w:bookmarkEnd w:id="1"/>',
    '<w:bookmarkEnd w:id="1"/><w:bookmarkEnd w:id="1"/>',
    'end of the bookmark twice: 1',
  ],
  ['a link to nowhere', DOCUMENT, 'w:anchor="muc-1"', 'w:anchor="muc-2"', 'link to no bookmark: muc-2'],
  [
    'a page number of nothing',
    DOCUMENT,
    'PAGEREF muc-1',
    'PAGEREF muc-2',
    'page number of no bookmark: muc-2',
  ],
  ['one id for two drawings', DOCUMENT, '<wp:docPr id="2"', '<wp:docPr id="1"', 'drawing id twice: 1'],
  [
    'a drawing without a number',
    DOCUMENT,
    '<wp:docPr id="2"',
    '<wp:docPr id="0"',
    'drawing id out of range: 0',
  ],
  // ---- styles and numbering
  [
    'an unknown style of a paragraph',
    DOCUMENT,
    '<w:pStyle w:val="Heading1"/>',
    '<w:pStyle w:val="Heading99"/>',
    'word/document.xml: unknown paragraph style Heading99',
  ],
  [
    'an unknown style of letters',
    COMMENTS,
    '<w:rStyle w:val="CommentReference"/>',
    '<w:rStyle w:val="Mark"/>',
    'word/comments.xml: unknown character style Mark',
  ],
  [
    'a style of another type',
    DOCUMENT,
    '<w:rStyle w:val="CommentReference"/>',
    '<w:rStyle w:val="Heading1"/>',
    'word/document.xml: unknown character style Heading1',
  ],
  [
    'an unknown style of a table',
    DOCUMENT,
    '<w:tblPr>',
    '<w:tblPr><w:tblStyle w:val="Grid"/>',
    'word/document.xml: unknown table style Grid',
  ],
  [
    'a style based on nothing',
    STYLES,
    '<w:basedOn w:val="Normal"/>',
    '<w:basedOn w:val="Body"/>',
    'names an unknown style Body in <w:basedOn>',
  ],
  [
    'a style twice',
    STYLES,
    'w:styleId="Heading2"',
    'w:styleId="Heading1"',
    'style twice: Heading1',
    'names an unknown style Heading2|style style',
  ],
  [
    'two styles of one name',
    STYLES,
    /(w:styleId="Heading2"[^>]*>\s*<w:name w:val=)"[^"]*"/,
    '$1"heading 1"',
    'style of the name twice: heading 1',
  ],
  [
    'an unknown list',
    DOCUMENT,
    /<w:numId w:val="\d+"\/>/,
    '<w:numId w:val="99"/>',
    'word/document.xml: unknown numId 99',
  ],
  ['a level that a list has not', DOCUMENT, '<w:ilvl w:val="0"/>', '<w:ilvl w:val="7"/>', 'has no level 7'],
  [
    'a list of unknown form',
    NUMBERING,
    /(<w:num w:numId="2"[^>]*>\s*<w:abstractNumId w:val=)"\d+"/,
    '$1"99"',
    'numId 2 names an unknown abstractNumId 99',
  ],
  ['one id for two lists', NUMBERING, 'w:numId="2"', 'w:numId="1"', 'numId twice: 1', 'unknown numId 2'],
  // ---- texts
  [
    'a cell that ends with a table',
    DOCUMENT,
    '<w:p><w:r><w:t xml:space="preserve">d</w:t></w:r></w:p></w:tc>',
    '<w:p/><w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9"/></w:tblGrid><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl></w:tc>',
    'word/document.xml: <w:tc> does not end with a paragraph',
  ],
  [
    'an empty cell',
    DOCUMENT,
    '<w:p><w:r><w:t xml:space="preserve">d</w:t></w:r></w:p></w:tc>',
    '</w:tc>',
    'word/document.xml: <w:tc> does not end with a paragraph',
  ],
  [
    'a text that ends with a table',
    DOCUMENT,
    '<w:p><w:r><w:t xml:space="preserve">Hết.</w:t></w:r></w:p>',
    '',
    'word/document.xml: <w:body> does not end with a paragraph',
  ],
  [
    'a comment without a paragraph',
    COMMENTS,
    /(<w:comment w:id="1"[^>]*>).*?(<\/w:comment>)/,
    '$1$2',
    'word/comments.xml: <w:comment> does not end with a paragraph',
    'thread of no comment: 00000002|comment without a thread: 1|durable id of no comment: 00000002',
  ],
  [
    'a row that is too wide',
    DOCUMENT,
    '<w:gridSpan w:val="2"/>',
    '<w:gridSpan w:val="3"/>',
    'word/document.xml: table 1: row 1 has 4 columns, the grid has 3',
  ],
  [
    'a row that is too narrow',
    DOCUMENT,
    '<w:gridSpan w:val="2"/>',
    '',
    'word/document.xml: table 1: row 1 has 2 columns, the grid has 3',
  ],
  [
    'a table without a grid',
    DOCUMENT,
    /<w:tblGrid>.*?<\/w:tblGrid>/,
    '',
    'word/document.xml: table 1: no grid',
    'columns, the grid has 0',
  ],
  [
    'a row without a cell',
    DOCUMENT,
    '</w:tbl>',
    '<w:tr/></w:tbl>',
    'word/document.xml: table 1: row 4 has no cell',
    'row 4 has 0 columns',
  ],
  [
    'a cell that goes on with nothing',
    DOCUMENT,
    '<w:vMerge w:val="restart"/>',
    '',
    'word/document.xml: table 1: row 3 continues a cell that is not above it',
  ],
  [
    'a width with a fraction',
    DOCUMENT,
    'w:w="2000"',
    'w:w="2000.5"',
    'word/document.xml: <w:gridCol> w:w is no whole number: 2000.5',
  ],
  [
    'a size with a fraction',
    STYLES,
    /<w:sz w:val="\d+"\/>/,
    '<w:sz w:val="13.5"/>',
    'word/styles.xml: <w:sz> w:val is no whole number: 13.5',
  ],
  [
    'a picture of no size',
    DOCUMENT,
    'cx="95250"',
    'cx="NaN"',
    'word/document.xml: <wp:extent> cx is no whole number: NaN',
  ],
  [
    'a value that says nothing',
    DOCUMENT,
    'w:color="auto"',
    'w:color="undefined"',
    'word/document.xml: <w:top> w:color says nothing: undefined',
  ],
  ['a line feed in a text', DOCUMENT, 'Hết.', 'Hết.\n', 'word/document.xml: a line feed in a text'],
  [
    'a paragraph in a paragraph',
    DOCUMENT,
    'Hết.</w:t></w:r>',
    'Hết.</w:t></w:r><w:p/>',
    'word/document.xml: <w:p> in <w:p>',
  ],
  ['a run in a run', DOCUMENT, 'Hết.</w:t>', 'Hết.</w:t><w:r/>', 'word/document.xml: <w:r> in <w:r>'],
  [
    'a field that does not end',
    DOCUMENT,
    '<w:fldChar w:fldCharType="end"/>',
    '',
    'word/document.xml: a field does not end',
  ],
  [
    'a field that did not begin',
    DOCUMENT,
    '<w:fldChar w:fldCharType="begin" w:dirty="true"/>',
    '',
    'word/document.xml: a field ends that did not begin',
  ],
  ['U+FFFE', DOCUMENT, 'Hết.', 'Hết\uFFFE.', 'word/document.xml has a character that XML cannot say: U+FFFE'],
  [
    'U+FFFF in an attribute',
    COMMENTS,
    'w:author="Người',
    'w:author="\uFFFFNgười',
    'word/comments.xml has a character that XML cannot say: U+FFFF',
  ],
  [
    'U+FFFF as a number',
    DOCUMENT,
    'Hết.',
    'Hết&#xFFFF;.',
    'word/document.xml has a character that XML cannot say: U+FFFF',
  ],
  [
    'a control character',
    DOCUMENT,
    'Hết.',
    'Hết\u000B.',
    'word/document.xml has a character that XML cannot say: U+000B',
  ],
  [
    'half a character',
    DOCUMENT,
    'Hết.',
    'Hết&#xD800;.',
    'word/document.xml has a character that XML cannot say: U+D800',
  ],
  ['tags that do not match', DOCUMENT, '</w:body>', '</w:text>', 'word/document.xml is not well-formed'],
  // ---- notes
  [
    'a note that is missing',
    DOCUMENT,
    '<w:footnoteReference w:id="1"/>',
    '<w:footnoteReference w:id="5"/>',
    'footnote reference without a note: 5',
    'footnote without a reference: 1',
  ],
  [
    'a note that nothing refers to',
    DOCUMENT,
    '<w:footnoteReference w:id="1"/>',
    '',
    'footnote without a reference: 1',
  ],
  [
    'a note referred to twice',
    DOCUMENT,
    '<w:footnoteReference w:id="1"/>',
    '<w:footnoteReference w:id="1"/><w:footnoteReference w:id="1"/>',
    'footnote reference twice: 1',
  ],
  [
    'one id for two notes',
    FOOTNOTES,
    /<w:footnote w:id="1">.*<\/w:footnote>/,
    '$&$&',
    'footnote id twice: 1',
  ],
  // ---- the package
  [
    'a relationship to nothing',
    RELATIONSHIPS,
    'Target="media/image1.png"',
    'Target="media/image2.png"',
    'to a part that is missing: word/media/image2.png',
    'part that nothing refers to: word/media/image1.png',
  ],
  [
    'a part that nothing refers to',
    RELATIONSHIPS,
    /<Relationship [^>]*Target="numbering.xml"\/>/,
    '',
    'part that nothing refers to: word/numbering.xml',
  ],
  [
    'a relationship twice',
    RELATIONSHIPS,
    /(<Relationship Id=")(rId1)("[^>]*\/>)/,
    '$&$&',
    'relationship twice in word/_rels/document.xml.rels: rId1',
  ],
  [
    'an unknown relationship',
    DOCUMENT,
    /r:embed="rId\d+"/,
    'r:embed="rId99"',
    'word/document.xml: <a:blip> names an unknown relationship rId99',
  ],
  [
    'a part without a type',
    TYPES,
    '<Default ContentType="image/png" Extension="png"/>',
    '',
    'part without a content type: word/media/image1.png',
  ],
  [
    'a part of Word with any type',
    TYPES,
    /<Override [^>]*PartName="\/word\/comments.xml"\/>/,
    '',
    'part of Word with the content type of any XML: word/comments.xml',
  ],
  [
    'a type of nothing',
    TYPES,
    '</Types>',
    '<Override ContentType="x/y" PartName="/word/else.xml"/></Types>',
    'content type of a part that is missing: /word/else.xml',
  ],
  [
    'two types for a part',
    TYPES,
    /<Override [^>]*PartName="\/word\/comments.xml"\/>/,
    '$&$&',
    'two content types for /word/comments.xml',
  ],
]

describe('a file is told to be broken by', () => {
  for (const [what, part, from, to, complaint, also] of BREAKS) {
    test(what, () => {
      const faults = broken(part, from, to)
      expect(
        faults.some((fault) => fault.includes(complaint)),
        faults.join('\n'),
      ).toBe(true)
      const allowed = [complaint, ...(also?.split('|') ?? [])]
      expect(faults.filter((fault) => !allowed.some((words) => fault.includes(words)))).toEqual([])
    })
  }

  test.each([
    [
      'a part that is missing',
      { 'word/media/image1.png': undefined },
      'to a part that is missing: word/media/image1.png',
    ],
    ['no types at all', { [TYPES]: undefined }, 'no [Content_Types].xml'],
    ['no styles', { [STYLES]: undefined }, 'no styles'],
    ['comments without threads', { [EXTENDED]: undefined }, 'comments without their threads'],
    [
      'relationships of nothing',
      { 'word/_rels/gone.xml.rels': '<Relationships/>' },
      'relationships of a part that is missing',
    ],
    ['a part that was added', { 'word/more.bin': 'x' }, 'part that nothing refers to: word/more.bin'],
  ])('%s', (_, changes, complaint) => {
    const faults = checkPackage(sound.with(changes))
    expect(
      faults.some((fault) => fault.includes(complaint)),
      faults.join('\n'),
    ).toBe(true)
  })

  test('a part that is there twice', () => {
    const files = Object.fromEntries([
      ...sound.files,
      ['word/Styles.xml', must(sound.files.get(STYLES), 'styles')],
    ])
    expect(checkPackage(zipSync(files))).toContain('part twice in the archive: word/Styles.xml')
  })

  test('bytes that are no text', () => {
    const files = Object.fromEntries([
      ...sound.files,
      [DOCUMENT, Uint8Array.of(0xff, 0xfe, ...strToU8('<a/>'))],
    ])
    expect(checkPackage(zipSync(files))[0]).toContain('word/document.xml is not well-formed')
  })
})
