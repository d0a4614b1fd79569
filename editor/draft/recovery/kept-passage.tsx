import { useState } from 'react'

import { ERRORS } from '../../../report/wire/errors.ts'
import { sayMoment } from '../../i18n/dates.ts'
import { useLanguage, useNow, useText } from '../../i18n/text.tsx'
import { errorSentence } from '../../rest/error-sentence.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import type { KeptSection } from '../connection/recovered-text.ts'
import { Copyable } from './copyable.tsx'
import { InsertButton, InsertedMark } from './insert-button.tsx'
import type { Recipient } from './recipient.ts'
import { sectionName } from './section-name.ts'

type KeptPassageProps = {
  readonly section: KeptSection
  readonly at: number
  /** Undefined where the report is not open to be asked. */
  readonly recipient: Recipient | undefined
  readonly failure: unknown
  readonly onHandOver: (to: string) => void
  /** In this visit: a second time is seldom meant. */
  readonly isInserted: boolean
  readonly onInsert: () => void
  readonly onDrop: () => void
}

/** What somebody wrote in one section: to read, to copy, to hand over, and in the end to remove. */
export function KeptPassage(props: KeptPassageProps) {
  const { recovery, app } = useText()
  const { language } = useLanguage()
  const now = useNow()
  const [leaving, setLeaving] = useState(false)
  const { section, at, isInserted } = props
  const name = sectionName(section, recovery)
  const isDone = section.handover?.state === 'done'
  const dropBody = isInserted ? recovery.dropInsertedBody : recovery.dropBody
  const drop = (
    <Button kind={isInserted ? 'primary' : 'quiet'} onClick={() => setLeaving(true)}>
      {recovery.drop}
    </Button>
  )
  return (
    <section className="recovery-passage" aria-label={name}>
      <h3>{name}</h3>
      <p className="quiet">
        {recovery.writtenAt(sayMoment(at, now, app, language))}. {ERRORS[section.why][language]}
      </p>
      <Copyable
        label={name}
        actions={
          <>
            {isInserted && <InsertedMark />}
            {isInserted && drop}
            <Passing {...props} />
            {!isInserted && drop}
          </>
        }
      >
        <Words section={section} />
      </Copyable>
      <Confirm
        open={leaving}
        title={recovery.dropTitle}
        body={isDone ? recovery.dropHandedBody : dropBody}
        confirmLabel={recovery.dropConfirm}
        cancelLabel={app.cancel}
        onCancel={() => setLeaving(false)}
        onConfirm={() => {
          setLeaving(false)
          props.onDrop()
        }}
      />
    </section>
  )
}

/** Blocks never change once they are kept, so their place is name enough. */
function Words({ section: { blocks, deleted, renamed } }: { section: KeptSection }) {
  const { recovery } = useText()
  return (
    <>
      {renamed !== undefined && <p className="recovery-change">{recovery.youRenamed(renamed)}</p>}
      {blocks.map((block, at) => (
        // oxlint-disable-next-line react/no-array-index-key
        <p key={at}>
          {block.map(({ text, own }, part) =>
            own ? (
              // oxlint-disable-next-line react/no-array-index-key
              <ins key={part}>{text}</ins>
            ) : (
              // oxlint-disable-next-line react/no-array-index-key
              <span key={part}>{text}</span>
            ),
          )}
        </p>
      ))}
      {deleted.map((text, at) => (
        // oxlint-disable-next-line react/no-array-index-key
        <p key={at} className="recovery-change">
          {recovery.youDeleted(text)}
        </p>
      ))}
    </>
  )
}

/** To whom it can go, and whether it has gone. */
function Passing({ section, recipient, failure, isInserted, onHandOver, onInsert }: KeptPassageProps) {
  const text = useText()
  const { recovery } = text
  const { language } = useLanguage()
  const { handover } = section
  if (handover?.state === 'done') return <span role="status">{recovery.handedOver(handover.to)}</span>
  if (handover && failure === undefined) return <span role="status">{recovery.handingOver(handover.to)}</span>
  if (!recipient || section.id === '') return null
  if (recipient.type === 'me') {
    return section.blocks.length === 0 ? null : <InsertButton again={isInserted} onInsert={onInsert} />
  }
  const to = recipient.type === 'offices' ? recipient.names.join(', ') : recovery.coordinator
  return (
    <>
      <Button kind="primary" onClick={() => onHandOver(to)}>
        {recovery.handOver(to)}
      </Button>
      {failure !== undefined && (
        <span role="alert">{recovery.handOverFailed(errorSentence(failure, text, language))}</span>
      )}
    </>
  )
}
