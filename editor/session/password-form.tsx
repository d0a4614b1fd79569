import { useRef, useState } from 'react'
import type { FormEvent } from 'react'

import { errorSentence } from '../rest/error-sentence.ts'
import { changePassword } from '../rest/account.ts'
import { ApiError } from '../rest/request.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Note } from '../ui/note.tsx'
import { checkPassword } from './check-password.ts'
import type { PasswordProblem } from './check-password.ts'
import { PasswordField } from './sign-in-form.tsx'

type PasswordFormProps = {
  /** What the person came in with, and so what they type first. */
  readonly known: 'code' | 'password'
  /** Just typed to sign in: not asked for again. */
  readonly code?: string | undefined
  readonly onDone: () => void
}

/** A new password of one's own, twice; the rules stand above it. */
export function PasswordForm({ known, code, onDone }: PasswordFormProps) {
  const text = useText()
  const { language } = useLanguage()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const [problem, setProblem] = useState<PasswordProblem>()
  const form = useRef<HTMLFormElement>(null)
  const current = useRef<HTMLInputElement>(null)
  const next = useRef<HTMLInputElement>(null)
  const again = useRef<HTMLInputElement>(null)

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    const entered = {
      current: code ?? current.current?.value ?? '',
      next: next.current?.value ?? '',
      again: again.current?.value ?? '',
    }
    const wrong = checkPassword(entered)
    setFailure(undefined)
    setProblem(wrong)
    if (wrong) return { current, next, again }[wrong.field].current?.focus()
    setBusy(true)
    changePassword({ current: entered.current, next: entered.next })
      .then(
        () => {
          form.current?.reset()
          onDone()
        },
        (error: unknown) => {
          setFailure(error)
          const field = isWrongCurrent(error) && code === undefined ? current : next
          field.current?.select()
        },
      )
      .finally(() => setBusy(false))
  }

  const errorOf = (field: PasswordProblem['field']) =>
    problem?.field === field ? text.session[problem.sentence] : undefined
  const isCode = known === 'code'
  return (
    <form className="sign-in-form" ref={form} onSubmit={handleSubmit} noValidate>
      {failure !== undefined && (
        <Note tone="danger">
          {isWrongCurrent(failure)
            ? isCode
              ? text.session.codeWrong
              : text.session.currentWrong
            : errorSentence(failure, text, language)}
        </Note>
      )}
      {code === undefined && (
        <PasswordField
          label={isCode ? text.session.code : text.session.currentPassword}
          hint={isCode ? text.session.codeHint : undefined}
          error={errorOf('current')}
          inputRef={current}
          autoComplete="current-password"
          firstFocus
        />
      )}
      <div className="password-rules">
        <p>{text.session.passwordRules}</p>
        <ul className="plain-list">
          {text.session.passwordRuleList.split('\n').map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
      </div>
      <PasswordField
        label={text.session.newPassword}
        error={errorOf('next')}
        inputRef={next}
        autoComplete="new-password"
        firstFocus={code !== undefined}
      />
      <PasswordField
        label={text.session.newPasswordAgain}
        error={errorOf('again')}
        inputRef={again}
        autoComplete="new-password"
      />
      <Button kind="primary" type="submit" busy={busy}>
        {busy ? text.session.settingPassword : text.session.setPassword}
      </Button>
    </form>
  )
}

function isWrongCurrent(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'wrong-credentials'
}
