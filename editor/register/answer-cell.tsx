import { useEffect, useRef, useState } from 'react'

import { plainMessage } from '../../report/review/message-text.ts'
import type { RegisterRow } from '../../report/review/register.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import { useWork } from '../rest/use-work.ts'
import { sayDay } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { removeAnswer } from '../rest/review.ts'
import { draftKey, readDraft } from '../review/composer/drafts.ts'
import { LongWords } from '../review/cards/long-words.tsx'
import { type ThreadPermits, threadPermits } from '../review/thread-permits.ts'
import { useMe } from '../session/session.tsx'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/dialog.tsx'
import { Note } from '../ui/note.tsx'
import { useToast } from '../ui/toast.tsx'
import { AnswerForm } from './answer-form.tsx'

type AnswerCellProps = {
  readonly report: ReportDetail
  readonly row: RegisterRow
  readonly onReload: () => void
}

/** What the office says to an opinion, and for its people the place to say it. */
export function AnswerCell({ report, row, onReload }: AnswerCellProps) {
  const me = useMe()
  const { thread } = row
  const draft = draftKey(report.id, me.id, `answer.${thread.id}`)
  const permits = usePermits(report, row)
  const mayAnswer = permits?.answer === true
  // What was begun here or at the text and not sent is met again.
  const [writing, setWriting] = useState(() => mayAnswer && readDraft(draft) !== undefined)
  /** By hand: what was only met again takes no focus. */
  const [opened, setOpened] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const wasWriting = useRef(writing)
  useEffect(() => {
    if (wasWriting.current && !writing) button.current?.focus()
    wasWriting.current = writing
  }, [writing])

  if (writing && mayAnswer) {
    return (
      <div>
        <div className="register-paper-answer">
          <AnswerWords row={row} />
        </div>
        <AnswerForm
          reportId={report.id}
          thread={thread}
          draftKey={draft}
          focused={opened}
          onDone={() => setWriting(false)}
          onSaved={onReload}
        />
      </div>
    )
  }
  return (
    <div>
      <AnswerWords row={row} />
      {mayAnswer && (
        <AnswerActions
          report={report}
          row={row}
          withdraws={permits.unanswer}
          button={button}
          onWrite={() => {
            setOpened(true)
            setWriting(true)
          }}
          onReload={onReload}
        />
      )}
    </div>
  )
}

function AnswerWords({ row: { thread, responsible } }: { row: RegisterRow }) {
  const { register: text, review } = useText()
  const { language } = useLanguage()
  const { answer, resolved } = thread
  if (answer) {
    const words = plainMessage(answer.text)
    return (
      <>
        <p className="register-answer-kind">{review.answers[answer.kind]}</p>
        {words !== '' && (
          <LongWords text={words}>
            <p className="register-words" lang="vi">
              {words}
            </p>
          </LongWords>
        )}
        <p className="register-by">
          {text.answeredBy(answer.by.office?.shortName ?? answer.by.name, sayDay(answer.at, language))}
        </p>
      </>
    )
  }
  if (resolved) return <p className="quiet">–</p>
  return <p className="quiet">{responsible ? text.waitsFor(responsible) : text.waitsForAnybody}</p>
}

type AnswerActionsProps = AnswerCellProps & {
  readonly withdraws: boolean
  readonly button: React.Ref<HTMLButtonElement>
  readonly onWrite: () => void
}

function AnswerActions({
  report,
  row: { thread },
  withdraws,
  button,
  onWrite,
  onReload,
}: AnswerActionsProps) {
  const text = useText()
  const { language } = useLanguage()
  const toast = useToast()
  const work = useWork()
  const [asking, setAsking] = useState(false)
  const { number, answer } = thread

  const handleWithdraw = () => {
    setAsking(false)
    work.run(removeAnswer(report.id, thread.id), () => {
      toast(text.register.withdrawn(number), 'good')
      onReload()
    })
  }
  return (
    <div className="register-answer-actions">
      {work.failure !== undefined && <Note tone="danger">{errorSentence(work.failure, text, language)}</Note>}
      <Button
        ref={button}
        kind={answer ? 'quiet' : 'plain'}
        aria-label={answer ? text.register.changeOf(number) : text.register.replyTo(number)}
        onClick={onWrite}
      >
        {answer ? text.register.change : text.register.reply}
      </Button>
      {answer && withdraws && (
        <Button
          kind="quiet"
          busy={work.busy}
          aria-label={`${text.register.withdraw}: ${text.review.number(number)}`}
          onClick={() => setAsking(true)}
        >
          {text.register.withdraw}
        </Button>
      )}
      <Confirm
        open={asking}
        title={text.register.withdrawTitle}
        body={text.register.withdrawBody}
        confirmLabel={text.register.withdraw}
        cancelLabel={text.app.cancel}
        onConfirm={handleWithdraw}
        onCancel={() => setAsking(false)}
      />
    </div>
  )
}

function usePermits({ role, stage, members }: ReportDetail, row: RegisterRow): ThreadPermits | undefined {
  const me = useMe()
  const office = members.find(({ userId }) => userId === me.id)?.office
  // An administrator reads every report and is a member of few.
  if (office === undefined) return undefined
  const asking = { userId: me.id, role, stage, officeId: office?.id ?? null }
  return threadPermits({ ...row.thread, readAt: 0 }, asking, row.officeIds)
}
