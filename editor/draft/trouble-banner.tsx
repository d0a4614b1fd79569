import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'

import { useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Note } from '../ui/note.tsx'
import type { ReportConnection } from './connection/connection.ts'
import { sayRefusal } from './refusal.ts'
import { saySaveState } from './save-sentence.ts'
import { shownSave } from './shown-save.ts'
import { useObservable } from './use-observable.ts'

type TroubleBannerProps = {
  readonly connection: ReportConnection
  readonly refused: number | string | undefined
  readonly onReopen: () => void
  /** Buttons to text that was not taken. */
  readonly children: ReactNode
}

/** Under the page, never over the text: what is wrong with saving and what to do; typing goes on beside it. */
export function TroubleBanner({ connection, refused, onReopen, children }: TroubleBannerProps) {
  const { app, drafting } = useText()
  const save = useObservable(shownSave(connection.save))
  const journal = useObservable(connection.journal)
  const offlineLong = useLasting(save.state === 'offline')
  const hasKept = useObservable(connection.kept.list).length > 0

  if (refused !== undefined) {
    const { title, advice, remedy } = sayRefusal(refused, drafting)
    const handleRemedy = remedy === 'reload' && !hasKept ? () => window.location.reload() : onReopen
    return (
      <Banner tone="danger" title={title} text={hasKept ? drafting.refusedEditAdvice : advice}>
        {children}
        <Button kind="primary" onClick={handleRemedy}>
          {hasKept ? drafting.reopen : app.reload}
        </Button>
      </Banner>
    )
  }
  if (save.state === 'failed' || (save.state === 'offline' && offlineLong)) {
    const { tone, label, advice } = saySaveState(save, drafting)
    const risk = journal === 'off' && save.pending > 0 ? ` ${drafting.journalOff}` : ''
    return (
      <Banner tone={tone === 'danger' ? 'danger' : 'warning'} title={label} text={`${advice}${risk}`}>
        {children}
        <Button onClick={connection.retry}>{app.retry}</Button>
      </Banner>
    )
  }
  return <KeptBanner>{children}</KeptBanner>
}

/** A line that comes back within this is not worth a banner; the bar above tells of it anyway. */
const LASTING_MS = 3000

function useLasting(now: boolean): boolean {
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    if (!now) return
    const timer = setTimeout(() => setLasting(true), LASTING_MS)
    return () => {
      clearTimeout(timer)
      setLasting(false)
    }
  }, [now])
  return now && lasting
}

function Banner(props: { tone: 'warning' | 'danger'; title: string; text: string; children: ReactNode }) {
  return (
    <div className="trouble">
      <Note tone={props.tone}>
        <div className="trouble-line">
          <p>
            <strong>{props.title}.</strong> {props.text}
          </p>
          {props.children}
        </div>
      </Note>
    </div>
  )
}

/** Nothing is wrong now, but something was kept: the way to it stays in sight until it is dealt with. */
function KeptBanner({ children }: { children: ReactNode }) {
  return <div className="trouble trouble-kept">{children}</div>
}
