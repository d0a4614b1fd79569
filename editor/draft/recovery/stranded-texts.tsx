import { useEffect, useState } from 'react'

import type { ErrorCode } from '../../../report/wire/errors.ts'
import { useText } from '../../i18n/text.tsx'
import { Button } from '../../ui/button.tsx'
import { openJournal } from '../connection/journal.ts'
import { type KeptText, type KeptTexts, createKeptTexts } from '../connection/kept-texts.ts'
import { openOtherTabs } from '../connection/other-tabs.ts'
import { RecoveryPanel } from './recovery-panel.tsx'

type StrandedTextsProps = {
  readonly userId: string
  readonly reportId: string
  /** Why the report does not open. */
  readonly reason: ErrorCode
}

/**
 * What this browser still holds for a report that no longer opens for this person: written offline, and then the
 * membership ended. The report cannot take it any more; its author can still read and copy it.
 */
export function StrandedTexts({ userId, reportId, reason }: StrandedTextsProps) {
  const { recovery } = useText()
  const [found, setFound] = useState<{ kept: KeptTexts; list: readonly KeptText[] }>()
  const [open, setOpen] = useState(false)

  useEffect(() => {
    // Of no epoch: everything kept for this person and report counts as rescued.
    const place = { user: userId, report: reportId, epoch: '' }
    const journal = openJournal(place)
    const tabs = openOtherTabs(place, () => void texts.reload())
    const texts = createKeptTexts({
      journal,
      stranded: () => Promise.resolve([]),
      whyWaiting: () => reason,
      onChange: () => tabs.tell({ type: 'kept' }),
    })
    const unsubscribe = texts.list.subscribe(() => setFound({ kept: texts, list: texts.list.get() }))
    void texts.reload()
    return () => {
      unsubscribe()
      tabs.close()
      journal.close()
    }
  }, [userId, reportId, reason])

  if (!found || found.list.length === 0) return null
  const { kept, list } = found
  return (
    <>
      <Button kind="primary" onClick={() => setOpen(true)}>
        {recovery.show(countPassages(list))}
      </Button>
      {open && <RecoveryPanel list={list} kept={kept} onClose={() => setOpen(false)} />}
    </>
  )
}

export function countPassages(list: readonly KeptText[]): number {
  return list.reduce((sum, { sections }) => sum + Math.max(sections.length, 1), 0)
}
