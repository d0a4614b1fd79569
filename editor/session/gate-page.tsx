import type { ReactNode } from 'react'

import { useText } from '../i18n/text.tsx'
import { LanguageSwitch } from '../language-switch.tsx'
import { Mark } from '../mark.tsx'

/** The plain page before anybody is known: one card in the middle. */
export function GatePage({ title, children }: { title: string; children: ReactNode }) {
  const { app } = useText()
  return (
    <div className="gate">
      <header className="gate-language">
        <LanguageSwitch />
      </header>
      <main className="gate-card">
        <p className="gate-name">
          <Mark />
          <span>
            <strong>{app.name}</strong>
            <br />
            <span className="gate-tagline">{app.tagline}</span>
          </span>
        </p>
        <h1 className="gate-title">{title}</h1>
        {children}
      </main>
    </div>
  )
}
