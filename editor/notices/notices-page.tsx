import { CheckCheck } from 'lucide-react'
import { useEffect } from 'react'

import { useWork } from '../rest/use-work.ts'
import { Frame } from '../frame.tsx'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { usePageTitle } from '../page-title.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { Button } from '../ui/button.tsx'
import { Note } from '../ui/note.tsx'
import { InboxBody } from './bell.tsx'
import { useMarking } from './notice-list.tsx'
import { useInbox, useInboxState } from './notices.tsx'

/** `/thong-bao`: every notice of one's own, as far back as one asks. */
export default function NoticesPage() {
  const text = useText()
  const { language } = useLanguage()
  const inbox = useInbox()
  const state = useInboxState()
  const mark = useMarking()
  const work = useWork()
  usePageTitle(text.notices.title)
  useEffect(() => void inbox.refresh(), [inbox])
  const { unread } = state
  return (
    <Frame>
      <div className="page-head notices-head">
        <div>
          <h1>{text.notices.title}</h1>
          {state.state === 'ready' && (
            <p className="quiet" role="status">
              {unread > 0 ? text.notices.unreadCount(sayNumber(unread, language)) : text.notices.allRead}
            </p>
          )}
        </div>
        {unread > 0 && (
          <Button onClick={() => mark({ all: true })}>
            <CheckCheck size={16} aria-hidden="true" />
            {text.notices.markAll}
          </Button>
        )}
      </div>
      <div className="card notices-page">
        <InboxBody inbox={state} />
        {work.failure !== undefined && (
          <Note tone="danger">{errorSentence(work.failure, text, language)}</Note>
        )}
        {state.more && (
          <div className="notices-more">
            <Button busy={work.busy} onClick={() => work.run(inbox.more(), () => {})}>
              {work.busy ? text.notices.loadingMore : text.notices.more}
            </Button>
          </div>
        )}
      </div>
    </Frame>
  )
}
