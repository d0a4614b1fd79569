import { useEffect } from 'react'

import { useText } from './i18n/text.tsx'

/** Names the browser's tab: what is open first, the product last. */
export function usePageTitle(title: string): void {
  const { app } = useText()
  useEffect(() => {
    document.title = title ? `${title} – ${app.name}` : app.name
  }, [title, app.name])
}
