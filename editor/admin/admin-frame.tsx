import type { ReactNode } from 'react'
import { NavLink } from 'react-router'

import { Frame } from '../frame.tsx'
import { useText } from '../i18n/text.tsx'
import NotFoundPage from '../not-found-page.tsx'
import { usePageTitle } from '../page-title.ts'
import { useMe } from '../session/session.tsx'
import './admin.css'

/** Around the pages of administrators; for anybody else there is no such page. */
export function AdminFrame({ title, children }: { title: string; children: ReactNode }) {
  const me = useMe()
  return me.admin ? <Inside title={title}>{children}</Inside> : <NotFoundPage />
}

function Inside({ title, children }: { title: string; children: ReactNode }) {
  const { admin } = useText()
  usePageTitle(title)
  return (
    <Frame>
      <nav className="tabs" aria-label={admin.tabs}>
        <NavLink to="/quan-tri/co-quan">{admin.offices}</NavLink>
        <NavLink to="/quan-tri/nguoi-dung">{admin.people}</NavLink>
        <NavLink to="/quan-tri/nhat-ky">{admin.audit}</NavLink>
      </nav>
      {children}
    </Frame>
  )
}
