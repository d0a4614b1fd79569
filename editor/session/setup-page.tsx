import { useRef, useState } from 'react'
import type { FormEvent } from 'react'
import { useLocation, useNavigate } from 'react-router'

import { errorSentence } from '../rest/error-sentence.ts'
import { setUp } from '../rest/session.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { usePageTitle } from '../page-title.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Note } from '../ui/note.tsx'
import { GatePage } from './gate-page.tsx'
import { checkSetup } from './setup-form.ts'
import type { SetupProblem } from './setup-form.ts'
import { useSession } from './session.tsx'
import { PasswordField } from './sign-in-form.tsx'

/** The page behind the one-time link of the first start: `/thiet-lap?ma=TOKEN`. */
export function SetupPage() {
  const { session: text } = useText()
  const token = new URLSearchParams(useLocation().search).get('ma') ?? ''
  usePageTitle(text.setupTitle)
  return (
    <GatePage title={text.setupTitle}>
      {token ? <SetupForm token={token} /> : <Note tone="warning">{text.setupNoToken}</Note>}
    </GatePage>
  )
}

function SetupForm({ token }: { token: string }) {
  const text = useText()
  const { language } = useLanguage()
  const navigate = useNavigate()
  const { reload } = useSession()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const [problem, setProblem] = useState<SetupProblem>()
  const name = useRef<HTMLInputElement>(null)
  const username = useRef<HTMLInputElement>(null)
  const password = useRef<HTMLInputElement>(null)
  const again = useRef<HTMLInputElement>(null)

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    const entered = {
      name: name.current?.value ?? '',
      username: username.current?.value ?? '',
      password: password.current?.value ?? '',
      again: again.current?.value ?? '',
    }
    const checked = checkSetup(entered)
    setFailure(undefined)
    setProblem(checked.problem)
    if (checked.problem) return { name, username, password, again }[checked.problem.field].current?.focus()
    setBusy(true)
    setUp({ token, ...checked.account }).then(
      () => {
        // The answer has signed the new administrator in.
        reload()
        return navigate('/', { replace: true })
      },
      (error: unknown) => {
        setBusy(false)
        setFailure(error)
      },
    )
  }

  const errorOf = (field: SetupProblem['field']) =>
    problem?.field === field ? text.session[problem.sentence] : undefined

  return (
    <form className="sign-in-form" onSubmit={handleSubmit} noValidate>
      <p>{text.session.setupIntro}</p>
      {failure !== undefined && <Note tone="danger">{errorSentence(failure, text, language)}</Note>}
      <Field label={text.session.setupName} error={errorOf('name')}>
        {(control) => <input {...control} ref={name} className="input" autoComplete="name" autoFocus />}
      </Field>
      <Field label={text.session.username} hint={text.session.setupUsernameHint} error={errorOf('username')}>
        {(control) => (
          <input
            {...control}
            ref={username}
            className="input"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </Field>
      <PasswordField
        label={text.session.password}
        hint={text.session.setupPasswordHint}
        error={errorOf('password')}
        inputRef={password}
        autoComplete="new-password"
      />
      <PasswordField
        label={text.session.setupPasswordAgain}
        error={errorOf('again')}
        inputRef={again}
        autoComplete="new-password"
      />
      <Button kind="primary" type="submit" busy={busy}>
        {busy ? text.session.setupSubmitting : text.session.setupSubmit}
      </Button>
    </form>
  )
}
