import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { CATALOGUES } from '../../editor/i18n/catalogue.ts'

/** What axe finds serious or critical on the page as it is now. */
export async function violations(page: Page): Promise<string[]> {
  // Entrances fade in: their colours count when they have arrived.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))),
  )
  const { violations: found } = await new AxeBuilder({ page }).analyze()
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

/** Everything a person can see or hear on the page, but for the sheet, which is Vietnamese in every language. */
export function words(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: (string | null)[] = [document.title]
    const outside = (element: Element) => element.closest('.sheet, [hidden], script, style') === null
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const { parentElement, textContent } = walker.currentNode
      if (parentElement && outside(parentElement)) found.push(textContent)
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
      if (!outside(element)) continue
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) found.push(element.getAttribute(name))
    }
    return found.map((text) => (text ?? '').trim()).filter((text) => text !== '')
  })
}

type Language = keyof typeof CATALOGUES

/** Which of these texts are sentences of a language that the page is not in. */
export function foreign(texts: readonly string[], wrong: Language, right: Language): string[] {
  const own = new Set(sentences(CATALOGUES[right]))
  // The switch names each language in itself.
  const others = new Set(sentences(CATALOGUES[wrong]).filter((sentence) => !own.has(sentence)))
  const english = /\b(?:the|and|of|with|close|save|open|delete|cancel|loading|user|member|section|report)\b/iu
  return texts.filter((text) => others.has(text) || (wrong === 'en' && english.test(text)))
}

function sentences(catalogue: object): string[] {
  return Object.values(catalogue).flatMap((value: unknown) => {
    if (typeof value === 'string') return [value]
    return typeof value === 'object' && value !== null ? sentences(value) : []
  })
}
