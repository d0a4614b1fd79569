import { Ellipsis } from 'lucide-react'
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'

import type { Author, Message } from '../../../report/wire/review.ts'
import { sayExactly, sayMoment } from '../../i18n/dates.ts'
import { useLanguage, useText } from '../../i18n/text.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { Composer } from '../composer/composer.tsx'
import { readDraft } from '../composer/drafts.ts'
import { LongWords } from './long-words.tsx'
import { MessageBody } from './message-body.tsx'
import { useDesk } from '../review-desk.tsx'
import { mayChangeMessage } from '../thread-permits.ts'

/** One message in an open card, with what its author may do to it. */
export function ThreadMessage({ threadId, message }: { threadId: string; message: Message }) {
  const { app, review: text } = useText()
  const desk = useDesk()
  const { review, me, draftKey } = desk
  const key = draftKey(`edit.${message.id}`)
  const mine = mayChangeMessage(message, me)
  const [editing, setEditing] = useState(() => mine && readDraft(key) !== undefined)
  const [removing, setRemoving] = useState(false)

  const place = useRef<HTMLDivElement>(null)

  const finish = () => {
    flushSync(() => setEditing(false))
    focusOn(place.current?.querySelector('.thread-menu'))
  }
  const handleSave = (words: string) => {
    review.editMessage(threadId, message.id, words)
    finish()
    return undefined
  }
  return (
    <div ref={place} className="thread-message" data-deleted={message.deletedAt !== null || undefined}>
      <div className="thread-by">
        <AuthorLine author={message.author} at={message.at} edited={message.editedAt !== null} />
        {mine && !editing && (
          <Menu
            align="end"
            trigger={
              <button
                type="button"
                className="icon-button thread-menu"
                aria-label={text.messageActions(message.author.name)}
              >
                <Ellipsis size={15} aria-hidden="true" />
              </button>
            }
          >
            <MenuItem onSelect={() => setEditing(true)}>{text.edit}</MenuItem>
            <MenuItem tone="danger" onSelect={() => setRemoving(true)}>
              {text.remove}
            </MenuItem>
          </Menu>
        )}
      </div>
      {editing ? (
        <Composer
          draftKey={key}
          label={text.editLabel}
          placeholder={text.editLabel}
          sendLabel={text.save}
          initial={message.text}
          focused
          onSend={handleSave}
          onLeave={finish}
          onDrop={finish}
        />
      ) : (
        <LongWords text={message.text}>
          <MessageWords message={message} />
        </LongWords>
      )}
      <Confirm
        open={removing}
        title={text.removeTitle}
        body={text.removeBody}
        confirmLabel={text.remove}
        cancelLabel={app.cancel}
        onConfirm={() => {
          setRemoving(false)
          review.deleteMessage(threadId, message.id)
        }}
        onCancel={() => setRemoving(false)}
        onCloseAutoFocus={(event) => {
          // Its menu has gone with its words.
          if (place.current?.querySelector('.thread-menu')) return
          event.preventDefault()
          focusOn(place.current?.closest('.thread-card')?.querySelector('.thread-open'))
        }}
      />
    </div>
  )
}

function focusOn(element: Element | null | undefined): void {
  if (element instanceof HTMLElement) element.focus({ preventScroll: true })
}

export function MessageWords({ message }: { message: Message }) {
  const { review } = useText()
  const { me } = useDesk()
  if (message.deletedAt !== null) return <p className="thread-deleted">{review.deleted}</p>
  return <MessageBody text={message.text} me={[me.userId, me.officeId]} />
}

type AuthorLineProps = { readonly author: Author; readonly at: number; readonly edited?: boolean }

/** Who, of which office, when. */
export function AuthorLine({ author, at, edited = false }: AuthorLineProps) {
  const { app, review } = useText()
  const { language } = useLanguage()
  const { now } = useDesk()
  const { name, office } = author
  return (
    <p className="thread-author">
      <span className="thread-author-name">{name}</span>
      <span className="thread-author-rest">
        {office && (
          <span className="thread-office" title={office.name}>
            <span className="office-dot" style={{ background: office.color }} aria-hidden="true" />
            {office.shortName}
          </span>
        )}
        <time dateTime={new Date(at).toISOString()} title={sayExactly(at, language)}>
          {sayMoment(at, now, app, language)}
        </time>
        {edited && <span>{review.edited}</span>}
      </span>
    </p>
  )
}
