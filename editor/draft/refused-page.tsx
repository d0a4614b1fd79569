import { FileLock2, ServerOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link, useParams } from 'react-router'

import { errorSentence } from '../rest/error-sentence.ts'
import { Frame } from '../frame.tsx'
import { useLanguage, useText } from '../i18n/text.tsx'
import { progressPath } from '../report-paths.ts'
import { useMe } from '../session/session.tsx'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { refusalCode, sayRefusal } from './refusal.ts'
import { StrandedTexts } from './recovery/stranded-texts.tsx'

/** The report does not open: why, and what can be done. `children`: text of the person's that must not be lost with it. */
export function RefusedPage({ reason, children }: { reason: number | string; children?: ReactNode }) {
  const { app, drafting } = useText()
  const { title, advice, remedy } = sayRefusal(reason, drafting)
  const { reportId } = useParams()
  return (
    <Frame>
      <EmptyState icon={FileLock2} title={title} advice={advice} rank={1}>
        {remedy === 'reload' && (
          <Button kind="primary" onClick={() => window.location.reload()}>
            {app.reload}
          </Button>
        )}
        {remedy === 'board' && reportId !== undefined && (
          <Link className="button" data-kind="primary" to={progressPath(reportId)}>
            {drafting.toSigned}
          </Link>
        )}
        {children}
        <Link className="button" to="/">
          {app.toReports}
        </Link>
      </EmptyState>
    </Frame>
  )
}

type FailedPageProps = { readonly error: unknown; readonly reportId: string; readonly onRetry: () => void }

/** The report's own data could not be fetched. */
export function FailedPage({ error, reportId, onRetry }: FailedPageProps) {
  const text = useText()
  const { language } = useLanguage()
  const me = useMe()
  const code = refusalCode(error)
  if (code) {
    return (
      <RefusedPage reason={code}>
        <StrandedTexts userId={me.id} reportId={reportId} reason={code} />
      </RefusedPage>
    )
  }
  return (
    <Frame>
      <EmptyState
        icon={ServerOff}
        title={text.drafting.refusedOther}
        advice={errorSentence(error, text, language)}
        rank={1}
      >
        <Button kind="primary" onClick={onRetry}>
          {text.app.retry}
        </Button>
        <Link className="button" to="/">
          {text.app.toReports}
        </Link>
      </EmptyState>
    </Frame>
  )
}
