import { useEffect, useMemo, useRef, useState } from 'react'

import { useText } from '../../i18n/text.tsx'
import { LiveRegion } from '../../ui/live-region.tsx'
import type { OpenThread } from '../review.ts'
import { useDesk } from '../review-desk.tsx'
import { threadName } from '../thread-name.ts'

/** What came when it has become quiet, as one sentence. */
const REST_MS = 3000

/** Tells those who do not see the cards that somebody has begun a thread. */
export function ThreadAnnouncer({ threads }: { threads: readonly OpenThread[] }) {
  const { review: text } = useText()
  const { me, sections } = useDesk()
  const [sentence, setSentence] = useState('')
  // What was there when the page was opened is no news.
  const told = useRef(new Set(threads.map(({ thread }) => thread.id)))
  const ofOthers = useMemo(
    () => threads.filter(({ thread }) => thread.author.userId !== me.userId),
    [threads, me],
  )

  useEffect(() => {
    const fresh = ofOthers.filter(({ thread }) => !told.current.has(thread.id))
    if (fresh.length === 0) return
    const timer = setTimeout(() => {
      for (const { thread } of fresh) told.current.add(thread.id)
      const [first] = fresh
      if (!first) return
      setSentence(
        fresh.length > 1 ? text.cameMany(fresh.length) : text.cameOne(threadName(first, sections, text)),
      )
    }, REST_MS)
    return () => clearTimeout(timer)
  }, [ofOthers, sections, text])

  return <LiveRegion sentence={sentence} restMs={0} />
}
