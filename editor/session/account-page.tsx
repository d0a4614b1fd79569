import { useState } from 'react'
import { useNavigate } from 'react-router'

import { Frame } from '../frame.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { signOutEverywhere } from '../rest/account.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { usePageTitle } from '../page-title.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/dialog.tsx'
import { Note } from '../ui/note.tsx'
import { useToast } from '../ui/toast.tsx'
import { NoticeSettingsCard } from './notice-settings.tsx'
import { PasswordForm } from './password-form.tsx'
import { useMe, useSession } from './session.tsx'

/** Who one is here, one's password, where notices go, and the end of every session. */
export default function AccountPage() {
  const { app, session: text } = useText()
  const me = useMe()
  const toast = useToast()
  usePageTitle(text.accountTitle)
  return (
    <Frame>
      <div className="page-head">
        <h1>{text.accountTitle}</h1>
      </div>
      <div className="account">
        <div className="account-column">
          <section className="card account-card" aria-labelledby="account-who">
            <h2 id="account-who">{me.name}</h2>
            <dl className="account-facts">
              <dt>{text.username}</dt>
              <dd>{me.username}</dd>
              <dt>{text.office}</dt>
              <dd>{me.office?.name ?? text.noOffice}</dd>
              {me.admin && (
                <>
                  <dt>{text.rights}</dt>
                  <dd>{app.admin}</dd>
                </>
              )}
            </dl>
            <p className="quiet">{text.accountHint}</p>
            <EverywhereButton />
          </section>
          <NoticeSettingsCard />
        </div>
        <section className="card account-card" aria-labelledby="account-password">
          <h2 id="account-password">{text.changePassword}</h2>
          <p className="quiet">{text.changePasswordIntro}</p>
          <PasswordForm known="password" onDone={() => toast(text.passwordChanged, 'good')} />
        </section>
      </div>
    </Frame>
  )
}

function EverywhereButton() {
  const text = useText()
  const { language } = useLanguage()
  const { reload } = useSession()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const [failure, setFailure] = useState<unknown>()

  const handleLeave = () => {
    setAsking(false)
    signOutEverywhere().then(() => {
      reload()
      return navigate('/dang-nhap')
    }, setFailure)
  }
  return (
    <>
      {failure !== undefined && <Note tone="danger">{errorSentence(failure, text, language)}</Note>}
      <Button onClick={() => setAsking(true)}>{text.session.everywhere}</Button>
      <Confirm
        open={asking}
        title={text.session.everywhereTitle}
        body={text.session.everywhereBody}
        confirmLabel={text.session.everywhere}
        cancelLabel={text.app.cancel}
        onConfirm={handleLeave}
        onCancel={() => setAsking(false)}
      />
    </>
  )
}
