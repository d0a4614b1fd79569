import { History } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { FormEvent } from 'react'

import type { ReportConnection } from '../draft/connection/connection.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { saveVersion } from '../rest/versions.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { whenSaved } from './when-saved.ts'

type SaveVersionProps = {
  readonly reportId: string
  readonly save: ReportConnection['save']
  readonly onSaved: () => void
}

type State =
  | { readonly state: 'closed' | 'open' | 'saving' | 'not-saved' }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'saved'; readonly number: number; readonly name: string }

/** Keeps what the report says now as a version with a name, to be exported again whatever becomes of the text. */
export function SaveVersion({ reportId, save, onSaved }: SaveVersionProps) {
  const { exporting: text } = useText()
  const [state, setState] = useState<State>({ state: 'closed' })
  const running = useRef<AbortController>(null)
  const opener = useRef<HTMLButtonElement>(null)
  useEffect(() => () => running.current?.abort(), [])

  const handleSave = async (name: string) => {
    const stop = new AbortController()
    running.current = stop
    setState({ state: 'saving' })
    try {
      // What was typed a moment ago belongs to it.
      if ((await whenSaved(save, stop.signal)) !== 'saved') return setState({ state: 'not-saved' })
      const { number } = await saveVersion(reportId, name, stop.signal)
      setState({ state: 'saved', number, name })
      onSaved()
    } catch (error) {
      if (!stop.signal.aborted) setState({ state: 'failed', error })
    }
  }
  const handleClose = () => {
    running.current?.abort()
    setState({ state: 'closed' })
  }
  // The button comes back where the field was: so does the focus.
  const isClosed = state.state === 'closed' || state.state === 'saved'
  const wasOpen = useRef(false)
  useEffect(() => {
    if (isClosed && wasOpen.current) opener.current?.focus()
    wasOpen.current = !isClosed
  }, [isClosed])

  if (!isClosed) return <NameForm state={state} onSave={handleSave} onClose={handleClose} />
  return (
    <div className="export-version">
      <Button kind="quiet" ref={opener} onClick={() => setState({ state: 'open' })}>
        <History size={16} aria-hidden="true" />
        {text.saveVersion}
      </Button>
      <p className="field-hint" role="status">
        {state.state === 'saved' && text.versionSaved(state.number, state.name)}
      </p>
    </div>
  )
}

type NameFormProps = {
  readonly state: State
  readonly onSave: (name: string) => Promise<void>
  readonly onClose: () => void
}

function NameForm({ state, onSave, onClose }: NameFormProps) {
  const words = useText()
  const { exporting: text, app } = words
  const { language } = useLanguage()
  const [name, setName] = useState('')
  const [isEmpty, setEmpty] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const isSaving = state.state === 'saving'
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (isSaving) return
    setEmpty(name.trim() === '')
    if (name.trim() === '') field.current?.focus()
    else void onSave(name.trim())
  }
  const error = () => {
    if (isEmpty) return text.versionNameMissing
    if (state.state === 'not-saved') return text.versionNotSaved
    return state.state === 'failed' ? errorSentence(state.error, words, language) : undefined
  }
  return (
    <form className="export-version" onSubmit={handleSubmit}>
      <Field label={text.versionNamed} hint={text.versionHint} error={error()}>
        {(control) => (
          <input
            {...control}
            ref={field}
            className="input"
            value={name}
            maxLength={200}
            placeholder={text.versionExample}
            onChange={(event) => {
              setEmpty(false)
              setName(event.target.value)
            }}
          />
        )}
      </Field>
      <div className="export-version-acts">
        <Button type="submit" busy={isSaving}>
          {text.saveVersionNow}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {app.cancel}
        </Button>
      </div>
    </form>
  )
}
