import { CircleCheck, MessageSquareQuote } from 'lucide-react'
import { useId, useMemo, useState } from 'react'

import { ANSWER_KINDS, type AnswerKind, type Thread } from '../../../report/wire/review.ts'
import { useText } from '../../i18n/text.tsx'
import { Composer } from '../composer/composer.tsx'
import { readDraft } from '../composer/drafts.ts'
import { MessageBody } from './message-body.tsx'
import { useDesk } from '../review-desk.tsx'
import { AuthorLine } from './thread-message.tsx'

type Answer = NonNullable<Thread['answer']>

/** *Tiếp thu* or *giải trình*, as it will stand in the register of opinions. */
export function AnswerBlock({ answer }: { answer: Answer }) {
  const { review } = useText()
  const { me } = useDesk()
  return (
    <section className="thread-answer" aria-label={review.answer}>
      <p className="thread-answer-kind">
        <AnswerIcon kind={answer.kind} />
        {review.answers[answer.kind]}
      </p>
      {answer.text && <MessageBody text={answer.text} me={[me.userId, me.officeId]} />}
      <AuthorLine author={answer.by} at={answer.at} />
    </section>
  )
}

export function AnswerIcon({ kind }: { kind: AnswerKind }) {
  const Icon = kind === 'accepted' ? CircleCheck : MessageSquareQuote
  return <Icon size={14} aria-hidden="true" />
}

type AnswerFormProps = {
  readonly thread: Thread
  /** Takes the focus when it appears. */
  readonly focused: boolean
  readonly onDone: () => void
}

/** Where the responsible office accepts or explains. An explanation says why. */
export function AnswerForm({ thread, focused, onDone }: AnswerFormProps) {
  const { review: text } = useText()
  const { review, draftKey } = useDesk()
  const id = useId()
  const key = draftKey(`answer.${thread.id}`)
  const [kind, setKind] = useState<AnswerKind>(
    () => readDraft(key)?.answer ?? thread.answer?.kind ?? 'accepted',
  )
  const keep = useMemo(() => ({ answer: kind }), [kind])

  const handleSend = (words: string) => {
    if (kind === 'explained' && words === '') return text.answerNeedsReason
    review.answer(thread.id, { kind, text: words })
    onDone()
    return undefined
  }
  return (
    <fieldset className="thread-answer-form">
      <legend>{text.answer}</legend>
      <div className="answer-kinds">
        {ANSWER_KINDS.map((one) => (
          <label key={one} className="answer-kind">
            <input type="radio" name={id} checked={kind === one} onChange={() => setKind(one)} />
            {text.answers[one]}
          </label>
        ))}
      </div>
      <Composer
        draftKey={key}
        keep={keep}
        label={text.answerText}
        placeholder={kind === 'explained' ? text.answerReason : text.answerOptional}
        sendLabel={text.answerSave}
        initial={thread.answer?.text ?? ''}
        focused={focused}
        optional
        onSend={handleSend}
        onLeave={onDone}
        onDrop={onDone}
      />
    </fieldset>
  )
}
