import { createContext, useContext, useEffect, useState } from 'react'
import type { ReactNode } from 'react'

import { must } from '../../report/must.ts'
import { useObservable } from '../draft/use-observable.ts'
import { fetchNotices, readNotices } from '../rest/notices.ts'
import { onThreadsRead } from '../rest/review.ts'
import { useMe, useSession } from '../session/session.tsx'
import { createInbox } from './inbox.ts'
import type { Inbox, InboxState } from './inbox.ts'

const InboxContext = createContext<Inbox | undefined>(undefined)

const EVERY_MS = 60_000

/** Gives `useInbox` to the pages of the person signed in; another person has another inbox. */
export function NoticesProvider({ children }: { children: ReactNode }) {
  return <PersonalInbox key={useMe().id}>{children}</PersonalInbox>
}

function PersonalInbox({ children }: { children: ReactNode }) {
  const [inbox] = useState(() => createInbox({ fetch: fetchNotices, read: readNotices, now: Date.now }))
  useAskingNow(inbox)
  return <InboxContext value={inbox}>{children}</InboxContext>
}

/** At the start, whenever somebody comes back to the page, and every minute that it is looked at. */
function useAskingNow(inbox: Inbox): void {
  const { session } = useSession()
  const isOver = session.state !== 'signed-in'
  useEffect(() => {
    if (isOver) return
    const ask = () => {
      if (document.visibilityState === 'visible') void inbox.refresh()
    }
    ask()
    const timer = setInterval(ask, EVERY_MS)
    document.addEventListener('visibilitychange', ask)
    window.addEventListener('focus', ask)
    const stopHearing = onThreadsRead(() => inbox.state.get().unread > 0 && ask())
    return () => {
      clearInterval(timer)
      stopHearing()
      document.removeEventListener('visibilitychange', ask)
      window.removeEventListener('focus', ask)
    }
  }, [inbox, isOver])
}

export function useInbox(): Inbox {
  return must(useContext(InboxContext), 'a NoticesProvider above')
}

export function useInboxState(): InboxState {
  return useObservable(useInbox().state)
}
