import { FileOutput, GitCompareArrows, RotateCcw } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { Link } from 'react-router'

import type { Moment, Timeline } from '../../report/wire/history.ts'
import type { Version } from '../../report/wire/paper.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import { useText } from '../i18n/text.tsx'
import { LoadFailed } from '../load-failed.tsx'
import { previewPath } from '../report-paths.ts'
import type { Loaded } from '../rest/load.ts'
import { Button } from '../ui/button.tsx'
import { Progress } from '../ui/spinner.tsx'
import type { HistoryChoice } from './history-choice.ts'
import { Reasoned } from './reasoned.tsx'
import type { WholeRestore } from './reasoned.tsx'
import { PastSheet } from './past-text.tsx'
import { TimeLine } from './time-line.tsx'
import { seqOf } from './timeline-points.ts'
import type { TimelinePoint } from './timeline-points.ts'
import type { PastWork } from './use-past.ts'
import { versionBefore } from './version-days.ts'
import { WaitingText } from './waiting-text.tsx'

type PastViewProps = {
  readonly report: ReportDetail
  readonly versions: readonly Version[]
  readonly timeline: Loaded<Timeline>
  readonly points: readonly TimelinePoint[]
  readonly moment: Moment
  readonly past: PastWork
  readonly name: (moment: Moment) => string
  readonly whole: WholeRestore
  readonly tools: ((sectionId: string, name: string) => ReactNode) | undefined
  readonly desk: RefObject<HTMLDivElement | null>
  readonly onChoose: (choice: HistoryChoice) => void
  readonly onPass: (moment: Moment) => void
  readonly onStay: (moment: Moment) => void
  readonly onReload: () => void
}

/** What the report said at a moment, with the time line to drag along. */
export function PastView(props: PastViewProps) {
  const { report, versions, timeline, points, moment, past, name, whole, tools, desk } = props
  const { history: text } = useText()
  const { shown, failure, wanted } = past.state
  const isVersion = versions.some(({ id }) => id === moment)
  const before = versionBefore(versions, seqOf(moment, versions) ?? Infinity)
  const isBehind = shown !== undefined && shown.key !== wanted && failure === undefined
  return (
    <>
      <div className="history-bar">
        <h2 title={name(moment)}>{name(moment)}</h2>
        <div className="history-acts">
          {moment !== 'now' && (
            <Button onClick={() => props.onChoose({ look: 'changes', from: moment, to: 'now' })}>
              <GitCompareArrows size={16} aria-hidden="true" />
              {text.compareNow}
            </Button>
          )}
          {before && (
            <Button onClick={() => props.onChoose({ look: 'changes', from: before.id, to: moment })}>
              {moment === 'now' && <GitCompareArrows size={16} aria-hidden="true" />}
              {text.compareBefore}
            </Button>
          )}
          {(isVersion || moment === 'now') && (
            <Link
              className="button"
              to={previewPath(report.id, isVersion ? { version: moment } : {})}
              title={text.exportPages}
            >
              <FileOutput size={16} aria-hidden="true" />
              {text.export}
            </Link>
          )}
          {moment !== 'now' && (
            <Reasoned reason={whole.reason}>
              {(refused) => (
                <Button {...refused} onClick={refused.onClick ?? whole.onRestore}>
                  <RotateCcw size={16} aria-hidden="true" />
                  {text.restoreAll}
                </Button>
              )}
            </Reasoned>
          )}
        </div>
      </div>
      {timeline.state === 'ready' ? (
        <TimeLine
          report={report}
          points={points}
          versions={versions}
          moment={moment}
          onPass={props.onPass}
          onStay={props.onStay}
        />
      ) : (
        <div className="history-timeline">
          {timeline.state === 'loading' ? (
            <Progress label={text.timelineLoading} />
          ) : (
            <p className="history-point">
              {text.timelineFailed}{' '}
              <Button kind="quiet" onClick={props.onReload}>
                {text.timeline}
              </Button>
            </p>
          )}
        </div>
      )}
      <div className="history-progress">{isBehind && <Progress label={text.loadingText} />}</div>
      {/* In the order of the keyboard, to be scrolled by it. */}
      <div
        className="history-desk"
        ref={desk}
        tabIndex={0}
        role="region"
        aria-label={text.textLabel(name(shown?.key ?? moment))}
        aria-busy={isBehind}
      >
        {failure !== undefined && (
          <LoadFailed title={text.textFailed} error={failure.error} onRetry={past.again} />
        )}
        {failure === undefined && !shown && (
          <WaitingText label={text.loadingText} labelFor={text.loadingFor} />
        )}
        {failure === undefined && shown && (
          <PastSheet
            report={report}
            content={shown.value.content}
            label={text.textLabel(name(shown.key))}
            tools={shown.key === moment ? tools : undefined}
          />
        )}
      </div>
    </>
  )
}
