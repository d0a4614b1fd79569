import { Navigate, useLocation } from 'react-router'

import { useText } from '../i18n/text.tsx'
import { usePageTitle } from '../page-title.ts'
import { Note } from '../ui/note.tsx'
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
  const said = readNotice(location.state)
  return (
    <GatePage title={text.title}>
      {said === 'setup-done' && <Note tone="good">{text.setupDone}</Note>}
      {/* Signing in changes the session, and this page then leads on. */}
      <SignInForm onDone={() => {}} />
      <p className="gate-help">{text.help}</p>
    </GatePage>
  )
}

/** What the page before wants said: history state is anybody's, so it is parsed. */
function readNotice(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null || !('notice' in state)) return undefined
  return typeof state.notice === 'string' ? state.notice : undefined
}
