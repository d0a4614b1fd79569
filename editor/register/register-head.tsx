import type { RegisterCounts } from '../../report/review/register.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import { sayDay, sayNumber } from '../i18n/dates.ts'
import { useLanguage, useNow, useText } from '../i18n/text.tsx'

/** What stands above the table on paper; the screen says the same in its own way. */
export function RegisterHead({ report, counts }: { report: ReportDetail; counts: RegisterCounts }) {
  const { register: text } = useText()
  const { language } = useLanguage()
  const now = useNow()
  const say = (n: number) => sayNumber(n, language)
  const counted = [
    text.all(say(counts.all)),
    text.accepted(say(counts.accepted)),
    text.explained(say(counts.explained)),
    text.unanswered(say(counts.unanswered)),
    ...(counts.dropped > 0 ? [text.dropped(say(counts.dropped))] : []),
  ]
  return (
    <div className="register-paper-head" aria-hidden="true">
      <p className="register-paper-body">{report.head.issuingBody}</p>
      <p className="register-paper-title">{text.title}</p>
      <p className="register-paper-report">{report.title}</p>
      <p>{counted.join('; ')}.</p>
      <p>{text.printedAt(sayDay(now.getTime(), language))}</p>
    </div>
  )
}
