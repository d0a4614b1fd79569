import { lazy, Suspense } from 'react'
import { BrowserRouter, Route, Routes } from 'react-router'

import { CrashGround } from './crash-ground.tsx'
import { TextProvider, useText } from './i18n/text.tsx'
import { SessionProvider } from './session/session.tsx'
import { SetupPage } from './session/setup-page.tsx'
import { SignInPage } from './session/sign-in-page.tsx'
import { Waiting } from './ui/spinner.tsx'

// The sign-in page is what an old PC loads first: everything behind it comes later.
const SignedIn = lazy(() => import('./session/signed-in.tsx'))
const ReportListPage = lazy(() => import('./reports/report-list-page.tsx'))
const NewReportPage = lazy(() => import('./reports/new-report-page.tsx'))
const DraftPage = lazy(() => import('./draft/draft-page.tsx'))
const NotFoundPage = lazy(() => import('./not-found-page.tsx'))

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
        <Route element={<SignedIn />}>
          <Route path="/" element={<ReportListPage />} />
          <Route path="/bao-cao-moi" element={<NewReportPage />} />
          <Route path="/bao-cao/:reportId" element={<DraftPage />} />
          <Route path="*" element={<NotFoundPage />} />
        </Route>
      </Routes>
    </Suspense>
  )
}
