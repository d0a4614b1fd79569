import { ArrowLeft, Download, ListChecks, Printer } from 'lucide-react'
import { useMemo } from 'react'
import { Link, useParams } from 'react-router'

import { registerCounts, registerRows, sortedRows } from '../../report/review/register.ts'
import type { RegisterCounts } from '../../report/review/register.ts'
import { LoadFailed } from '../load-failed.tsx'
import { Frame } from '../frame.tsx'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { usePageTitle } from '../page-title.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Note } from '../ui/note.tsx'
import { Waiting } from '../ui/spinner.tsx'
import { appraisalPath } from '../rest/review.ts'
import { RegisterFilters } from './register-filters.tsx'
import { RegisterHead } from './register-head.tsx'
import { chosenRows, officeOptions } from './register-rows.ts'
import { RegisterTable } from './register-table.tsx'
import { useRegister, useRegisterChoice } from './use-register.ts'
import type { Register } from './use-register.ts'
import './register.css'

/** `/bao-cao/:reportId/gop-y`: every opinion of the appraisal with its answer, to be sorted, answered, printed. */
export default function RegisterPage() {
  const text = useText()
  const { reportId = '' } = useParams()
  const [loaded, reload] = useRegister(reportId)
  usePageTitle(text.register.link)
  return (
    <Frame>
      <div className="register">
        <Link className="back-link" to={`/bao-cao/${reportId}`}>
          <ArrowLeft size={16} aria-hidden="true" />
          {text.register.toReport}
        </Link>
        {loaded.state !== 'ready' && (
          <div className="page-head">
            <h1>{text.register.title}</h1>
          </div>
        )}
        {loaded.state === 'loading' && (
          <Waiting label={text.app.loading} stillLabel={text.app.stillWorking} />
        )}
        {loaded.state === 'failed' && (
          <LoadFailed title={text.register.failed} error={loaded.error} onRetry={reload} />
        )}
        {loaded.state === 'ready' && <RegisterView register={loaded.value} onReload={reload} />}
      </div>
    </Frame>
  )
}

function RegisterView({ register, onReload }: { register: Register; onReload: () => void }) {
  const { register: text } = useText()
  const { report, offices, threads } = register
  const [choice, change, clear] = useRegisterChoice()
  const { sort } = choice
  const rows = useMemo(
    () => registerRows(report, new Map(offices.map(({ id, shortName }) => [id, shortName])), threads, {}),
    [report, offices, threads],
  )
  const sorted = useMemo(() => sortedRows(rows, sort), [rows, sort])
  const chosen = chosenRows(sorted, choice)
  const counts = registerCounts(rows)
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{text.title}</h1>
          <p className="quiet">{report.title}</p>
        </div>
        {rows.length > 0 && (
          <div className="page-actions">
            <a
              className="button"
              href={appraisalPath(report.id, { sort })}
              title={text.downloadHint}
              download
            >
              <Download size={16} aria-hidden="true" />
              {text.download}
            </a>
            <Button onClick={() => window.print()}>
              <Printer size={16} aria-hidden="true" />
              {text.print}
            </Button>
          </div>
        )}
      </div>
      <RegisterHead report={report} counts={counts} />
      {rows.length === 0 ? (
        <div className="card">
          <EmptyState icon={ListChecks} title={text.empty} advice={text.emptyAdvice} />
        </div>
      ) : (
        <>
          <Counts counts={counts} onShowBlocking={() => change({ state: 'blocking' })} />
          <RegisterFilters
            choice={choice}
            options={officeOptions(rows, offices)}
            onChange={change}
            onClear={clear}
          />
          <RegisterTable
            report={report}
            rows={chosen}
            all={rows.length}
            choice={choice}
            onChange={change}
            onClear={clear}
            onReload={onReload}
          />
        </>
      )}
    </>
  )
}

function Counts({ counts, onShowBlocking }: { counts: RegisterCounts; onShowBlocking: () => void }) {
  const { register: text } = useText()
  const { language } = useLanguage()
  const say = (n: number) => sayNumber(n, language)
  return (
    <div className="register-counts">
      <ul aria-label={text.counts}>
        <li className="chip">{text.all(say(counts.all))}</li>
        <li className="chip" data-tone="good">
          {text.accepted(say(counts.accepted))}
        </li>
        <li className="chip" data-tone="accent">
          {text.explained(say(counts.explained))}
        </li>
        <li className="chip" data-tone={counts.unanswered > 0 ? 'warning' : undefined}>
          {text.unanswered(say(counts.unanswered))}
        </li>
        {counts.dropped > 0 && <li className="chip">{text.dropped(say(counts.dropped))}</li>}
      </ul>
      {counts.blocking > 0 && (
        <Note tone="warning">
          <div className="register-blocking">
            <p>{text.blocking(say(counts.blocking))}</p>
            <Button kind="quiet" onClick={onShowBlocking}>
              {text.showBlocking}
            </Button>
          </div>
        </Note>
      )}
    </div>
  )
}
