import { Eye, EyeOff } from 'lucide-react'
import { useRef, useState } from 'react'
import type { FormEvent, KeyboardEvent } from 'react'

import { errorSentence } from '../rest/error-sentence.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import type { FieldControl } from '../ui/field.tsx'
import { Note } from '../ui/note.tsx'
import { useSession } from './session.tsx'

type SignInFormProps = {
  /** Signing in again as the same person. */
  readonly username?: string
  readonly onDone: () => void
}

export function SignInForm({ username = '', onDone }: SignInFormProps) {
  const text = useText()
  const { session } = text
  const { language } = useLanguage()
  const { signIn } = useSession()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const [missing, setMissing] = useState<'username' | 'password'>()
  const nameRef = useRef<HTMLInputElement>(null)
  const passwordRef = useRef<HTMLInputElement>(null)

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    const name = nameRef.current?.value ?? ''
    const password = passwordRef.current?.value ?? ''
    setFailure(undefined)
    setMissing(name.trim() ? (password ? undefined : 'password') : 'username')
    if (!name.trim()) return nameRef.current?.focus()
    if (!password) return passwordRef.current?.focus()
    setBusy(true)
    signIn(name, password).then(onDone, (error: unknown) => {
      setBusy(false)
      setFailure(error)
      passwordRef.current?.select()
    })
  }

  return (
    <form className="sign-in-form" onSubmit={handleSubmit} noValidate>
      {failure !== undefined && <Note tone="danger">{errorSentence(failure, text, language)}</Note>}
      <Field label={session.username} error={missing === 'username' ? session.usernameMissing : undefined}>
        {(control) => (
          <input
            {...control}
            ref={nameRef}
            className="input"
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            defaultValue={username}
            autoFocus={!username}
          />
        )}
      </Field>
      <PasswordField
        label={session.password}
        error={missing === 'password' ? session.passwordMissing : undefined}
        inputRef={passwordRef}
        autoComplete="current-password"
        firstFocus={Boolean(username)}
      />
      <Button kind="primary" type="submit" busy={busy}>
        {busy ? session.submitting : session.submit}
      </Button>
    </form>
  )
}

type PasswordFieldProps = {
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly inputRef: React.RefObject<HTMLInputElement | null>
  readonly autoComplete: 'current-password' | 'new-password'
  /** The dialog that it stands in begins here. */
  readonly firstFocus?: boolean
}

/** A password that can be looked at, and that tells when Caps Lock or a Telex keyboard spoils it. */
export function PasswordField({ inputRef, ...props }: PasswordFieldProps) {
  const { session } = useText()
  const [shown, setShown] = useState(false)
  const [warning, setWarning] = useState<'caps' | 'accents'>()

  const handleKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.getModifierState('CapsLock')) return setWarning('caps')
    // Telex and VNI turn "aa" into "â": a password typed blind is then another one.
    setWarning(/[^\u0020-\u007e]/u.test(event.currentTarget.value) ? 'accents' : undefined)
  }

  const input = (control: FieldControl) => (
    <div className="input-with-button">
      <input
        {...control}
        ref={inputRef}
        className="input"
        name={props.autoComplete}
        type={shown ? 'text' : 'password'}
        autoComplete={props.autoComplete}
        data-first-focus={props.firstFocus || undefined}
        spellCheck={false}
        onKeyUp={handleKey}
        onKeyDown={handleKey}
        onBlur={() => setWarning(undefined)}
      />
      <IconButton
        label={shown ? session.hidePassword : session.showPassword}
        onClick={() => setShown(!shown)}
        aria-pressed={shown}
      >
        {shown ? <EyeOff size={18} aria-hidden="true" /> : <Eye size={18} aria-hidden="true" />}
      </IconButton>
    </div>
  )
  return (
    <div>
      <Field label={props.label} hint={props.hint} error={props.error}>
        {input}
      </Field>
      <p className="password-warning" role="status">
        {warning === 'caps' && session.capsLock}
        {warning === 'accents' && session.telexHint}
      </p>
    </div>
  )
}
