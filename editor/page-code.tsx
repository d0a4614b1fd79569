import { lazy, useState } from 'react'
import type { ComponentType } from 'react'

export type PageCode = {
  readonly Page: ComponentType
  /** Fetches the page's code before it is drawn. Never rejects: a failure is met again, and told, when it is drawn. */
  readonly loadAhead: () => Promise<void>
}

/**
 * A page whose code is fetched when it is first drawn, or ahead of that. Code that is already here is drawn at once: `lazy`
 * alone would show the waiting sign first, which React leaves on the screen for 300 ms however soon the page has come.
 */
export function pageCode(load: () => Promise<{ readonly default: ComponentType }>): PageCode {
  const Lazy = lazy(load)
  let loaded: ComponentType | undefined
  return {
    Page: function Page() {
      // Chosen once: a page is not drawn anew because its code has been loaded twice.
      const [Code] = useState<ComponentType>(() => loaded ?? Lazy)
      return <Code />
    },
    loadAhead: () =>
      load().then(
        (code) => {
          loaded = code.default
        },
        () => {},
      ),
  }
}
