import { useEffect, useRef, useState } from 'react'

import type { ErrorCode } from '../../report/wire/errors.ts'
import { useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import type { KeptText } from './connection/connection.ts'
import { openJournal } from './connection/journal.ts'
import type { Journal } from './connection/journal.ts'
import { readableText } from './connection/readable-text.ts'
import { KeptTextsDialog } from './kept-texts.tsx'

type StrandedTextsProps = {
  readonly userId: string
  readonly reportId: string
  readonly reason: ErrorCode
}

/**
 * What this browser still holds for a report that no longer opens for this person: written offline, and then the
 * membership ended. The report cannot take it any more; its author can still read and copy it.
 */
export function StrandedTexts({ userId, reportId, reason }: StrandedTextsProps) {
  const { drafting } = useText()
  const [kept, setKept] = useState<readonly KeptText[]>([])
  const [open, setOpen] = useState(false)
  const journal = useRef<Journal>(undefined)

  useEffect(() => {
    let stopped = false
    // Of no epoch: everything kept for this person and report counts as rescued.
    const opened = openJournal({ user: userId, report: reportId, epoch: '' })
    journal.current = opened
    void opened.rescued().then((rows) => {
      const texts = rows.map(({ id, at, update }) => ({
        id,
        at,
        text: readableText(update),
        reason,
        sections: [],
      }))
      if (!stopped) setKept(texts)
    })
    return () => {
      stopped = true
      opened.close()
    }
  }, [userId, reportId, reason])

  const handleForget = (ids: readonly string[]) => {
    setKept((before) => before.filter(({ id }) => !ids.includes(id)))
    void journal.current?.drop(ids.map((id) => ({ id, rev: Number.POSITIVE_INFINITY })))
  }
  if (kept.length === 0) return null
  return (
    <>
      <Button kind="primary" onClick={() => setOpen(true)}>
        {drafting.rescuedShow(kept.length)}
      </Button>
      {open && (
        <KeptTextsDialog kind="rescued" kept={kept} onForget={handleForget} onClose={() => setOpen(false)} />
      )}
    </>
  )
}
