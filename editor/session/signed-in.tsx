import { ServerOff } from 'lucide-react'
import { Navigate, Outlet, useLocation } from 'react-router'

import { errorSentence } from '../rest/error-sentence.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { NoticesProvider } from '../notices/notices.tsx'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Waiting } from '../ui/spinner.tsx'
import { ToastGround } from '../ui/toast.tsx'
import { TooltipGround } from '../ui/tooltip.tsx'
import { signInPath } from './destination.ts'
import { ExpiredSessionDialog } from './expired-session-dialog.tsx'
import { PasswordDueDialog, PasswordDuePage } from './password-due.tsx'
import { useSession } from './session.tsx'

/** The door: pages below it know who is there; others are led to sign in and back to where they wanted to go. */
export default function SignedIn() {
  const { session, reload } = useSession()
  const text = useText()
  const { language } = useLanguage()
  const location = useLocation()
  switch (session.state) {
    case 'loading':
      return <Waiting label={text.app.loading} stillLabel={text.app.stillWorking} />
    case 'failed':
      return (
        <main className="centre-page">
          <EmptyState
            icon={ServerOff}
            title={text.app.crashed}
            advice={errorSentence(session.error, text, language)}
            rank={1}
          >
            <Button kind="primary" onClick={reload}>
              {text.app.retry}
            </Button>
          </EmptyState>
        </main>
      )
    case 'signed-out':
      return <Navigate to={signInPath(location.pathname + location.search)} replace />
    case 'password-due':
      return session.over ? <Inside /> : <PasswordDuePage />
    case 'signed-in':
    case 'expired':
      return <Inside />
  }
}

/** What every page behind the door may use: tooltips, passing messages, and signing in again without leaving. */
function Inside() {
  const { app } = useText()
  return (
    <TooltipGround>
      <ToastGround label={app.notifications} dismissLabel={app.dismiss}>
        <NoticesProvider>
          <Outlet />
        </NoticesProvider>
        <ExpiredSessionDialog />
        <PasswordDueDialog />
      </ToastGround>
    </TooltipGround>
  )
}
