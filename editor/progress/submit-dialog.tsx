import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { changeSections } from '../rest/progress.ts'
import { useWork } from '../rest/use-work.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Note } from '../ui/note.tsx'
import { useToast } from '../ui/toast.tsx'
import type { BoardRow } from './board-rows.ts'

type SubmitDialogProps = {
  readonly reportId: string
  readonly rows: readonly BoardRow[]
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Hands in everything that one's office answers for, and says first what of it is still empty. */
export function SubmitDialog({ reportId, rows, onDone, onClose }: SubmitDialogProps) {
  const text = useText()
  const { progress: words } = text
  const { language } = useLanguage()
  const toast = useToast()
  const { busy, failure, run } = useWork()
  const handleSubmit = () => {
    const sectionIds = rows.map(({ section }) => section.id)
    run(changeSections(reportId, { sectionIds, change: { status: 'submitted' } }), () => {
      toast(words.bulkDone.submit(rows.length), 'good')
      onDone()
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.submitTitle(rows.length)}
      intro={words.submitIntro}
      closeLabel={text.app.close}
    >
      <ul className="plain-list">
        {rows.map(({ section, label }) => (
          <li key={section.id}>
            {label || words.untitled}
            {section.empty && (
              <>
                {' '}
                <span className="chip" data-tone="warning">
                  {words.submitEmpty}
                </span>
              </>
            )}
          </li>
        ))}
      </ul>
      {failure !== undefined && <Note tone="danger">{errorSentence(failure, text, language)}</Note>}
      <div className="dialog-actions">
        <Button onClick={onClose}>{text.app.cancel}</Button>
        <Button kind="primary" busy={busy} data-first-focus onClick={handleSubmit}>
          {words.bulk.submit}
        </Button>
      </div>
    </Dialog>
  )
}
