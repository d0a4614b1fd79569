import { useNavigate } from 'react-router'

import { errorSentence } from '../rest/error-sentence.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { usePageTitle } from '../page-title.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useToast } from '../ui/toast.tsx'
import { GatePage } from './gate-page.tsx'
import { PasswordForm } from './password-form.tsx'
import { useMe, useSession } from './session.tsx'

/** Instead of every page, for whoever came in with a one-time code. */
export function PasswordDuePage() {
  const { session: text } = useText()
  const { session, passwordSet } = useSession()
  const me = useMe()
  usePageTitle(text.passwordDueTitle)
  return (
    <GatePage title={text.passwordDueTitle}>
      <p>{text.passwordDueIntro(me.name)}</p>
      <PasswordForm
        known="code"
        code={session.state === 'password-due' ? session.code : undefined}
        onDone={passwordSet}
      />
      <LeaveButton />
    </GatePage>
  )
}

/** The same over an open page, when its person had to come in again with a code. */
export function PasswordDueDialog() {
  const { app, session: text } = useText()
  const { session, passwordSet } = useSession()
  if (session.state !== 'password-due') return null
  return (
    <Dialog
      open
      binding
      onClose={() => {}}
      title={text.passwordDueTitle}
      intro={text.passwordDueOver}
      closeLabel={app.close}
      width="26rem"
    >
      <PasswordForm known="code" code={session.code} onDone={passwordSet} />
    </Dialog>
  )
}

function LeaveButton() {
  const text = useText()
  const { language } = useLanguage()
  const { signOut } = useSession()
  const navigate = useNavigate()
  const toast = useToast()
  const handleLeave = () => {
    signOut().then(
      () => navigate('/dang-nhap'),
      (error: unknown) =>
        toast(`${text.session.signOutFailed} ${errorSentence(error, text, language)}`, 'danger'),
    )
  }
  return (
    <Button kind="quiet" onClick={handleLeave}>
      {text.session.otherAccount}
    </Button>
  )
}
