import { useEffect, useId, useRef, useState } from 'react'
import type { FormEvent, KeyboardEvent } from 'react'

import type { RegisteredThread } from '../../report/review/register.ts'
import { ANSWER_KINDS, LONGEST_MESSAGE } from '../../report/wire/review.ts'
import type { AnswerKind } from '../../report/wire/review.ts'
import { useWork } from '../rest/use-work.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { putAnswer } from '../rest/review.ts'
import { DropDraft } from '../review/composer/composer.tsx'
import { dropDraft, readDraft, writeDraft } from '../review/composer/drafts.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Note } from '../ui/note.tsx'
import { useToast } from '../ui/toast.tsx'

type AnswerFormProps = {
  readonly reportId: string
  readonly thread: RegisteredThread
  /** Unsent words are kept under it until they are saved or given up. */
  readonly draftKey: string
  readonly focused: boolean
  readonly onDone: () => void
  readonly onSaved: () => void
}

/** *Tiếp thu* or *giải trình*, in the row of its opinion. Ctrl+Enter saves, Escape leaves. */
export function AnswerForm({ reportId, thread, draftKey, focused, onDone, onSaved }: AnswerFormProps) {
  const text = useText()
  const { register } = text
  const { language } = useLanguage()
  const toast = useToast()
  const work = useWork()
  const name = useId()
  const form = useRef<HTMLFormElement>(null)
  const [before] = useState(thread.answer)
  const [kind, setKind] = useState<AnswerKind>(
    () => readDraft(draftKey)?.answer ?? before?.kind ?? 'accepted',
  )
  const [words, setWords] = useState(() => readDraft(draftKey)?.text ?? before?.text ?? '')
  const [problem, setProblem] = useState<string>()
  const [dropping, setDropping] = useState(false)

  useEffect(() => {
    if (focused) form.current?.querySelector<HTMLInputElement>('input:checked')?.focus()
  }, [focused])

  const isChanged = words.trim() !== (before?.text ?? '').trim()
  const keep = (typed: string, answer: AnswerKind) => {
    setProblem(undefined)
    if (typed === (before?.text ?? '')) dropDraft(draftKey)
    else writeDraft(draftKey, { text: typed, answer })
  }
  const handleType = (typed: string) => {
    setWords(typed)
    keep(typed, kind)
  }
  const handleKind = (chosen: AnswerKind) => {
    setKind(chosen)
    keep(words, chosen)
  }
  const handleSave = () => {
    if (work.busy) return
    const said = words.trim().normalize('NFC')
    if (kind === 'explained' && said === '') return setProblem(register.reasonMissing)
    if (said.length > LONGEST_MESSAGE)
      return setProblem(register.tooLong(sayNumber(LONGEST_MESSAGE, language)))
    work.run(putAnswer(reportId, thread.id, { kind, text: said }), () => {
      dropDraft(draftKey)
      toast(register.saved(thread.number), 'good')
      onDone()
      onSaved()
    })
  }
  const dropNow = () => {
    setDropping(false)
    dropDraft(draftKey)
    onDone()
  }
  const handleKey = (event: KeyboardEvent) => {
    // While a word is being put together the keys are the input method's.
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      handleSave()
    } else if (event.key === 'Escape') {
      event.preventDefault()
      // The words stay a draft: a key that is hit by chance throws nothing away.
      onDone()
    }
  }
  return (
    <form
      ref={form}
      className="answer-form"
      aria-label={register.replyTo(thread.number)}
      onKeyDown={handleKey}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        handleSave()
      }}
    >
      <fieldset>
        <legend className="visually-hidden">{register.kindOfAnswer}</legend>
        {ANSWER_KINDS.map((one) => (
          <label key={one}>
            <input type="radio" name={name} checked={kind === one} onChange={() => handleKind(one)} />
            {text.review.answers[one]}
          </label>
        ))}
      </fieldset>
      <Field
        label={kind === 'explained' ? register.reason : register.text}
        hint={kind === 'accepted' ? register.optional : undefined}
        error={problem}
      >
        {(control) => (
          <textarea
            {...control}
            className="input"
            lang="vi"
            rows={4}
            value={words}
            onChange={(event) => handleType(event.target.value)}
          />
        )}
      </Field>
      {thread.answer?.at !== before?.at && <Note tone="warning">{register.othersAnswered}</Note>}
      {work.failure !== undefined && <Note tone="danger">{errorSentence(work.failure, text, language)}</Note>}
      <div className="answer-form-actions">
        <Button kind="primary" type="submit" busy={work.busy}>
          {work.busy ? register.saving : register.save}
        </Button>
        <Button onClick={() => (isChanged ? setDropping(true) : dropNow())}>{text.app.cancel}</Button>
      </div>
      <DropDraft open={dropping} onDrop={dropNow} onKeep={() => setDropping(false)} />
    </form>
  )
}
