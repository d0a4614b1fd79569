import { ChevronLeft, ChevronRight } from 'lucide-react'
import { memo, useEffect, useMemo, useRef, useState } from 'react'
import type { CSSProperties } from 'react'

import type { Moment } from '../../report/wire/history.ts'
import type { Version } from '../../report/wire/paper.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import { sayDay, sayExactly, sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { IconButton } from '../ui/button.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { SHARED_COLOR } from './authors.ts'
import { nameSections, nameVersion, sayClock } from './moment-names.ts'
import { dayMarks, pointOf } from './timeline-points.ts'
import type { TimelinePoint } from './timeline-points.ts'

/** After this long without another step, the moment stands in the address. */
const SETTLED_MS = 300
/** Two names of days need so much of the line between them. */
const DAYS_APART = 0.13

type TimeLineProps = {
  readonly report: ReportDetail
  readonly points: readonly TimelinePoint[]
  readonly versions: readonly Version[]
  readonly moment: Moment
  /** While somebody drags. */
  readonly onPass: (moment: Moment) => void
  /** Where they stopped. */
  readonly onStay: (moment: Moment) => void
}

/** All of the report's past as one line to be dragged along. */
export function TimeLine({ report, points, versions, moment, onPass, onStay }: TimeLineProps) {
  const { history: text } = useText()
  const { language } = useLanguage()
  const stood = Math.max(0, pointOf(points, moment, versions))
  const [dragged, setDragged] = useState<number>()
  /** The last step, drawn or not. */
  const latest = useRef<number>(undefined)
  const at = Math.min(dragged ?? stood, points.length - 1)
  const point = points[at]

  useEffect(() => {
    if (dragged === undefined) return undefined
    const timer = setTimeout(() => {
      // Another step that is not drawn yet: this timer was already due as it came.
      if (latest.current !== dragged) return
      const stop = points[dragged]
      setDragged(undefined)
      if (stop) onStay(stop.moment)
    }, SETTLED_MS)
    return () => clearTimeout(timer)
  }, [dragged, points, onStay])

  const go = (index: number) => {
    const stop = points[Math.min(points.length - 1, Math.max(0, index))]
    if (!stop) return
    latest.current = points.indexOf(stop)
    setDragged(latest.current)
    onPass(stop.moment)
  }
  const when = point && (point.moment === 'now' ? text.now : sayExactly(point.at, language))
  const said = point?.version ? `${nameVersion(point.version, text, language)}, ${when}` : when
  return (
    <section className="history-timeline" aria-label={text.timeline}>
      <div className="history-line">
        <Tooltip text={text.previousPoint}>
          <IconButton label={text.previousPoint} disabled={at === 0} onClick={() => go(at - 1)}>
            <ChevronLeft size={18} aria-hidden="true" />
          </IconButton>
        </Tooltip>
        <div className="history-track">
          <Bars report={report} points={points} />
          <input
            type="range"
            min={0}
            max={points.length - 1}
            step={1}
            value={at}
            aria-label={text.timeline}
            aria-valuetext={said}
            title={text.timelineHint}
            onChange={(event) => go(Number(event.target.value))}
          />
          <Days points={points} />
        </div>
        <Tooltip text={text.nextPoint}>
          <IconButton label={text.nextPoint} disabled={at >= points.length - 1} onClick={() => go(at + 1)}>
            <ChevronRight size={18} aria-hidden="true" />
          </IconButton>
        </Tooltip>
      </div>
      {point && <PointSentence report={report} point={point} />}
    </section>
  )
}

/** What happened up to a stop: when, who, how much, where. */
function PointSentence({ report, point }: { report: ReportDetail; point: TimelinePoint }) {
  const { history: text } = useText()
  const { language } = useLanguage()
  const { stretch, version, moment, at } = point
  const people = stretch?.people.map(({ name, office }) => (office ? `${name} (${office})` : name)) ?? []
  const when =
    moment === 'now'
      ? text.now
      : stretch && sayClock(stretch.from, language) !== sayClock(stretch.to, language)
        ? `${text.between(sayClock(stretch.from, language), sayClock(stretch.to, language))}, ${sayDay(at, language)}`
        : sayExactly(at, language)
  const sections = stretch ? nameSections(stretch.sectionIds, report, text) : ''
  const parts = [
    ...(version ? [nameVersion(version, text, language)] : []),
    ...(people.length > 0 ? [people.join(', ')] : []),
    ...(stretch && stretch.edits > 0 ? [text.edits(sayNumber(stretch.edits, language))] : []),
    ...(sections ? [text.inSections(sections)] : []),
  ]
  const sentence = parts.join(' · ')
  return (
    <p className="history-point" title={sentence}>
      <strong>{when}</strong> {sentence || (moment === 'now' ? text.nowHint : '')}
    </p>
  )
}

type BarsProps = { readonly report: ReportDetail; readonly points: readonly TimelinePoint[] }

/** How much was written and by which office; a mark where a version was kept. */
const Bars = memo(function Bars({ report, points }: BarsProps) {
  const colors = useMemo(
    () => new Map(report.members.map(({ userId, office }) => [userId, office?.color])),
    [report.members],
  )
  const most = Math.max(1, ...points.map(({ stretch }) => stretch?.edits ?? 0))
  return (
    <div className="history-bars" aria-hidden="true">
      {points.map(({ moment, stretch, version }, index) => {
        const found = new Set(stretch?.people.map(({ userId }) => colors.get(userId) ?? SHARED_COLOR))
        const [color = SHARED_COLOR] = found.size === 1 ? found : []
        const height = stretch ? 15 + 85 * Math.sqrt(stretch.edits / most) : 0
        const style = {
          '--at': points.length > 1 ? index / (points.length - 1) : 0,
          '--height': `${height}%`,
          '--author': color,
        } as CSSProperties
        return (
          <span key={moment} style={style}>
            {stretch && <i />}
            {version && <b data-kind={version.kind} />}
          </span>
        )
      })}
    </div>
  )
})

const Days = memo(function Days({ points }: { points: readonly TimelinePoint[] }) {
  const { history: text } = useText()
  const { language } = useLanguage()
  const marks = dayMarks(points, (at) => sayDay(at, language), DAYS_APART)
  const span = Math.max(1, points.length - 1)
  return (
    <div className="history-days" aria-hidden="true">
      {marks.map(({ index, at }) => (
        <span
          key={index}
          style={{ '--at': index / span } as CSSProperties}
          data-edge={index === 0 ? 'start' : undefined}
        >
          {sayDay(at, language)}
        </span>
      ))}
      <span style={{ '--at': 1 } as CSSProperties} data-edge="end">
        {text.now}
      </span>
    </div>
  )
})
