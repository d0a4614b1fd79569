import { Link, useNavigate } from 'react-router'

import type { Blocker, ExportCheck } from '../../report/wire/paper.ts'
import { useText } from '../i18n/text.tsx'
import { previewPath, threadPath } from '../report-paths.ts'
import type { PaperChoice } from '../report-paths.ts'
import { Button } from '../ui/button.tsx'
import { Note } from '../ui/note.tsx'

type BlockedCardProps = {
  readonly reportId: string
  readonly choice: PaperChoice
  readonly check: ExportCheck | undefined
}

/** Why there is no copy for signature, and the way to see a draft all the same. */
export function BlockedCard({ reportId, choice, check }: BlockedCardProps) {
  const { preview: text } = useText()
  const navigate = useNavigate()
  const draft = check?.nextDraft ?? 1
  return (
    <section className="card preview-blocked">
      <h2>{text.blocked}</h2>
      {check ? (
        <>
          <Note tone="warning">{text.blockedAdvice}</Note>
          <ul className="plain-list">
            {check.blockers.map((blocker) => (
              <li key={blocker.kind === 'must-fix' ? blocker.threadId : blocker.sectionId}>
                <Reason reportId={reportId} blocker={blocker} />
              </li>
            ))}
          </ul>
        </>
      ) : (
        <Note tone="warning">{text.blockedUnknown}</Note>
      )}
      <div>
        <Button
          kind="primary"
          onClick={() => void navigate(previewPath(reportId, { ...choice, draft }), { replace: true })}
        >
          {text.asDraft}
        </Button>
      </div>
    </section>
  )
}

function Reason({ reportId, blocker }: { reportId: string; blocker: Blocker }) {
  const { preview: text } = useText()
  if (blocker.kind === 'empty-section') {
    const { number, title } = blocker
    return text.emptySection(number === '' ? title : `${number}${number.endsWith(')') ? '' : '.'} ${title}`)
  }
  const { threadId, threadNumber, quote } = blocker
  return (
    <>
      <Link to={threadPath(reportId, threadId)}>{text.mustFix(threadNumber)}</Link>
      {quote && (
        <>
          {' '}
          <q>{quote}</q>
        </>
      )}
    </>
  )
}
