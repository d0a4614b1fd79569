import { LogIn } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Navigate, useLocation } from 'react-router'

import { ERRORS } from '../../report/wire/errors.ts'
import { fetchProviders, singleSignOnPath } from '../rest/session.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { usePageTitle } from '../page-title.ts'
import { Note } from '../ui/note.tsx'
import { destination } from './destination.ts'
import { GatePage } from './gate-page.tsx'
import { useSession } from './session.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { signOnFailure } from './sign-on-failure.ts'

export function SignInPage() {
  const { session: text } = useText()
  const { language } = useLanguage()
  const { session } = useSession()
  const { search } = useLocation()
  const wanted = destination(search)
  const failure = signOnFailure(search)
  usePageTitle(text.title)

  if (session.state === 'signed-in' || session.state === 'password-due')
    return <Navigate to={wanted} replace />
  return (
    <GatePage title={text.title}>
      {failure && <Note tone="danger">{ERRORS[failure][language]}</Note>}
      <SingleSignOn wanted={wanted} />
      {/* Signing in changes the session, and this page then leads on. */}
      <SignInForm onDone={() => {}} />
      <p className="gate-help">{text.help}</p>
    </GatePage>
  )
}

/** The province's own system, where there is one. Name and password stay: whoever is not in that system needs them. */
function SingleSignOn({ wanted }: { wanted: string }) {
  const { session: text } = useText()
  const name = useSingleSignOn()
  if (name === undefined) return null
  return (
    <>
      <a className="button" href={singleSignOnPath(wanted)}>
        <LogIn size={16} aria-hidden="true" />
        {text.signInWith(name)}
      </a>
      <p className="gate-or">{text.orWithPassword}</p>
    </>
  )
}

function useSingleSignOn(): string | undefined {
  const [name, setName] = useState<string>()
  useEffect(() => {
    const stop = new AbortController()
    fetchProviders(stop.signal).then(
      ({ oidc }) => setName(oidc?.name),
      // Without an answer there is no button, and signing in with a password will say what is wrong.
      () => undefined,
    )
    return () => stop.abort()
  }, [])
  return name
}
