import { useCallback } from 'react'

import type { Moment, Restored } from '../../report/wire/history.ts'
import type { Comparison } from '../../report/compare/comparison.ts'
import { shownNumber } from '../draft/views/section-view.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { fetchCompared, restore } from '../rest/history.ts'
import { useLoad } from '../rest/load.ts'
import { useWork } from '../rest/use-work.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Note } from '../ui/note.tsx'
import { Progress } from '../ui/spinner.tsx'
import { changedSections } from './change-overview.ts'
import type { ChangedSection } from './change-overview.ts'

/** What somebody wants to bring back: a whole text, or a section of it. */
export type RestoreWish = {
  readonly moment: Moment
  readonly section: { readonly id: string; readonly name: string } | undefined
}

type RestoreDialogProps = {
  readonly reportId: string
  readonly wish: RestoreWish
  /** What the moment is called. */
  readonly name: string
  readonly onRestored: (restored: Restored) => void
  readonly onClose: () => void
}

/** Says what will happen before it does: which sections change, and that the present text is kept. */
export function RestoreDialog({ reportId, wish, name, onRestored, onClose }: RestoreDialogProps) {
  const words = useText()
  const { history: text, app } = words
  const { language } = useLanguage()
  const { busy, failure, run } = useWork()
  const { moment, section } = wish
  const title = section ? text.restoreSectionTitle(section.name) : text.restoreAllTitle(name)
  return (
    <Dialog open onClose={onClose} title={title} closeLabel={app.close} width="36rem" binding={busy}>
      <ul className="history-consequences">
        <li>{text.restoreFrom(name)}</li>
        <li>{text.restoreKept}</li>
        <li>{text.restoreLive}</li>
        <li>{text.restoreByYou}</li>
      </ul>
      <Consequences reportId={reportId} wish={wish} />
      {failure !== undefined && <Note tone="danger">{errorSentence(failure, words, language)}</Note>}
      <div className="dialog-actions">
        <Button data-first-focus onClick={onClose}>
          {app.cancel}
        </Button>
        <Button
          kind="primary"
          busy={busy}
          onClick={() => run(restore(reportId, moment, section?.id), onRestored)}
        >
          {text.restoreNow}
        </Button>
      </div>
    </Dialog>
  )
}

function Consequences({ reportId, wish }: { reportId: string; wish: RestoreWish }) {
  const { history: text } = useText()
  const { language } = useLanguage()
  const { moment, section } = wish
  // The other way round: what is now becomes what was then.
  const load = useCallback(
    (signal: AbortSignal) => fetchCompared(reportId, { from: 'now', to: moment }, signal),
    [reportId, moment],
  )
  const [compared] = useLoad(load)
  if (compared.state === 'loading') return <Progress label={text.restoreChecking} />
  if (compared.state === 'failed') return <p className="quiet">{text.restoreCheckFailed}</p>
  const changed = changedSections(within(compared.value.comparison, section?.id))
  if (changed.length === 0) return <Note>{text.restoreNothing}</Note>
  return (
    <div className="history-will-change">
      <p>{text.restoreChanges(sayNumber(changed.length, language))}</p>
      <ul>
        {changed.map((one) => (
          <li key={one.id}>
            {one.id === 'preamble'
              ? text.preamble
              : `${shownNumber(one.number)} ${one.title || text.untitled}`}{' '}
            <WordCounts section={one} />
          </li>
        ))}
      </ul>
    </div>
  )
}

/** `+12 từ −3 từ` */
export function WordCounts({
  section: { added, removed },
}: {
  section: Pick<ChangedSection, 'added' | 'removed'>
}) {
  const { history: text } = useText()
  const { language } = useLanguage()
  return (
    <span className="history-counts">
      {added > 0 && <span data-kind="added">{text.wordsAdded(sayNumber(added, language))}</span>}
      {removed > 0 && <span data-kind="removed">{text.wordsRemoved(sayNumber(removed, language))}</span>}
    </span>
  )
}

/** One section with all below it. */
function within(comparison: Comparison, sectionId: string | undefined): Comparison {
  if (sectionId === undefined) return comparison
  if (sectionId === 'preamble') return { ...comparison, sections: [] }
  const { sections } = comparison
  const first = sections.findIndex(({ id }) => id === sectionId)
  const level = sections[first]?.level ?? 0
  const behind = sections.slice(first + 1).findIndex((section) => section.level <= level)
  const end = behind === -1 ? sections.length : first + 1 + behind
  return { preamble: [], sections: first === -1 ? [] : sections.slice(first, end) }
}
