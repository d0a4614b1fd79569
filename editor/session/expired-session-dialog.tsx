import { useNavigate } from 'react-router'

import { useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { signInPath } from './destination.ts'
import { useSession } from './session.tsx'
import { SignInForm } from './sign-in-form.tsx'

/** The session ended under somebody's hands: sign in again over the page, so that nothing on it is lost. */
export function ExpiredSessionDialog() {
  const text = useText()
  const { session, signOut } = useSession()
  const navigate = useNavigate()
  if (session.state !== 'expired') return null

  const leave = () => {
    // The session is over already; leaving needs no answer from the server.
    signOut().catch(() => window.location.assign(signInPath('/')))
    void navigate(signInPath('/'))
  }
  return (
    <Dialog
      open
      binding
      onClose={() => {}}
      title={text.session.expiredTitle}
      intro={text.session.expiredBody}
      closeLabel={text.app.close}
      width="26rem"
    >
      <p>{text.session.signedInAs(session.me.name)}</p>
      <SignInForm username={session.me.username} onDone={() => {}} />
      <p className="gate-help">{text.session.expiredHelp}</p>
      <Button kind="quiet" onClick={leave}>
        {text.session.otherAccount}
      </Button>
    </Dialog>
  )
}
