import { CalendarClock, FileSearch, ListTree, Scale } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

import type { PlanPreview } from '../../report/wire/rest.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { sayDate } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Note } from '../ui/note.tsx'
import { Waiting } from '../ui/spinner.tsx'
import type { PreviewState } from './use-plan-preview.ts'

type PlanPreviewPanelProps = {
  readonly preview: PreviewState
  readonly title: string
  readonly onStartBlank: () => void
}

/** The outline that a plan will give, and what was found in it, before anything is made. */
export function PlanPreviewPanel(props: PlanPreviewPanelProps) {
  const { reports: text } = useText()
  return (
    <section className="card plan-preview" aria-labelledby="plan-preview-title" aria-live="polite">
      <h2 id="plan-preview-title">{text.preview}</h2>
      <PreviewBody {...props} />
    </section>
  )
}

function PreviewBody({ preview, title, onStartBlank }: PlanPreviewPanelProps) {
  const text = useText()
  const { language } = useLanguage()
  switch (preview.state) {
    case 'nothing':
      return (
        <p className="plan-preview-empty">
          <FileSearch size={28} strokeWidth={1.5} aria-hidden="true" />
          {text.reports.previewEmpty}
        </p>
      )
    case 'reading':
      return <Waiting label={text.reports.previewing} stillLabel={text.app.stillWorking} />
    case 'failed':
      return (
        <Note tone="danger">
          <strong>{text.reports.previewFailed}.</strong> {errorSentence(preview.error, text, language)}
        </Note>
      )
    case 'ready':
      return <Found preview={preview.preview} title={title} onStartBlank={onStartBlank} />
  }
}

function Found(props: { preview: PlanPreview; title: string; onStartBlank: () => void }) {
  const { preview, title, onStartBlank } = props
  const { reports: text } = useText()
  const { sections, milestones, legalBases, problems } = preview
  return (
    <>
      {problems.length > 0 && (
        <Note tone="warning">
          <strong>{text.problems}</strong>
          <ul className="plain-list">
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Note>
      )}
      <p className="preview-title">
        <span className="preview-type">{preview.type}</span>
        {title.trim() || preview.title}
      </p>
      <p className="quiet">{text.found(sections.length, milestones.length, legalBases.length)}</p>
      <Part icon={ListTree} title={text.sections}>
        {sections.length > 0 ? (
          <Sections preview={preview} />
        ) : (
          <div className="preview-no-sections">
            <p>{text.previewNoSections}</p>
            <Button onClick={onStartBlank}>{text.startBlank}</Button>
          </div>
        )}
      </Part>
      {milestones.length > 0 && (
        <Part icon={CalendarClock} title={text.milestones}>
          <Milestones milestones={milestones} />
        </Part>
      )}
      {legalBases.length > 0 && (
        <Part icon={Scale} title={text.legalBases}>
          <LegalBases bases={legalBases} />
        </Part>
      )}
    </>
  )
}

function Part({ icon: Icon, title, children }: { icon: LucideIcon; title: string; children: ReactNode }) {
  return (
    <div className="preview-part">
      <h3>
        <Icon size={16} aria-hidden="true" />
        {title}
      </h3>
      {children}
    </div>
  )
}

function Sections({ preview }: { preview: PlanPreview }) {
  return (
    <ol className="preview-sections">
      {preview.sections.map((section, index) => (
        // A preview never changes its order: the place is the identity.
        <li key={`${index}-${section.number}`} data-level={section.level} title={section.guidance}>
          <span className="preview-number">{section.number}</span>
          <span>{section.title}</span>
        </li>
      ))}
    </ol>
  )
}

function Milestones({ milestones }: { milestones: PlanPreview['milestones'] }) {
  const { reports: text } = useText()
  const { language } = useLanguage()
  const say = (date: string | null, before: boolean) => {
    if (!date) return text.undated
    return before ? text.dueBefore(sayDate(date, language)) : text.due(sayDate(date, language))
  }
  return (
    <ul className="preview-milestones">
      {milestones.map(({ date, before, what, from, to }) => (
        <li key={`${date}-${what}`}>
          <strong>{say(date, before)}</strong>
          <span>
            {what}
            {from && to && <span className="quiet"> ({text.milestoneRoute(from, to)})</span>}
          </span>
        </li>
      ))}
    </ul>
  )
}

function LegalBases({ bases }: { bases: PlanPreview['legalBases'] }) {
  const { reports: text } = useText()
  const { language } = useLanguage()
  return (
    <ul className="plain-list">
      {bases.map(({ code, date }) => (
        <li key={code}>{date ? text.dated(code, sayDate(date, language)) : code}</li>
      ))}
    </ul>
  )
}
