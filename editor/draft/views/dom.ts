type Attributes = Readonly<Record<string, string>>

/** An element with attributes and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

/** Writes only what changed: an untouched page needs no layout. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text
}

let drawn = 0
/** An id for `aria-labelledby` and the like, unique in this page. */
export function pageId(): string {
  drawn += 1
  return `cs-${drawn}`
}
