import { Check } from 'lucide-react'
import { Link } from 'react-router'

import type { Notice } from '../../report/wire/review.ts'
import { sayMoment } from '../i18n/dates.ts'
import { useLanguage, useNow, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { progressPath, threadPath } from '../report-paths.ts'
import { IconButton } from '../ui/button.tsx'
import { useToast } from '../ui/toast.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { noticeSentence } from './notice-sentence.ts'
import { useInbox } from './notices.tsx'
import { useSectionPaths } from './use-section-paths.ts'
import type { SayPath } from './use-section-paths.ts'
import './notices.css'

type NoticeListProps = {
  readonly notices: readonly Notice[]
  /** Somebody follows one to where it leads. */
  readonly onFollow?: () => void
}

/** Notices, newest first. Following one marks it read. */
export function NoticeList({ notices, onFollow }: NoticeListProps) {
  const sayPath = useSectionPaths(notices)
  return (
    <ul className="notices">
      {notices.map((notice) => (
        <NoticeLine key={notice.id} notice={notice} sayPath={sayPath} onFollow={onFollow} />
      ))}
    </ul>
  )
}

type NoticeLineProps = {
  readonly notice: Notice
  readonly sayPath: SayPath
  readonly onFollow: (() => void) | undefined
}

function NoticeLine({ notice, sayPath, onFollow }: NoticeLineProps) {
  const text = useText()
  const { language } = useLanguage()
  const now = useNow()
  const mark = useMarking()
  const isUnread = notice.readAt === null
  const sentence = noticeSentence(notice, sayPath(notice), text)

  const handleFollow = () => {
    if (isUnread) mark({ ids: [notice.id] })
    onFollow?.()
  }
  return (
    <li className="notice" data-unread={isUnread || undefined}>
      <Link className="notice-link" to={pathOf(notice)} onClick={handleFollow}>
        <span className="notice-sentence">
          {isUnread && <span className="visually-hidden">{text.notices.unread}: </span>}
          {sentence}
        </span>
        {notice.excerpt && <span className="notice-excerpt">{notice.excerpt}</span>}
        <span className="notice-where">
          <time dateTime={new Date(notice.at).toISOString()}>
            {sayMoment(notice.at, now, text.app, language)}
          </time>
          <span className="notice-report">{notice.report.title}</span>
        </span>
      </Link>
      {isUnread && (
        <Tooltip text={text.notices.markRead}>
          <IconButton label={text.notices.markThisRead(sentence)} onClick={() => mark({ ids: [notice.id] })}>
            <Check size={16} aria-hidden="true" />
          </IconButton>
        </Tooltip>
      )}
    </li>
  )
}

/** The thread; what is of no thread stands on the progress board. */
function pathOf({ report, threadId }: Notice): string {
  return threadId === '' ? progressPath(report.id) : threadPath(report.id, threadId)
}

/** Marks as read; where that fails, the marks come back and the person is told. */
export function useMarking() {
  const inbox = useInbox()
  const toast = useToast()
  const text = useText()
  const { language } = useLanguage()
  return (which: Parameters<typeof inbox.markRead>[0]) => {
    inbox
      .markRead(which)
      .catch((error: unknown) =>
        toast(`${text.notices.markFailed} ${errorSentence(error, text, language)}`, 'danger'),
      )
  }
}
