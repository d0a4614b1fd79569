import { useRef, useState } from 'react'
import type { FormEvent } from 'react'

import type { Version } from '../../report/wire/paper.ts'
import { sayExactly } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { useWork } from '../rest/use-work.ts'
import { nameVersion, saveVersion } from '../rest/versions.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'

type SaveDialogProps = {
  readonly reportId: string
  /** The automatic version that gets the name; what the report says now where there is none. */
  readonly version?: Version | undefined
  readonly onSaved: (version: Version) => void
  readonly onClose: () => void
}

/** Gives a name to what the report says now, or said in an automatic version, and keeps it. */
export function SaveDialog({ reportId, version, onSaved, onClose }: SaveDialogProps) {
  const words = useText()
  const { history: text, app } = words
  const { language } = useLanguage()
  const [name, setName] = useState('')
  const [isEmpty, setEmpty] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const { busy, failure, run } = useWork()
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    const given = name.trim().normalize('NFC')
    setEmpty(given === '')
    if (given === '') field.current?.focus()
    else run(version ? nameVersion(reportId, version.id, given) : saveVersion(reportId, given), onSaved)
  }
  const error = isEmpty
    ? text.saveMissing
    : failure === undefined
      ? undefined
      : errorSentence(failure, words, language)
  return (
    <Dialog
      open
      onClose={onClose}
      title={version ? text.nameTitle(sayExactly(version.at, language)) : text.saveTitle}
      closeLabel={app.close}
    >
      <form className="history-form" onSubmit={handleSubmit}>
        <Field label={text.saveName} hint={version ? text.nameHint : text.saveHint} error={error}>
          {(control) => (
            <input
              {...control}
              ref={field}
              data-first-focus
              className="input"
              value={name}
              maxLength={200}
              placeholder={text.saveExample}
              onChange={(event) => {
                setEmpty(false)
                setName(event.target.value)
              }}
            />
          )}
        </Field>
        <div className="dialog-actions">
          <Button onClick={onClose}>{app.cancel}</Button>
          <Button type="submit" kind="primary" busy={busy}>
            {version ? text.give : text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
