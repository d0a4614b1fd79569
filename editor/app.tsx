import { Suspense } from 'react'
import { BrowserRouter, Navigate, Route, Routes } from 'react-router'

import { CrashGround } from './crash-ground.tsx'
import { TextProvider, useText } from './i18n/text.tsx'
import { pageCode } from './page-code.tsx'
import { SessionProvider } from './session/session.tsx'
import { SetupPage } from './session/setup-page.tsx'
import { SignInPage } from './session/sign-in-page.tsx'
import { Waiting } from './ui/spinner.tsx'

// The sign-in page is what an old PC loads first: everything behind it comes later.
const signedIn = pageCode(() => import('./session/signed-in.tsx'))
const reportList = pageCode(() => import('./reports/report-list-page.tsx'))
const newReport = pageCode(() => import('./reports/new-report-page.tsx'))
const draft = pageCode(() => import('./draft/draft-page.tsx'))
const account = pageCode(() => import('./session/account-page.tsx'))
const offices = pageCode(() => import('./admin/offices-page.tsx'))
const people = pageCode(() => import('./admin/people-page.tsx'))
const peopleImport = pageCode(() => import('./admin/import-page.tsx'))
const audit = pageCode(() => import('./admin/audit-page.tsx'))
const reportAudit = pageCode(() => import('./admin/report-audit-page.tsx'))
const notices = pageCode(() => import('./notices/notices-page.tsx'))
const register = pageCode(() => import('./register/register-page.tsx'))
const preview = pageCode(() => import('./preview/preview-page.tsx'))
const history = pageCode(() => import('./history/history-page.tsx'))
const progress = pageCode(() => import('./progress/progress-page.tsx'))
const contributions = pageCode(() => import('./contributions/contributions-page.tsx'))
const notFound = pageCode(() => import('./not-found-page.tsx'))

/** Loads what the page at `path` is drawn with; to be awaited before the first drawing. */
export async function loadAhead(path: string): Promise<void> {
  const page = path === '/' ? reportList : /^\/bao-cao\/[^/]+$/u.test(path) ? draft : undefined
  if (page) await Promise.all([signedIn.loadAhead(), page.loadAhead()])
}

export function App() {
  return (
    <TextProvider>
      <CrashGround>
        <SessionProvider>
          <BrowserRouter>
            <Pages />
          </BrowserRouter>
        </SessionProvider>
      </CrashGround>
    </TextProvider>
  )
}

function Pages() {
  const { app } = useText()
  return (
    <Suspense fallback={<Waiting label={app.loading} stillLabel={app.stillWorking} />}>
      <Routes>
        <Route path="/dang-nhap" element={<SignInPage />} />
        <Route path="/thiet-lap" element={<SetupPage />} />
        <Route element={<signedIn.Page />}>
          <Route path="/" element={<reportList.Page />} />
          <Route path="/bao-cao-moi" element={<newReport.Page />} />
          <Route path="/bao-cao/:reportId" element={<draft.Page />} />
          <Route path="/bao-cao/:reportId/nhat-ky" element={<reportAudit.Page />} />
          <Route path="/bao-cao/:reportId/gop-y" element={<register.Page />} />
          <Route path="/bao-cao/:reportId/xem-truoc" element={<preview.Page />} />
          <Route path="/bao-cao/:reportId/phien-ban" element={<history.Page />} />
          <Route path="/bao-cao/:reportId/tien-do" element={<progress.Page />} />
          <Route path="/bao-cao/:reportId/bao-cao-co-quan" element={<contributions.Page />} />
          <Route path="/thong-bao" element={<notices.Page />} />
          <Route path="/tai-khoan" element={<account.Page />} />
          <Route path="/quan-tri" element={<Navigate to="/quan-tri/co-quan" replace />} />
          <Route path="/quan-tri/co-quan" element={<offices.Page />} />
          <Route path="/quan-tri/nguoi-dung" element={<people.Page />} />
          <Route path="/quan-tri/nguoi-dung/nhap-tep" element={<peopleImport.Page />} />
          <Route path="/quan-tri/nhat-ky" element={<audit.Page />} />
          <Route path="*" element={<notFound.Page />} />
        </Route>
      </Routes>
    </Suspense>
  )
}
