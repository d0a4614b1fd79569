import { ArrowLeft, CircleStop, RotateCw, ServerOff } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'

import { Frame } from '../frame.tsx'
import type { Catalogue } from '../i18n/catalogue.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { usePageTitle } from '../page-title.ts'
import type { PaperChoice } from '../report-paths.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { useLoad } from '../rest/load.ts'
import { fetchReport } from '../rest/reports.ts'
import { ApiError } from '../rest/request.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Progress } from '../ui/spinner.tsx'
import { useSeconds } from '../ui/use-seconds.ts'
import { BlockedCard } from './blocked-card.tsx'
import type { Zoom } from './layout.ts'
import { PageField } from './page-field.tsx'
import { PageList } from './page-list.tsx'
import { createPager } from './pager.ts'
import { readPaperChoice } from './paper-choice.ts'
import { Download, PaperFiles } from './paper-files.tsx'
import { usePaper } from './use-paper.ts'
import type { PaperWork } from './use-paper.ts'
import { ZoomTools } from './zoom-tools.tsx'
import './preview.css'

/** `/bao-cao/:reportId/xem-truoc`: the report as exactly the pages that would be printed. */
export default function PreviewPage() {
  const text = useText()
  const { reportId = '' } = useParams()
  const [params] = useSearchParams()
  const choice = useMemo(() => readPaperChoice(params), [params])
  const work = usePaper(reportId, choice)
  const [zoom, setZoom] = useState<Zoom>(firstZoom)
  const [percent, setPercent] = useState(100)
  const [pager] = useState(createPager)
  const { paper } = work
  usePageTitle(text.preview.title)
  return (
    <Frame>
      <div className="preview">
        <div className="preview-bar" role="toolbar" aria-label={text.preview.tools}>
          <Link className="back-link" to={`/bao-cao/${encodeURIComponent(reportId)}`}>
            <ArrowLeft size={16} aria-hidden="true" />
            {text.preview.toReport}
          </Link>
          <Name reportId={reportId} choice={choice} />
          {paper.state === 'ready' && (
            <>
              <PageField pager={pager} pages={paper.pages.sizes.length} />
              <ZoomTools zoom={zoom} percent={percent} onZoom={setZoom} />
              <Button kind="quiet" title={text.preview.refreshHint} onClick={work.again}>
                <RotateCw size={16} aria-hidden="true" />
                {text.preview.refresh}
              </Button>
              <PaperFiles reportId={reportId} choice={choice} />
            </>
          )}
        </div>
        {paper.state === 'ready' ? (
          <PageList pages={paper.pages} zoom={zoom} pager={pager} onPercent={setPercent} />
        ) : (
          <div className="preview-state">
            <InPlaceOfPages reportId={reportId} choice={choice} work={work} />
          </div>
        )}
      </div>
    </Frame>
  )
}

/** The real size of the paper, where there is room for it. */
function firstZoom(): Zoom {
  return window.innerWidth < 860 ? 'width' : 100
}

type AskedProps = { readonly reportId: string; readonly choice: PaperChoice }

function Name({ reportId, choice }: AskedProps) {
  const text = useText()
  const load = useCallback((signal: AbortSignal) => fetchReport(reportId, signal), [reportId])
  const [report] = useLoad(load)
  const which = sayChoice(choice, text)
  return (
    <div className="preview-name">
      <h1>{text.preview.title}</h1>
      <p>{report.state === 'ready' ? `${which} · ${report.value.title}` : which}</p>
    </div>
  )
}

function sayChoice(choice: PaperChoice, { preview, head }: Catalogue): string {
  const { draft, profile, toc, section, version } = choice
  const parts = [draft === undefined ? preview.signing : preview.draft(draft)]
  if (section !== undefined) parts.push(section === 'preamble' ? preview.preamble : preview.section)
  if (version !== undefined) parts.push(preview.version)
  if (toc) parts.push(preview.toc)
  if (profile !== undefined) parts.push(head.profiles[profile])
  return parts.join(' · ')
}

function InPlaceOfPages({ reportId, choice, work }: AskedProps & { readonly work: PaperWork }) {
  const text = useText()
  const { paper, stop, again } = work
  switch (paper.state) {
    case 'making':
      return <Making onStop={stop} />
    case 'stopped':
      return (
        <div className="card">
          <EmptyState icon={CircleStop} title={text.preview.stopped} advice={text.preview.stoppedAdvice}>
            <Button kind="primary" onClick={again}>
              {text.preview.again}
            </Button>
          </EmptyState>
        </div>
      )
    case 'blocked':
      return <BlockedCard reportId={reportId} choice={choice} check={paper.check} />
    case 'failed':
      return <Failed reportId={reportId} choice={choice} error={paper.error} onRetry={again} />
    case 'ready':
      return null
  }
}

function Making({ onStop }: { onStop: () => void }) {
  const { preview: text } = useText()
  const seconds = useSeconds(true)
  return (
    <div className="card preview-making">
      <Progress label={text.making} />
      <p>
        <span role="status">
          {seconds === 0 ? text.making : <span aria-hidden="true">{text.makingFor(seconds)}</span>}
        </span>
      </p>
      {seconds >= 5 && <p className="quiet">{text.makingLong}</p>}
      <Button onClick={onStop}>{text.stop}</Button>
    </div>
  )
}

type FailedProps = AskedProps & { readonly error: unknown; readonly onRetry: () => void }

function Failed({ reportId, choice, error, onRetry }: FailedProps) {
  const text = useText()
  const { language } = useLanguage()
  const noOffice = error instanceof ApiError && error.code === 'pdf-unavailable'
  const sentence = error instanceof ApiError ? errorSentence(error, text, language) : text.preview.codeFailed
  return (
    <div className="card" role="alert">
      <EmptyState
        icon={ServerOff}
        title={noOffice ? text.preview.noOffice : text.preview.failed}
        advice={noOffice ? text.preview.noOfficeAdvice : sentence}
      >
        {!noOffice && (
          <Button onClick={onRetry}>
            <RotateCw size={16} aria-hidden="true" />
            {text.app.retry}
          </Button>
        )}
        <Download reportId={reportId} choice={choice} format="docx" />
      </EmptyState>
    </div>
  )
}
