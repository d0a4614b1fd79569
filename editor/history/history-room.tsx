import { ArrowLeft, RotateCcw, Save } from 'lucide-react'
import { useCallback, useMemo, useRef, useState } from 'react'
import { Link, useSearchParams } from 'react-router'

import { ERRORS } from '../../report/wire/errors.ts'
import type { Moment, Timeline } from '../../report/wire/history.ts'
import type { Version } from '../../report/wire/paper.ts'
import { useLanguage, useNow, useText } from '../i18n/text.tsx'
import { fetchCompared } from '../rest/history.ts'
import { useLoad } from '../rest/load.ts'
import type { Loaded } from '../rest/load.ts'
import { useMe, useSession } from '../session/session.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { useToast } from '../ui/toast.tsx'
import { authorsBySection } from './authors.ts'
import { changedSections } from './change-overview.ts'
import { CompareView } from './compare-view.tsx'
import { printHistoryChoice, readHistoryChoice } from './history-choice.ts'
import type { HistoryChoice } from './history-choice.ts'
import { whyNotSections, whyNotWhole } from './may-restore.ts'
import type { RestoreRefusal } from './may-restore.ts'
import { nameMoment } from './moment-names.ts'
import { PastView } from './past-view.tsx'
import { Reasoned } from './reasoned.tsx'
import type { WholeRestore } from './reasoned.tsx'
import { RestoreDialog } from './restore-dialog.tsx'
import type { RestoreWish } from './restore-dialog.tsx'
import { SaveDialog } from './save-dialog.tsx'
import { ChangeList, OutlineList } from './side-lists.tsx'
import { timelinePoints } from './timeline-points.ts'
import type { HistoryFacts } from './use-history.ts'
import { usePast } from './use-past.ts'
import { VersionList } from './version-list.tsx'
import { sectionAnchor } from './written-text.tsx'

type HistoryRoomProps = {
  readonly facts: HistoryFacts
  readonly timeline: Loaded<Timeline>
  readonly onReload: () => void
}

/** On a narrow screen one of them is seen; on a wide one the text stands beside one of the others. */
type Panel = 'versions' | 'sections' | 'text'

export function HistoryRoom({ facts, timeline, onReload }: HistoryRoomProps) {
  const words = useText()
  const { history: text } = words
  const { language } = useLanguage()
  const { report, offices, versions } = facts
  const toast = useToast()
  const now = useNow()
  const [params, setParams] = useSearchParams()
  const asked = useMemo(() => readHistoryChoice(params), [params])
  const choice: HistoryChoice = asked.look === 'nothing' ? { look: 'past', moment: 'now' } : asked
  const [panel, setPanel] = useState<Panel>(asked.look === 'nothing' ? 'versions' : 'text')
  const [side, setSide] = useState<'versions' | 'sections'>(
    asked.look === 'changes' ? 'sections' : 'versions',
  )
  /** Where somebody drags or stopped, until the address says so too: the router draws that when it has time. */
  const [passing, setPassing] = useState<Moment>()
  if (passing !== undefined && choice.look === 'past' && choice.moment === passing) setPassing(undefined)
  const [dialog, setDialog] = useState<'save' | RestoreWish>()
  const [naming, setNaming] = useState<Version>()
  const desk = useRef<HTMLDivElement>(null)

  const moment = choice.look === 'past' ? (passing ?? choice.moment) : undefined
  const past = usePast(report.id, moment, useSession().generation)
  const [compared, compareAgain] = useCompared(report.id, choice)
  const known = timeline.state === 'ready' ? timeline.value : undefined
  const points = useMemo(
    () => timelinePoints(known?.stretches ?? [], versions, now.getTime()),
    [known, versions, now],
  )
  const name = (which: Moment) => nameMoment(which, { versions, timeline: known }, words, language)
  const sections = useMemo(
    () => (compared.state === 'ready' && compared.value ? changedSections(compared.value.comparison) : []),
    [compared],
  )
  const authors = useMemo(
    () =>
      authorsBySection(compared.state === 'ready' && compared.value ? compared.value.people : [], {
        members: report.members,
        offices,
      }),
    [compared, report.members, offices],
  )

  const choose = useCallback(
    (next: HistoryChoice) => {
      setPassing(undefined)
      setPanel('text')
      setSide(next.look === 'changes' ? 'sections' : 'versions')
      setParams(printHistoryChoice(next))
    },
    [setParams],
  )
  const stay = useCallback(
    (next: Moment) => {
      setParams(printHistoryChoice({ look: 'past', moment: next }), { replace: true })
    },
    [setParams],
  )
  const showPanel = (next: Panel) => {
    setPanel(next)
    if (next !== 'text') setSide(next)
  }
  const jump = (sectionId: string) => {
    setPanel('text')
    // Where there was another panel, the text is there only after the next drawing.
    requestAnimationFrame(() => jumpTo(sectionId))
  }

  // What is restored comes from the older side; the present cannot be restored from itself.
  const source = choice.look === 'past' ? choice.moment : choice.to === 'now' ? choice.from : 'now'
  const { whole, tools } = useRestoring(facts, source, setDialog)
  const handleSaved = ({ number, name: given }: { number: number; name: string }) => {
    setDialog(undefined)
    setNaming(undefined)
    toast(text.saved(number, given), 'good')
    onReload()
  }
  const mayName = report.role === 'coordinator' && report.stage !== 'signed'
  const mark = report.head.headingMark ?? '.'
  const sectionsTab = choice.look === 'changes' ? text.changes : text.outline
  return (
    <div className="history" data-panel={panel}>
      <header className="history-head">
        <Link className="back-link" to={`/bao-cao/${encodeURIComponent(report.id)}`}>
          <ArrowLeft size={16} aria-hidden="true" />
          {text.toReport}
        </Link>
        <div className="history-name">
          <h1>{text.title}</h1>
          <p title={report.title}>{report.title}</p>
        </div>
        <Reasoned reason={mayName ? undefined : text.saveNotAllowed}>
          {(refused) => (
            <Button {...refused} onClick={refused.onClick ?? (() => setDialog('save'))}>
              <Save size={16} aria-hidden="true" />
              <span className="history-save">{text.save}</span>
            </Button>
          )}
        </Reasoned>
      </header>
      <div className="history-side">
        <div className="history-tabs" role="group" aria-label={text.views}>
          {(['versions', 'sections', 'text'] as const).map((one) => (
            <button
              key={one}
              type="button"
              data-tab={one}
              aria-pressed={one === 'text' ? panel === 'text' : side === one && panel !== 'text'}
              data-chosen={one === side ? '' : undefined}
              onClick={() => showPanel(one)}
            >
              {one === 'versions' ? text.versions : one === 'sections' ? sectionsTab : text.text}
              {one === 'sections' && choice.look === 'changes' && sections.length > 0 && (
                <span className="history-badge">{sections.length}</span>
              )}
            </button>
          ))}
        </div>
        <nav className="history-panel" aria-label={side === 'versions' ? text.versions : sectionsTab}>
          {side === 'versions' ? (
            <VersionList
              report={report}
              versions={versions}
              choice={choice}
              onChoose={choose}
              onName={mayName ? setNaming : undefined}
            />
          ) : choice.look === 'changes' ? (
            <ChangeList sections={sections} authors={authors} mark={mark} onJump={jump} />
          ) : (
            <OutlineList content={past.state.shown?.value.content} mark={mark} onJump={jump} />
          )}
        </nav>
      </div>
      <div className="history-main">
        {choice.look === 'past' ? (
          <PastView
            report={report}
            versions={versions}
            timeline={timeline}
            points={points}
            moment={moment ?? 'now'}
            past={past}
            name={name}
            whole={whole}
            tools={tools}
            desk={desk}
            onChoose={choose}
            onPass={setPassing}
            onStay={stay}
            onReload={onReload}
          />
        ) : (
          <CompareView
            report={report}
            versions={versions}
            choice={choice}
            compared={compared}
            sections={sections}
            authors={authors}
            name={name}
            whole={whole}
            tools={choice.to === 'now' ? tools : undefined}
            desk={desk}
            onChoose={choose}
            onAgain={compareAgain}
          />
        )}
      </div>
      {dialog === 'save' && (
        <SaveDialog reportId={report.id} onSaved={handleSaved} onClose={() => setDialog(undefined)} />
      )}
      {naming && (
        <SaveDialog
          reportId={report.id}
          version={naming}
          onSaved={handleSaved}
          onClose={() => setNaming(undefined)}
        />
      )}
      {dialog !== undefined && dialog !== 'save' && (
        <RestoreDialog
          reportId={report.id}
          wish={dialog}
          name={name(dialog.moment)}
          onClose={() => setDialog(undefined)}
          onRestored={({ before, changed }) => {
            setDialog(undefined)
            toast(changed ? text.restored : text.restoredSame, 'good')
            onReload()
            if (changed) choose({ look: 'changes', from: before, to: 'now' })
          }}
        />
      )}
    </div>
  )
}

function useCompared(reportId: string, choice: HistoryChoice) {
  const from = choice.look === 'changes' ? choice.from : undefined
  const to = choice.look === 'changes' ? choice.to : undefined
  const load = useCallback(
    async (signal: AbortSignal) =>
      from === undefined || to === undefined || from === to
        ? undefined
        : fetchCompared(reportId, { from, to }, signal),
    [reportId, from, to],
  )
  return useLoad(load)
}

/** What one may bring back from `source`, and why not. */
function useRestoring({ report }: HistoryFacts, source: Moment, onWish: (wish: RestoreWish) => void) {
  const { history: text } = useText()
  const { language } = useLanguage()
  const { office } = useMe()
  const writer = useMemo(() => ({ role: report.role, officeId: office?.id ?? null }), [report.role, office])
  const say = useCallback(
    (refusal: RestoreRefusal | undefined) => {
      if (refusal === undefined) return undefined
      return refusal === 'coordinators-only' ? text.coordinatorsOnly : ERRORS[refusal][language]
    },
    [text, language],
  )
  const whyNot = useMemo(() => whyNotSections(writer, report), [writer, report])
  const tools = useCallback(
    (id: string, name: string) => (
      <Reasoned reason={say(whyNot(id))}>
        {(refused) => (
          <span className="history-tool">
            <IconButton
              label={text.restoreSectionOf(name)}
              {...refused}
              onClick={refused.onClick ?? (() => onWish({ moment: source, section: { id, name } }))}
            >
              <RotateCcw size={15} aria-hidden="true" />
            </IconButton>
          </span>
        )}
      </Reasoned>
    ),
    [say, whyNot, text, onWish, source],
  )
  const whole: WholeRestore = {
    reason: source === 'now' ? text.nowNeedsNone : say(whyNotWhole(writer, report)),
    onRestore: () => onWish({ moment: source, section: undefined }),
  }
  return { whole, tools: source === 'now' ? undefined : tools }
}

function jumpTo(sectionId: string): void {
  const element = document.getElementById(sectionAnchor(sectionId))
  element?.scrollIntoView({ block: 'start' })
  requestAnimationFrame(() => element?.scrollIntoView({ block: 'start' }))
}
