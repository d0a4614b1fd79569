import type { PaperOrder } from '../paper-order.ts'
import { soundText } from '../sound-text.ts'

/** Parts of the file that the library cannot write as we need them: it takes the time from the clock, and knows no mirrored pages. */

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const XML_SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

function escaped(text: string): string {
  return soundText(text).replaceAll(/[&<>]/g, (sign) => XML_SIGNS[sign] ?? '')
}

/** What the file says of itself: the report's name, its subject, and the issuing body as its author; nobody's name. */
export function coreProperties({ title, head, source }: PaperOrder): { path: string; data: string } {
  const when = new Date(source.at).toISOString().replace(/\.\d+Z$/, 'Z')
  const author = escaped(head.issuingBody.normalize('NFC'))
  const data = `${DECLARATION}\
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" \
xmlns:dcmitype="http://purl.org/dc/dcmitype/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\
<dc:title>${escaped(title.normalize('NFC'))}</dc:title><dc:subject>${escaped(head.subject.normalize('NFC'))}</dc:subject>\
<dc:creator>${author}</dc:creator><cp:lastModifiedBy>${author}</cp:lastModifiedBy><dc:language>vi-VN</dc:language>\
<dcterms:created xsi:type="dcterms:W3CDTF">${when}</dcterms:created>\
<dcterms:modified xsi:type="dcterms:W3CDTF">${when}</dcterms:modified></cp:coreProperties>`
  return { path: 'docProps/core.xml', data }
}

/** Word 2013 and later, Vietnamese, pages mirrored for a duplex print, fields filled in at opening where there are any. */
export function settings(order: PaperOrder): { path: string; data: string } {
  const { head, toc, section, pagesOnly = false } = order
  const asksWord = toc && section === undefined && !pagesOnly
  const data = `${DECLARATION}\
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">\
<w:zoom w:percent="100"/>${head.duplex ? '<w:mirrorMargins/>' : ''}<w:defaultTabStop w:val="567"/>\
<w:characterSpacingControl w:val="doNotCompress"/>${asksWord ? '<w:updateFields w:val="true"/>' : ''}\
<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>\
<w:endnotePr><w:endnote w:id="-1"/><w:endnote w:id="0"/></w:endnotePr>\
<w:compat><w:doNotExpandShiftReturn/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>\
</w:compat><w:themeFontLang w:val="vi-VN"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>`
  return { path: 'word/settings.xml', data }
}

/** So that a signed file can be matched to what it was made from. */
export function sourceProperties({ source, profile }: PaperOrder): { name: string; value: string }[] {
  return [
    { name: 'ReportId', value: soundText(source.reportId) },
    ...(source.versionId ? [{ name: 'VersionId', value: soundText(source.versionId) }] : []),
    { name: 'TextSha256', value: source.sha256 },
    { name: 'Profile', value: profile },
  ]
}
