import { useState } from 'react'
import type { FormEvent } from 'react'
import { z } from 'zod'

import { DIGESTS } from '../../report/wire/review.ts'
import type { NoticeSettings } from '../../report/wire/review.ts'
import { useWork } from '../rest/use-work.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { useLoad } from '../rest/load.ts'
import { changeNoticeSettings, fetchNoticeSettings } from '../rest/notices.ts'
import { Button } from '../ui/button.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import { Field } from '../ui/field.tsx'
import { Note } from '../ui/note.tsx'
import { Waiting } from '../ui/spinner.tsx'
import { useToast } from '../ui/toast.tsx'

/** Whether, how often and where one's unread notices are mailed. */
export function NoticeSettingsCard() {
  const text = useText()
  const { language } = useLanguage()
  const [loaded, reload] = useLoad(fetchNoticeSettings)
  return (
    <section className="card account-card" aria-labelledby="account-notices">
      <h2 id="account-notices">{text.notices.mail}</h2>
      {loaded.state === 'loading' && <Waiting label={text.app.loading} stillLabel={text.app.stillWorking} />}
      {loaded.state === 'failed' && (
        <>
          <Note tone="danger">
            {text.notices.settingsFailed}. {errorSentence(loaded.error, text, language)}
          </Note>
          <Button onClick={reload}>{text.app.retry}</Button>
        </>
      )}
      {loaded.state === 'ready' &&
        (loaded.value.available ? (
          <NoticeSettingsForm settings={loaded.value} />
        ) : (
          <p className="quiet">{text.notices.mailUnavailable}</p>
        ))}
    </section>
  )
}

function NoticeSettingsForm({ settings }: { settings: NoticeSettings }) {
  const text = useText()
  const { notices } = text
  const { language } = useLanguage()
  const toast = useToast()
  const work = useWork()
  const [email, setEmail] = useState(settings.email ?? '')
  const [digest, setDigest] = useState(settings.digest)
  const [problem, setProblem] = useState<string>()

  const handleSave = (event: FormEvent) => {
    event.preventDefault()
    if (work.busy) return
    const address = email.trim()
    const why =
      address === ''
        ? digest === 'off'
          ? undefined
          : notices.emailMissing
        : z.email().max(200).safeParse(address).success
          ? undefined
          : notices.emailInvalid
    setProblem(why)
    if (why !== undefined) return
    work.run(changeNoticeSettings({ email: address === '' ? null : address, digest }), () =>
      toast(notices.saved, 'good'),
    )
  }
  return (
    <>
      <p className="quiet">{notices.mailIntro}</p>
      <form className="sign-in-form" noValidate onSubmit={handleSave}>
        <Field label={notices.email} error={problem}>
          {(control) => (
            <input
              {...control}
              className="input"
              type="email"
              autoComplete="email"
              maxLength={200}
              value={email}
              onChange={(event) => {
                setEmail(event.target.value)
                setProblem(undefined)
              }}
            />
          )}
        </Field>
        <ChoiceField
          label={notices.digest}
          value={digest}
          options={DIGESTS.map((id) => ({ id, name: notices.digests[id] }))}
          onChange={setDigest}
        />
        {work.failure !== undefined && (
          <Note tone="danger">{errorSentence(work.failure, text, language)}</Note>
        )}
        <Button kind="primary" type="submit" busy={work.busy}>
          {work.busy ? notices.saving : notices.save}
        </Button>
      </form>
    </>
  )
}
