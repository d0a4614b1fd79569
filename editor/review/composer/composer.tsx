import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'

import { LONGEST_MESSAGE } from '../../../report/wire/review.ts'
import { sayNumber } from '../../i18n/dates.ts'
import { useLanguage, useText } from '../../i18n/text.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { type DraftKeeper, openDraftKeeper } from './draft-keeper.ts'
import { onDropElsewhere } from './drafts.ts'
import { MessageField } from './message-field.tsx'
import type { Draft } from '../review.ts'
import { useDesk } from '../review-desk.tsx'

type ComposerProps = {
  /** What the draft is kept under. */
  readonly draftKey: string
  readonly label: string
  readonly placeholder: string
  readonly sendLabel: string
  /** What is edited; a draft goes before it. */
  readonly initial?: string
  readonly focused: boolean
  /** Nothing has to be written. */
  readonly optional?: boolean
  /** What is kept with the words. */
  readonly keep?: Omit<Draft, 'text'>
  /** Answers a sentence where it cannot be sent so. */
  readonly onSend: (text: string) => string | undefined
  /** Away from the field; what was written stays a draft. */
  readonly onLeave: () => void
  /** Throws away what was written. Without it there is no button for that. */
  readonly onDrop?: () => void
  /** Above the field. */
  readonly children?: ReactNode
}

/** Where one writes a message. Unsent words are kept until they are sent or thrown away. */
export function Composer(props: ComposerProps) {
  const { app, review } = useText()
  const { language } = useLanguage()
  const { mentionables } = useDesk()
  const draft = useDraft(props)
  const [problem, setProblem] = useState<string>()
  const [dropping, setDropping] = useState(false)

  const handleSend = () => {
    const text = draft.text().trim()
    const refused = whyNot(text, props.optional ?? false, {
      empty: review.empty,
      tooLong: review.tooLong(sayNumber(LONGEST_MESSAGE, language)),
    })
    const why = refused ?? props.onSend(text)
    setProblem(why)
    if (why === undefined) draft.drop()
  }
  const leave = useRef(props.onDrop ?? props.onLeave)
  useEffect(() => {
    leave.current = props.onDrop ?? props.onLeave
  })
  useEffect(
    () =>
      onDropElsewhere(props.draftKey, (text) => {
        // Sent there as it stands here; words that went on here stay.
        if (text.trim() !== draft.text().trim()) return
        draft.drop()
        leave.current()
      }),
    [props.draftKey, draft],
  )
  const dropNow = () => {
    setDropping(false)
    draft.drop()
    props.onDrop?.()
  }
  const handleDrop = () => {
    const text = draft.text().trim()
    if (text === '' || text === (props.initial ?? '').trim()) dropNow()
    else setDropping(true)
  }
  return (
    <div className="composer">
      {props.children}
      <MessageField
        label={props.label}
        placeholder={props.placeholder}
        initial={draft.initial}
        mentionables={mentionables}
        focused={props.focused}
        problem={problem}
        onChange={(text) => {
          setProblem(undefined)
          draft.change(text)
        }}
        onSend={handleSend}
        onLeave={props.onLeave}
      />
      <div className="composer-actions">
        {props.onDrop && (
          <Button kind="quiet" onClick={handleDrop}>
            {app.cancel}
          </Button>
        )}
        <Button kind="primary" onClick={handleSend} title={review.sendKeys}>
          {props.sendLabel}
        </Button>
      </div>
      <DropDraft open={dropping} onDrop={dropNow} onKeep={() => setDropping(false)} />
    </div>
  )
}

type DropDraftProps = { readonly open: boolean; readonly onDrop: () => void; readonly onKeep: () => void }

/** Asks before words are thrown away. */
export function DropDraft({ open, onDrop, onKeep }: DropDraftProps) {
  const { app, review } = useText()
  const dropped = useRef(false)
  return (
    <Confirm
      open={open}
      title={review.dropDraftTitle}
      body={review.dropDraftBody}
      confirmLabel={review.dropDraft}
      cancelLabel={app.cancel}
      onConfirm={() => {
        dropped.current = true
        onKeep()
      }}
      onCancel={onKeep}
      onCloseAutoFocus={(event) => {
        if (!dropped.current) return
        dropped.current = false
        // The focus goes where what is dropped sends it: the field it came from is about to go.
        event.preventDefault()
        onDrop()
      }}
    />
  )
}

function whyNot(
  text: string,
  optional: boolean,
  says: { readonly empty: string; readonly tooLong: string },
): string | undefined {
  if (text === '' && !optional) return says.empty
  return text.length > LONGEST_MESSAGE ? says.tooLong : undefined
}

function useDraft({ draftKey, initial = '', keep }: ComposerProps): DraftKeeper {
  const [keeper] = useState(() => openDraftKeeper(draftKey, initial))
  useEffect(() => keeper.keep(keep), [keeper, keep])
  useEffect(() => {
    window.addEventListener('pagehide', keeper.flush)
    return () => {
      window.removeEventListener('pagehide', keeper.flush)
      keeper.flush()
    }
  }, [keeper])
  return keeper
}
