import { levelsOfStyles } from '../word-numbering.ts'
import type { WordPackage } from './word-package.ts'
import { child, children, descendants, value, type XmlElement } from './xml.ts'

export type Numbered = { readonly list: string | undefined; readonly level: number | undefined }

/** What the styles of a Word file say of its paragraphs and runs. */
export class Styles {
  readonly #styles: ReadonlyMap<string, XmlElement>
  readonly #defaults: XmlElement | undefined
  readonly #defaultParagraph: string | undefined
  readonly #themeFonts: ReadonlyMap<string, string>
  readonly #levels: ReadonlyMap<string, number>
  readonly #chains = new Map<string, readonly XmlElement[]>()

  constructor(file: WordPackage, parts: ReadonlyMap<string, string>) {
    const root = file.xml(parts.get('styles') ?? '')
    const styles = children(root, 'w:style')
    this.#styles = new Map(styles.map((style) => [style.attributes['w:styleId'] ?? '', style]))
    this.#defaults = child(child(root, 'w:docDefaults'), 'w:rPrDefault')
    this.#defaultParagraph = styles.find(
      ({ attributes }) => attributes['w:type'] === 'paragraph' && isOn(attributes['w:default'] ?? 'false'),
    )?.attributes['w:styleId']
    this.#themeFonts = themeFonts(file.xml(parts.get('theme') ?? ''))
    this.#levels = levelsOfStyles(file.text(parts.get('numbering') ?? ''))
  }

  /** The name as Word has it in every language, in small letters: `heading 1`, `toc 2`; the id of a style that is not there. */
  name(id: string | undefined): string {
    const known = id ?? this.#defaultParagraph ?? ''
    return (value(this.#styles.get(known), 'w:name') ?? known).toLowerCase()
  }

  has(id: string): boolean {
    return this.#styles.has(id)
  }

  /** 0 to 8 of the paragraph or its style; undefined for text. */
  outlineLevel(properties: XmlElement | undefined): number | undefined {
    const id = value(properties, 'w:pStyle')
    const own = value(properties, 'w:outlineLvl')
    const found = own ?? this.#find(id, (style) => value(child(style, 'w:pPr'), 'w:outlineLvl'))
    const level = Number(found ?? this.#headingLevel(id) ?? 9)
    return Number.isInteger(level) && level >= 0 && level < 9 ? level : undefined
  }

  #headingLevel(id: string | undefined): string | undefined {
    return this.#find(id, (style) => {
      const digit = /^heading ([1-9])$/i.exec(value(style, 'w:name') ?? '')?.[1]
      return digit === undefined ? undefined : String(Number(digit) - 1)
    })
  }

  numbering(properties: XmlElement | undefined): Numbered {
    const id = value(properties, 'w:pStyle')
    const own = child(properties, 'w:numPr')
    const styled = (name: string) =>
      this.#find(id, (style) => value(child(child(style, 'w:pPr'), 'w:numPr'), name))
    const level =
      value(own, 'w:ilvl') ?? styled('w:ilvl') ?? (id === undefined ? undefined : this.#levels.get(id))
    return {
      list: value(own, 'w:numId') ?? styled('w:numId'),
      level: level === undefined ? undefined : Number(level),
    }
  }

  alignment(properties: XmlElement | undefined): string {
    const id = value(properties, 'w:pStyle')
    return value(properties, 'w:jc') ?? this.#find(id, (style) => value(child(style, 'w:pPr'), 'w:jc')) ?? ''
  }

  /** Whether a run is so (`w:b`, `w:i`, `w:caps`) by itself, its character style or its paragraph's style. */
  toggle(name: string, run: XmlElement | undefined, paragraph: string | undefined): boolean {
    return (
      this.ownToggle(name, run) ??
      this.#find(paragraph, (style) => toggleOf(name, child(style, 'w:rPr'))) ??
      false
    )
  }

  /** As `toggle`, without the paragraph's style: what somebody emphasised, not what a heading looks like. */
  ownToggle(name: string, run: XmlElement | undefined): boolean | undefined {
    const style = value(run, 'w:rStyle')
    return toggleOf(name, run) ?? this.#find(style, (one) => toggleOf(name, child(one, 'w:rPr')))
  }

  /** `w:val` of what a run says itself or its character style says. */
  own(name: string, run: XmlElement | undefined): string | undefined {
    const style = value(run, 'w:rStyle')
    return value(run, name) ?? this.#find(style, (one) => value(child(one, 'w:rPr'), name))
  }

  /** The font that shows the letters of Western codes in a run. */
  font(run: XmlElement | undefined, paragraph: string | undefined): string {
    const styleFont = (style: XmlElement) => this.#fontOf(child(style, 'w:rPr'))
    return (
      this.#fontOf(run) ??
      this.#find(value(run, 'w:rStyle'), styleFont) ??
      this.#find(paragraph ?? this.#defaultParagraph, styleFont) ??
      this.#fontOf(child(this.#defaults, 'w:rPr')) ??
      ''
    )
  }

  #fontOf(properties: XmlElement | undefined): string | undefined {
    const fonts = child(properties, 'w:rFonts')?.attributes
    if (!fonts) return undefined
    const theme = fonts['w:hAnsiTheme'] ?? fonts['w:asciiTheme']
    return (
      (theme === undefined ? undefined : this.#themeFonts.get(theme.slice(0, 5))) ??
      fonts['w:hAnsi'] ??
      fonts['w:ascii']
    )
  }

  #find<T>(id: string | undefined, read: (style: XmlElement) => T | undefined): T | undefined {
    for (const style of this.#chain(id ?? '')) {
      const found = read(style)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** A style and those it is based on, the nearest first; a file may well base two on each other. */
  #chain(id: string): readonly XmlElement[] {
    const known = this.#chains.get(id)
    if (known) return known
    const chain: XmlElement[] = []
    for (let style = this.#styles.get(id); style && chain.length < 20;) {
      chain.push(style)
      style = this.#styles.get(value(style, 'w:basedOn') ?? '')
    }
    this.#chains.set(id, chain)
    return chain
  }
}

function toggleOf(name: string, properties: XmlElement | undefined): boolean | undefined {
  const found = child(properties, name)
  return found && isOn(found.attributes['w:val'] ?? 'true')
}

function isOn(written: string): boolean {
  return !['false', '0', 'off', 'none'].includes(written)
}

/** By the first five letters of what runs call them: `minor`, `major`. */
function themeFonts(theme: XmlElement | undefined): Map<string, string> {
  const fonts = new Map<string, string>()
  if (!theme) return fonts
  for (const kind of ['minor', 'major']) {
    const latin = child(descendants(theme, `a:${kind}Font`)[0], 'a:latin')?.attributes['typeface']
    if (latin) fonts.set(kind, latin)
  }
  return fonts
}
