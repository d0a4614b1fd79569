import { memo } from 'react'

import { useText } from '../../i18n/text.tsx'
import { noteId } from '../marks/note-id.ts'
import type { OpenThread } from '../review.ts'
import { useDesk } from '../review-desk.tsx'
import { threadName } from '../thread-name.ts'

/**
 * What the marks in the text refer to by `aria-details`. Cards cannot be it: those far away, filtered out or behind a closed
 * drawer are not on the page.
 */
export const ThreadNotes = memo(function ThreadNotes({ threads }: { threads: readonly OpenThread[] }) {
  const { review: text } = useText()
  const { sections } = useDesk()
  return (
    <div hidden>
      {threads
        .filter(({ lost }) => !lost)
        .map((one) => (
          <p key={one.thread.id} id={noteId(one.thread.id)}>
            {threadName(one, sections, text)}
          </p>
        ))}
    </div>
  )
})
