import { useState } from 'react'
import type { FormEvent } from 'react'

import type { Progress } from '../../report/wire/progress.ts'
import { sayDate } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { changeSettings } from '../rest/progress.ts'
import { useWork } from '../rest/use-work.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { DateField } from '../ui/date-field.tsx'
import { Note } from '../ui/note.tsx'
import { useToast } from '../ui/toast.tsx'
import { changedDates } from './changed-dates.ts'

type SettingsDialogProps = {
  readonly reportId: string
  readonly progress: Progress
  readonly onSaved: () => void
  readonly onClose: () => void
}

/** What day it is in an exercise, whether *trước ngày* includes the day, and the dates of the plan. */
export function SettingsDialog({ reportId, progress, onSaved, onClose }: SettingsDialogProps) {
  const text = useText()
  const { progress: words } = text
  const { language } = useLanguage()
  const toast = useToast()
  const { busy, failure, run } = useWork()
  const [exercise, setExercise] = useState(progress.settings.today !== null)
  const [today, setToday] = useState<string | undefined>(progress.settings.today ?? progress.today)
  const [inclusive, setInclusive] = useState(progress.settings.inclusive)
  const [dates, setDates] = useState<readonly (string | undefined)[]>(
    progress.milestones.map(({ date }) => date ?? ''),
  )
  const missing = exercise && today === ''
  const said = dates.filter((date) => date !== undefined)

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    // The fields say themselves what is wrong.
    if (busy || missing || said.length < dates.length || (exercise && today === undefined)) return
    const change = {
      today: exercise ? (today ?? null) : null,
      inclusive,
      dates: changedDates(progress.milestones, said),
    }
    run(changeSettings(reportId, change), () => {
      toast(words.settingsSaved, 'good')
      onSaved()
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.settingsTitle}
      intro={words.settingsIntro}
      closeLabel={text.app.close}
      width="36rem"
    >
      <form className="dialog-form board-settings" onSubmit={handleSubmit} noValidate>
        <label className="board-check">
          <input
            type="checkbox"
            data-first-focus
            checked={exercise}
            onChange={(event) => setExercise(event.target.checked)}
          />
          <span>
            {words.exerciseDay}
            <span className="field-hint">{words.exerciseHint}</span>
          </span>
        </label>
        {exercise && (
          <DateField
            label={words.today}
            error={missing ? words.todayMissing : undefined}
            text={text.app.dateForm}
            value={today}
            onChange={setToday}
          />
        )}
        <label className="board-check">
          <input
            type="checkbox"
            checked={inclusive}
            onChange={(event) => setInclusive(event.target.checked)}
          />
          <span>
            {words.inclusive}
            <span className="field-hint">{words.inclusiveHint}</span>
          </span>
        </label>
        <fieldset className="board-dates">
          <legend className="field-label">{words.dates}</legend>
          {progress.milestones.map(({ what, planned }, index) => (
            <DateField
              // The plan's list has one order.
              // oxlint-disable-next-line react/no-array-index-key
              key={index}
              label={what}
              hint={planned === null ? words.plannedNone : words.planned(sayDate(planned, language))}
              text={text.app.dateForm}
              value={dates[index]}
              onChange={(day) => setDates(dates.map((date, at) => (at === index ? day : date)))}
            />
          ))}
        </fieldset>
        {failure !== undefined && <Note tone="danger">{errorSentence(failure, text, language)}</Note>}
        <div className="dialog-actions">
          <Button onClick={onClose}>{text.app.cancel}</Button>
          <Button kind="primary" type="submit" busy={busy}>
            {words.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
