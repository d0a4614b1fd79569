import { useText } from '../i18n/text.tsx'
import { Progress, useAfter } from '../ui/spinner.tsx'
import { useSeconds } from '../ui/use-seconds.ts'

type WaitingTextProps = {
  readonly label: string
  readonly labelFor: (seconds: number) => string
}

/** Nothing for a moment, then that it is under way, then for how long. */
export function WaitingText({ label, labelFor }: WaitingTextProps) {
  const seconds = useSeconds(true)
  const isSlow = useAfter(300)
  const { app } = useText()
  if (!isSlow) return <p className="visually-hidden">{app.loading}</p>
  return (
    <div className="history-waiting" role="status">
      <Progress label={label} />
      <p>{seconds < 2 ? label : labelFor(seconds)}</p>
    </div>
  )
}
