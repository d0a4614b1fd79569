import { useState } from 'react'
import type { FormEvent } from 'react'

import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { remind } from '../rest/progress.ts'
import { useWork } from '../rest/use-work.ts'
import { OfficeDot } from '../sections/assign-dialog.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Note } from '../ui/note.tsx'
import { useToast } from '../ui/toast.tsx'
import { waitingOf } from './office-progress.tsx'
import type { OfficeOnBoard } from './office-progress.tsx'

type RemindDialogProps = {
  readonly reportId: string
  readonly offices: readonly OfficeOnBoard[]
  /** Those that are ticked to begin with. */
  readonly first: readonly string[]
  readonly onDone: () => void
  readonly onClose: () => void
}

/** A word to those who write for one office or several. */
export function RemindDialog({ reportId, offices, first, onDone, onClose }: RemindDialogProps) {
  const text = useText()
  const { progress: words } = text
  const { language } = useLanguage()
  const toast = useToast()
  const { busy, failure, run } = useWork()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(first))
  const [said, setSaid] = useState('')
  const [missing, setMissing] = useState(false)

  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
    setMissing(false)
  }
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    setMissing(chosen.size === 0)
    if (busy || chosen.size === 0) return
    run(remind(reportId, { officeIds: [...chosen], text: said.trim().normalize('NFC') }), (people) => {
      toast(words.remindDone(people), 'good')
      onDone()
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.remindTitle}
      intro={words.remindIntro}
      closeLabel={text.app.close}
      width="34rem"
    >
      <form className="dialog-form" onSubmit={handleSubmit} noValidate>
        <fieldset className="assign">
          <legend className="field-label">{text.rights.offices}</legend>
          <ul className="assign-list">
            {offices.map((office) => (
              <li key={office.id}>
                <label className="assign-choice">
                  <input type="checkbox" checked={chosen.has(office.id)} onChange={() => toggle(office.id)} />
                  <span>
                    <OfficeDot office={office} /> {office.shortName}
                    <span className="assign-hint">
                      {waitingOf(office) > 0 ? words.remindWaiting(waitingOf(office)) : words.remindNone}
                    </span>
                  </span>
                </label>
              </li>
            ))}
          </ul>
          {missing && (
            <p className="field-error" role="alert">
              {words.remindChoose}
            </p>
          )}
        </fieldset>
        <Field label={words.remindText} hint={words.remindHint}>
          {(control) => (
            <textarea
              {...control}
              className="input board-reason-field"
              value={said}
              maxLength={1000}
              placeholder={words.remindExample}
              data-first-focus
              onChange={(event) => setSaid(event.target.value)}
            />
          )}
        </Field>
        {failure !== undefined && <Note tone="danger">{errorSentence(failure, text, language)}</Note>}
        <div className="dialog-actions">
          <Button onClick={onClose}>{text.app.cancel}</Button>
          <Button kind="primary" type="submit" busy={busy}>
            {words.remindSend}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
