import { decodeRuns } from '../../../report/legacy-fonts/decode-legacy.ts'
import { encodingOfFont } from '../../../report/legacy-fonts/legacy-font.ts'

const BLOCKS = 'p, li, td, th, div, h1, h2, h3, h4, h5, h6, pre, blockquote, body'
const TEXT = 4
const FAMILY = /(?:^|[;{\s])font-family\s*:\s*("[^"]*"|'[^']*'|[^;,}]*)/iu
/** So that a page without such fonts costs one look. */
const MAY_BE_LEGACY = /(?:["':\s]@?\.vn|vni|\bvn(?:time|arial|courier))/iu

/**
 * Turns the text of fonts from before Unicode into Unicode, where it stands: fonts as the elements, those around them and Word's
 * style sheet name them. Answers their names. To be done before anything else looks at the text: the codes of some letters
 * are characters that are invisible otherwise.
 */
export function decodeLegacyFonts(document: Document, html: string): string[] {
  if (!MAY_BE_LEGACY.test(html)) return []
  const fonts = new FontsOfElements(document)
  const found = new Set<string>()
  for (const line of linesOf(document.body)) {
    const named = line.map((node) => fonts.of(node.parentElement) ?? '')
    const encodings = named.map((font) => encodingOfFont(font))
    if (encodings.every((encoding) => encoding === undefined)) continue
    const runs = line.map((node, at) => ({ text: node.data, encoding: encodings[at] }))
    const texts = decodeRuns(runs)
    line.forEach((node, at) => {
      const text = texts[at] ?? node.data
      if (text === node.data) return
      node.data = text
      if (encodings[at] !== undefined) found.add(named[at] ?? '')
    })
  }
  return [...found]
}

/** The pieces of text of each paragraph: a border between two pieces may part a vowel from its mark. */
function linesOf(body: HTMLElement): Text[][] {
  const walker = body.ownerDocument.createTreeWalker(body, TEXT)
  const lines: Text[][] = []
  let block: Element | null | undefined
  while (walker.nextNode()) {
    const node = walker.currentNode as Text
    const own = node.parentElement?.closest(BLOCKS)
    if (own !== block) lines.push([])
    block = own
    lines.at(-1)?.push(node)
  }
  return lines
}

/** Which font an element's text has: its own, else that of what it stands in. */
class FontsOfElements {
  readonly #known = new Map<Element, string | undefined>()

  constructor(document: Document) {
    for (const [selector, font] of fontRules(document)) {
      for (const element of select(document, selector)) this.#known.set(element, font)
    }
  }

  of(element: Element | null): string | undefined {
    if (!element) return undefined
    const own = familyIn(element.getAttribute('style') ?? '') ?? element.getAttribute('face')?.split(',')[0]
    return own ?? this.#known.get(element) ?? this.of(element.parentElement)
  }
}

/** Selectors of the page's own style sheets that name a font; classes after plain elements, because they win. */
function fontRules(document: Document): (readonly [selector: string, font: string])[] {
  const css = [...document.querySelectorAll('style')].map((style) => style.textContent ?? '').join('\n')
  const rules = css
    .replaceAll(/<!--|-->|\/\*[^*]*\*\//gu, '')
    .split('}')
    .flatMap((rule) => {
      const [selectors = '', declarations = ''] = rule.split('{')
      const font = familyIn(declarations)
      if (font === undefined || selectors.includes('@')) return []
      return selectors.split(',').map((selector) => [selector.trim(), font] as const)
    })
  return [
    ...rules.filter(([selector]) => !selector.includes('.')),
    ...rules.filter(([selector]) => selector.includes('.')),
  ]
}

function familyIn(style: string): string | undefined {
  const family = FAMILY.exec(style)?.[1]?.replaceAll(/["']/gu, '').trim()
  return family === '' || family === 'inherit' ? undefined : family
}

function select(document: Document, selector: string): readonly Element[] {
  try {
    return selector === '' ? [] : [...document.querySelectorAll(selector)]
  } catch {
    // Word's sheets have selectors of their own.
    return []
  }
}
