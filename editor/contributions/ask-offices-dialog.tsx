import { useState } from 'react'
import type { FormEvent } from 'react'

import { useLanguage, useText } from '../i18n/text.tsx'
import { askOffices } from '../rest/contributions.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { useOffices } from '../rest/offices.ts'
import { useWork } from '../rest/use-work.ts'
import { matches } from '../sections/find-text.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Note } from '../ui/note.tsx'
import { useToast } from '../ui/toast.tsx'

type AskOfficesDialogProps = {
  readonly reportId: string
  readonly first: readonly string[]
  readonly onClose: () => void
  readonly onSaved: () => void
}

/** Which offices are asked for a report of their own. */
export function AskOfficesDialog({ reportId, first, onClose, onSaved }: AskOfficesDialogProps) {
  const text = useText()
  const { contributions: words } = text
  const { language } = useLanguage()
  const toast = useToast()
  const offices = useOffices()
  const { busy, failure, run } = useWork()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(first))
  const [wanted, setWanted] = useState('')
  const found = offices.filter(({ name, shortName }) => matches(name, wanted) || matches(shortName, wanted))
  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    run(askOffices(reportId, [...chosen]), () => {
      toast(words.chooseSaved(chosen.size), 'good')
      onSaved()
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.chooseTitle}
      intro={words.chooseIntro}
      closeLabel={text.app.close}
    >
      <form className="dialog-form" onSubmit={handleSubmit} noValidate>
        <Field label={words.chooseFind}>
          {(control) => (
            <input
              {...control}
              className="input"
              type="search"
              value={wanted}
              data-first-focus
              onChange={(event) => setWanted(event.target.value)}
            />
          )}
        </Field>
        <ul className="assign-list">
          {found.map(({ id, name }) => (
            <li key={id}>
              <label className="assign-choice">
                <input type="checkbox" checked={chosen.has(id)} onChange={() => toggle(id)} />
                <span>{name}</span>
              </label>
            </li>
          ))}
        </ul>
        {failure !== undefined && <Note tone="danger">{errorSentence(failure, text, language)}</Note>}
        <div className="dialog-actions">
          <span className="quiet" role="status">
            {words.chosen(chosen.size)}
          </span>
          <Button onClick={onClose}>{text.app.cancel}</Button>
          <Button kind="primary" type="submit" busy={busy}>
            {words.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
