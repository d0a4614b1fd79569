import { Bell as BellIcon, BellOff, CheckCheck, RotateCw, ServerOff } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'

import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { LiveRegion } from '../ui/live-region.tsx'
import { Popover } from '../ui/popover.tsx'
import { Waiting } from '../ui/spinner.tsx'
import type { InboxState } from './inbox.ts'
import { NoticeList, useMarking } from './notice-list.tsx'
import { useInbox, useInboxState } from './notices.tsx'
import './notices.css'

/** As many as a badge has room for. */
const MOST_SHOWN = 99
/** In the popover; the page has all. */
const LATEST = 12

/** How many notices are unread, and the latest of them under one's hand. */
export function Bell() {
  const { notices: text } = useText()
  const { language } = useLanguage()
  const inbox = useInbox()
  const inboxState = useInboxState()
  const [open, setOpen] = useState(false)
  const { unread } = inboxState
  const count = unread > MOST_SHOWN ? `${MOST_SHOWN}+` : sayNumber(unread, language)
  const label = unread > 0 ? text.bellUnread(count) : text.bell

  const handleOpenChange = (next: boolean) => {
    setOpen(next)
    if (next) void inbox.refresh()
  }
  return (
    <>
      <Popover
        label={text.title}
        align="end"
        open={open}
        onOpenChange={handleOpenChange}
        trigger={
          <IconButton className="icon-button bell" label={label} title={label}>
            <BellIcon size={20} aria-hidden="true" />
            {unread > 0 && (
              <span className="bell-count" aria-hidden="true">
                {count}
              </span>
            )}
          </IconButton>
        }
      >
        <Latest inbox={inboxState} onLeave={() => setOpen(false)} />
      </Popover>
      <LiveRegion sentence={useNewsSentence(inboxState)} />
    </>
  )
}

type LatestProps = { readonly inbox: InboxState; readonly onLeave: () => void }

function Latest({ inbox, onLeave }: LatestProps) {
  const text = useText()
  const mark = useMarking()
  return (
    <div className="inbox">
      <div className="inbox-head">
        <h2>{text.notices.title}</h2>
        {inbox.unread > 0 && (
          <Button kind="quiet" onClick={() => mark({ all: true })}>
            <CheckCheck size={16} aria-hidden="true" />
            {text.notices.markAll}
          </Button>
        )}
      </div>
      <div className="inbox-body">
        <InboxBody inbox={inbox} most={LATEST} onFollow={onLeave} />
      </div>
      {inbox.notices.length > 0 && (
        <Link className="inbox-all" to="/thong-bao" onClick={onLeave}>
          {text.notices.all}
        </Link>
      )}
    </div>
  )
}

type InboxBodyProps = {
  readonly inbox: InboxState
  readonly most?: number
  readonly onFollow?: () => void
}

/** The notices known, or why there are none. */
export function InboxBody({ inbox, most = Infinity, onFollow }: InboxBodyProps) {
  const text = useText()
  const { language } = useLanguage()
  const { refresh } = useInbox()
  switch (inbox.state) {
    case 'loading':
      return <Waiting label={text.app.loading} stillLabel={text.app.stillWorking} />
    case 'failed':
      return (
        <div role="alert">
          <EmptyState
            icon={ServerOff}
            title={text.notices.failed}
            advice={errorSentence(inbox.error, text, language)}
          >
            <Button onClick={() => void refresh()}>
              <RotateCw size={16} aria-hidden="true" />
              {text.app.retry}
            </Button>
          </EmptyState>
        </div>
      )
    case 'ready':
      return inbox.notices.length === 0 ? (
        <EmptyState icon={BellOff} title={text.notices.empty} advice={text.notices.emptyAdvice} />
      ) : (
        <NoticeList notices={inbox.notices.slice(0, most)} {...(onFollow ? { onFollow } : {})} />
      )
  }
}

/** What to say aloud when more are unread than before; nothing of what was there when the page was opened. */
function useNewsSentence({ state, unread }: InboxState): string {
  const { notices: text } = useText()
  const { language } = useLanguage()
  const before = useRef<number>(undefined)
  const [came, setCame] = useState(0)
  useEffect(() => {
    if (state !== 'ready') return
    const more = unread - (before.current ?? unread)
    before.current = unread
    setCame(Math.max(0, more))
  }, [state, unread])
  if (came === 0) return ''
  return came === 1 ? text.newOne : text.newMany(sayNumber(came, language))
}
