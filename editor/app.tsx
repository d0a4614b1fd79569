import { lazy, Suspense } from 'react'
import { BrowserRouter, Route, Routes } from 'react-router'

import { CrashGround } from './crash-ground.tsx'
import { TextProvider, useText } from './i18n/text.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import { ExpiredSessionDialog } from './session/expired-session-dialog.tsx'
import { SessionProvider } from './session/session.tsx'
import { SetupPage } from './session/setup-page.tsx'
import { SignedIn } from './session/signed-in.tsx'
import { SignInPage } from './session/sign-in-page.tsx'
import { Waiting } from './ui/spinner.tsx'
import { ToastGround } from './ui/toast.tsx'
import { TooltipGround } from './ui/tooltip.tsx'

// The sign-in page is what an old PC loads first: everything behind it comes later.
const ReportListPage = lazy(() => import('./reports/report-list-page.tsx'))
const NewReportPage = lazy(() => import('./reports/new-report-page.tsx'))
const DraftPage = lazy(() => import('./draft/draft-page.tsx'))

export function App() {
  return (
    <TextProvider>
      <CrashGround>
        <SessionProvider>
          <Grounds />
        </SessionProvider>
      </CrashGround>
    </TextProvider>
  )
}

function Grounds() {
  const { app } = useText()
  return (
    <TooltipGround>
      <ToastGround label={app.notifications} dismissLabel={app.dismiss}>
        <BrowserRouter>
          <Suspense fallback={<Waiting label={app.loading} stillLabel={app.stillWorking} />}>
            <Pages />
          </Suspense>
          <ExpiredSessionDialog />
        </BrowserRouter>
      </ToastGround>
    </TooltipGround>
  )
}

function Pages() {
  return (
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
  )
}
