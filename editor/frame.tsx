import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { AccountMenu } from './session/account-menu.tsx'
import { useMe } from './session/session.tsx'
import { useText } from './i18n/text.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { Mark } from './mark.tsx'
import { Bell } from './notices/bell.tsx'

/** The quiet frame around every page but the drafting one. */
export function Frame({ children }: { children: ReactNode }) {
  const { app } = useText()
  const me = useMe()
  return (
    <div className="frame">
      <a className="skip-link" href="#main">
        {app.skipToContent}
      </a>
      <header className="frame-head">
        <Link className="frame-name" to="/">
          <Mark />
          {app.name}
        </Link>
        {me.admin && (
          <Link className="frame-link" to="/quan-tri">
            {app.admin}
          </Link>
        )}
        <LanguageSwitch />
        <Bell />
        <AccountMenu />
      </header>
      <main id="main" className="frame-main" tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}
