import { decodeLegacyFonts } from './legacy-paste.ts'

const HEADINGS = 'h1, h2, h3, h4, h5, h6'
const NEVER_TEXT = 'style, script, meta, link, title, xml'
const COMMENT = 128
const INVISIBLE = /[\u200B\uFEFF\u00AD]/gu

/** Plain text as the report stores it: composed letters (NFC), without invisible characters. */
export function cleanPastedText(text: string): string {
  return text.replace(INVISIBLE, '').normalize('NFC')
}

function removeComments(body: HTMLElement): void {
  const walker = body.ownerDocument.createTreeWalker(body, COMMENT)
  const comments: Node[] = []
  while (walker.nextNode()) comments.push(walker.currentNode)
  for (const comment of comments) comment.parentNode?.removeChild(comment)
}

/** A heading of Word becomes a bold paragraph: the outline's headings are not pasted. */
function boldenHeadings(body: HTMLElement): void {
  for (const heading of body.querySelectorAll(HEADINGS)) {
    const paragraph = body.ownerDocument.createElement('p')
    const strong = body.ownerDocument.createElement('strong')
    strong.append(...heading.childNodes)
    paragraph.append(strong)
    heading.replaceWith(paragraph)
  }
}

function styleOf(element: Element): string {
  return element.getAttribute('style') ?? ''
}

/** Word writes the number or dash of a list item as text, padded with many hard spaces: one space is enough. */
function tidyListMarkers(body: HTMLElement): void {
  for (const marker of body.querySelectorAll('span[style*="mso-list"]')) {
    if (!/mso-list:\s*ignore/iu.test(styleOf(marker))) continue
    const text = (marker.textContent ?? '').replace(/[\s\u00A0]+/gu, ' ').trim()
    marker.replaceWith(body.ownerDocument.createTextNode(text === '·' || text === '' ? '- ' : `${text} `))
  }
}

/** Word's footnotes are links to paragraphs at the end; ours stand in the sentence and hold their own text. */
function liftFootnotes(body: HTMLElement): void {
  for (const link of body.querySelectorAll('a[href*="#_ftn"]')) {
    const name = /#_ftn(\d+)$/u.exec(link.getAttribute('href') ?? '')?.[1]
    const note = name === undefined ? null : body.querySelector(`[id="ftn${name}"]`)
    if (!note || note.contains(link)) continue
    const copy = note.cloneNode(true) as Element
    for (const back of copy.querySelectorAll('a[href*="#_ftnref"]')) back.remove()
    const footnote = body.ownerDocument.createElement('span')
    footnote.setAttribute('data-footnote', '')
    footnote.textContent = (copy.textContent ?? '').replace(/\s+/gu, ' ').trim()
    link.replaceWith(footnote)
  }
  for (const list of body.querySelectorAll('[style*="mso-element"]')) {
    if (/mso-element:\s*footnote-list/iu.test(styleOf(list))) list.remove()
  }
}

/** Word's empty lines hold one hard space. */
function emptyBlankParagraphs(body: HTMLElement): void {
  for (const paragraph of body.querySelectorAll('p')) {
    if (paragraph.textContent === '\u00A0') paragraph.textContent = ''
  }
}

export type CleanPaste = {
  readonly html: string
  /** The fonts from before Unicode whose text was turned into Unicode. */
  readonly legacyFonts: readonly string[]
}

/**
 * HTML from Word, Google Docs or a web page, ready for the report's parser: old fonts in Unicode, composed letters, headings as
 * bold paragraphs, list markers and footnotes kept, nothing that only styles. What was copied in the app itself is only composed.
 */
export function cleanPaste(html: string): CleanPaste {
  if (html.includes('data-pm-slice')) return { html: cleanPastedText(html), legacyFonts: [] }
  const document = new DOMParser().parseFromString(html, 'text/html')
  const { body } = document
  // First of all: what is invisible elsewhere is a letter there.
  const legacyFonts = decodeLegacyFonts(document, html)
  for (const element of body.querySelectorAll(NEVER_TEXT)) element.remove()
  removeComments(body)
  liftFootnotes(body)
  tidyListMarkers(body)
  boldenHeadings(body)
  emptyBlankParagraphs(body)
  return { html: cleanPastedText(body.innerHTML), legacyFonts }
}

/** {@link cleanPaste}, for those who only want the text. */
export function cleanPastedHtml(html: string): string {
  return cleanPaste(html).html
}
