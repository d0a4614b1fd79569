import { Navigate, useLocation } from 'react-router'

import { useText } from '../i18n/text.tsx'
import { usePageTitle } from '../page-title.ts'
import { destination } from './destination.ts'
import { GatePage } from './gate-page.tsx'
import { useSession } from './session.tsx'
import { SignInForm } from './sign-in-form.tsx'

export function SignInPage() {
  const { session: text } = useText()
  const { session } = useSession()
  const location = useLocation()
  usePageTitle(text.title)

  if (session.state === 'signed-in') return <Navigate to={destination(location.search)} replace />
  return (
    <GatePage title={text.title}>
      {/* Signing in changes the session, and this page then leads on. */}
      <SignInForm onDone={() => {}} />
      <p className="gate-help">{text.help}</p>
    </GatePage>
  )
}
