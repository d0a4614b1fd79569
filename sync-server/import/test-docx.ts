import { strToU8, zipSync, type Zippable } from 'fflate'

const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml'
const NAMESPACES = `xmlns:w="${W}" xmlns:r="${R}" \
xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" \
xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" \
xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" \
xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" \
xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" \
xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" \
xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"`

export type TestDocx = {
  readonly styles?: string
  readonly numbering?: string
  readonly footnotes?: string
  readonly theme?: string
  /** Further relationships of the document, as XML. */
  readonly relationships?: string
  /** Further types of content, as XML. */
  readonly types?: string
  readonly files?: Zippable
  /** In place of the whole document. */
  readonly document?: string
}

/** A Word file with this in its body; as little around it as Word opens. */
export function docx(
  body: string,
  { styles, numbering, footnotes, theme, ...more }: TestDocx = {},
): Uint8Array {
  const parts = { styles, numbering, footnotes, theme }
  const given = Object.entries(parts).filter(([, xml]) => xml !== undefined)
  const relationships = given
    .map(([name]) => `<Relationship Id="${name}" Type="${R}/${name}" Target="${name}.xml"/>`)
    .join('')
  const roots: Readonly<Record<string, string>> = {
    styles: 'w:styles',
    numbering: 'w:numbering',
    footnotes: 'w:footnotes',
  }
  return zipSync({
    '[Content_Types].xml': strToU8(
      `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${TYPE}.document.main+xml"/>${more.types ?? ''}</Types>`,
    ),
    '_rels/.rels': strToU8(
      rels(`<Relationship Id="r" Type="${R}/officeDocument" Target="word/document.xml"/>`),
    ),
    'word/document.xml': strToU8(
      more.document ??
        `<?xml version="1.0"?><w:document ${NAMESPACES}><w:body>${body}<w:sectPr/></w:body></w:document>`,
    ),
    'word/_rels/document.xml.rels': strToU8(rels(relationships + (more.relationships ?? ''))),
    ...Object.fromEntries(
      given.map(([name, xml]) => {
        const root = roots[name]
        return [
          `word/${name}.xml`,
          strToU8(root === undefined ? (xml ?? '') : `<${root} ${NAMESPACES}>${xml}</${root}>`),
        ]
      }),
    ),
    ...more.files,
  })
}

function rels(entries: string): string {
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${entries}</Relationships>`
}

export function relationship(id: string, type: string, target: string, external = false): string {
  return `<Relationship Id="${id}" Type="${R}/${type}" Target="${target}"${external ? ' TargetMode="External"' : ''}/>`
}

export function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

/** A run; `properties` is the XML in its *rPr*. */
export function r(text: string, properties = ''): string {
  return `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${escape(text)}</w:t></w:r>`
}

/** A paragraph of runs, or of a text; `properties` is the XML in its *pPr*. */
export function p(content: string, properties = ''): string {
  const runs = content.startsWith('<') || content === '' ? content : r(content)
  return `<w:p><w:pPr>${properties}</w:pPr>${runs}</w:p>`
}

export const font = (name: string) => `<w:rFonts w:ascii="${name}" w:hAnsi="${name}"/>`
export const bold = '<w:b/>'
export const centred = '<w:jc w:val="center"/>'
export const styled = (id: string) => `<w:pStyle w:val="${id}"/>`
export const listed = (list: number, level = 0) =>
  `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr>`
export const heading = (text: string, level = 1) => p(text, styled(`Heading${level}`))

export const HEADING_STYLES = [1, 2, 3, 4]
  .map((level) =>
    style(
      `Heading${level}`,
      `heading ${level}`,
      `<w:pPr><w:outlineLvl w:val="${level - 1}"/></w:pPr><w:rPr><w:b/></w:rPr>`,
    ),
  )
  .join('')

export function style(id: string, name: string, content = '', type = 'paragraph'): string {
  return `<w:style w:type="${type}" w:styleId="${id}"><w:name w:val="${name}"/>${content}</w:style>`
}

export function table(rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]) =>
    row.map((cell) => (cell.startsWith('<w:tc') ? cell : tc(cell))).join('')
  return `<w:tbl><w:tblPr/>${rows.map((row) => `<w:tr>${cells(row)}</w:tr>`).join('')}</w:tbl>`
}
export const tc = (content: string, properties = '') =>
  `<w:tc><w:tcPr>${properties}</w:tcPr>${content.startsWith('<') ? content : p(content)}</w:tc>`

/** Lists: 1 counts `1.`, 2 has dashes, 3 counts `a)`, 4 counts I., 1., 1.1. on its levels. */
export const LISTS = `
<w:abstractNum w:abstractNumId="1">${level(0, 'decimal', '%1.')}${level(1, 'bullet', '-')}${level(2, 'decimal', '%3.')}</w:abstractNum>
<w:abstractNum w:abstractNumId="2">${level(0, 'bullet', '-')}${level(1, 'bullet', '+')}</w:abstractNum>
<w:abstractNum w:abstractNumId="3">${level(0, 'lowerLetter', '%1)')}</w:abstractNum>
<w:abstractNum w:abstractNumId="4">${level(0, 'upperRoman', '%1.')}${level(1, 'decimal', '%2.')}${level(2, 'decimal', '%2.%3.')}</w:abstractNum>
${[1, 2, 3, 4].map((id) => `<w:num w:numId="${id}"><w:abstractNumId w:val="${id}"/></w:num>`).join('')}`

function level(at: number, format: string, pattern: string): string {
  return `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${pattern}"/></w:lvl>`
}

/** A PNG of this size, in pixels; its pixels are nobody's business here. */
export function png(width: number, height: number, filling = 0): Uint8Array {
  const bytes = Buffer.alloc(57 + filling)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  bytes.writeUInt32BE(13, 8)
  bytes.write('IHDR', 12, 'latin1')
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  bytes.set([0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82], bytes.length - 8)
  return bytes
}

/** A picture in the line; `embedded` is the id of its relationship. */
export function drawing(embedded: string, pixels: number, alt = ''): string {
  return `<w:r><w:drawing><wp:inline><wp:extent cx="${pixels * 9525}" cy="9525"/><wp:docPr id="1" name="Picture 1" descr="${alt}"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill><a:blip ${embedded}/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`
}
