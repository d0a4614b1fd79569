import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { Link, useNavigate } from 'react-router'

import { errorSentence } from '../rest/error-sentence.ts'
import { createReport } from '../rest/reports.ts'
import { Frame } from '../frame.tsx'
import { useLanguage, useText } from '../i18n/text.tsx'
import { usePageTitle } from '../page-title.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Note } from '../ui/note.tsx'
import { Progress, useAfter } from '../ui/spinner.tsx'
import { PlanPreviewPanel } from './plan-preview-panel.tsx'
import { PlanSourceFields } from './plan-source-fields.tsx'
import { sourceOf } from './plan-source.ts'
import type { PlanChoice } from './plan-source.ts'
import { usePlanPreview } from './use-plan-preview.ts'

export default function NewReportPage() {
  const text = useText()
  const { language } = useLanguage()
  const navigate = useNavigate()
  const [choice, setChoice] = useState<PlanChoice>({
    type: 'shipped',
    text: '',
    file: undefined,
    blankIfMissing: false,
  })
  const [title, setTitle] = useState('')
  const [titleMissing, setTitleMissing] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const source = sourceOf(choice)
  const preview = usePlanPreview(source)
  usePageTitle(text.reports.newTitle)

  const lacksOutline = preview.state === 'ready' && preview.preview.sections.length === 0
  const needsTitle = choice.type === 'blank'
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    setTitleMissing(needsTitle && !title.trim())
    if (!source || (needsTitle && !title.trim())) return
    setBusy(true)
    setFailure(undefined)
    createReport(source, title).then(
      (id) => navigate(`/bao-cao/${id}`),
      (error: unknown) => {
        setBusy(false)
        setFailure(error)
      },
    )
  }

  return (
    <Frame>
      <Link className="back-link" to="/">
        <ArrowLeft size={16} aria-hidden="true" />
        {text.app.toReports}
      </Link>
      <div className="page-head">
        <h1>{text.reports.newTitle}</h1>
      </div>
      <div className="new-report">
        <form className="card new-report-form" onSubmit={handleSubmit} noValidate>
          <p className="quiet">{text.reports.newIntro}</p>
          <PlanSourceFields choice={choice} onChange={setChoice} />
          <Field
            label={text.reports.reportTitle}
            hint={needsTitle ? text.reports.reportTitleBlankHint : text.reports.reportTitleHint}
            error={titleMissing ? text.reports.titleMissing : undefined}
          >
            {(control) => (
              <textarea
                {...control}
                className="input title-input"
                rows={2}
                maxLength={500}
                value={title}
                onChange={(event) => setTitle(event.target.value)}
              />
            )}
          </Field>
          {failure !== undefined && <Note tone="danger">{errorSentence(failure, text, language)}</Note>}
          <div className="form-actions">
            <Button
              kind="primary"
              type="submit"
              busy={busy}
              disabled={!source || preview.state === 'failed' || lacksOutline}
            >
              {busy ? text.reports.creating : text.reports.create}
            </Button>
          </div>
          {busy && <SlowCreation />}
        </form>
        <PlanPreviewPanel
          preview={preview}
          title={title}
          onStartBlank={() => setChoice({ ...choice, blankIfMissing: true })}
        />
      </div>
    </Frame>
  )
}

function SlowCreation() {
  const { reports } = useText()
  const slow = useAfter(1000)
  if (!slow) return null
  return (
    <div role="status">
      <Progress label={reports.creatingSlow} />
      <p className="quiet">{reports.creatingSlow}</p>
    </div>
  )
}
