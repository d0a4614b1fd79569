import { useMemo, useState } from 'react'

import { isClosed, whyNowhere } from '../../report/permission/rights.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import { useAttribution } from '../attribution/use-attribution.tsx'
import { useExcerpts } from '../contributions/use-excerpts.tsx'
import { useHeadingMark, usePaperDialogs } from '../export/use-paper-dialogs.tsx'
import { useFormCheck } from '../form-check/use-form-check.tsx'
import { EditHeadButton } from '../head/edit-head-button.tsx'
import { mayEditHead } from '../head/head-dialog.tsx'
import { useText } from '../i18n/text.tsx'
import { ReviewGround, ReviewPlace } from '../review/review-ground.tsx'
import { OutlinePane } from '../sections/outline-pane.tsx'
import type { OpenedReview } from '../review/open-review.ts'
import { ReviewContext, useCommentCommand, useMayComment, useReview } from '../review/use-review.ts'
import { SectionDialogs } from '../sections/section-dialogs.tsx'
import type { SectionAction } from '../sections/section-dialogs.tsx'
import { useSectionInAddress } from '../sections/use-section-in-address.ts'
import { useMe } from '../session/session.tsx'
import type { ReportConnection } from './connection/connection.ts'
import { DraftHead } from './draft-head.tsx'
import { LoadingPage } from './loading-page.tsx'
import { OutlineFold } from './outline-fold.tsx'
import { PeopleAnnouncer } from './people-announcer.tsx'
import { usePeople } from './presence/people.ts'
import { ReceivedTexts } from './recovery/received-texts.tsx'
import { useInsertion } from './recovery/use-insertion.ts'
import { useRecovery } from './recovery/use-recovery.tsx'
import { RefusedPage } from './refused-page.tsx'
import { useRegionKeys } from './regions.ts'
import { useOpenRights, useReloadOnNews } from './rights/use-open-rights.ts'
import { Sheet } from './sheet.tsx'
import { Toolbar } from './toolbar/toolbar.tsx'
import { TroubleBanner } from './trouble-banner.tsx'
import { useConnection } from './use-connection.ts'
import { useImageUpload } from './use-image-upload.tsx'
import { useObservable } from './use-observable.ts'
import { useReportEditor } from './use-report-editor.ts'

type DraftRoomProps = {
  readonly report: ReportDetail
  /** What surrounds the text has changed: fetch it again. */
  readonly onReload: () => void
  /** Throw this copy of the text away and open the report anew. */
  readonly onReopen: () => void
}

export function DraftRoom(props: DraftRoomProps) {
  const me = useMe()
  const connection = useConnection(props.report, me)
  const review = useReview(connection, props.report, me)
  if (!connection || !review) return <LoadingPage />
  return (
    <ReviewContext value={review}>
      <OpenReport connection={connection} review={review} {...props} />
    </ReviewContext>
  )
}

type OpenReportProps = DraftRoomProps & {
  readonly connection: ReportConnection
  readonly review: OpenedReview
}

function OpenReport({ connection, review, report, onReload, onReopen }: OpenReportProps) {
  const { drafting, rights: rightsText, reports: reportsText } = useText()
  const people = usePeople(connection)
  const ready = useObservable(connection.ready)
  const images = useImageUpload(report.id)
  const [sectionAction, setSectionAction] = useState<SectionAction>()
  const rights = useOpenRights(report)
  const open = useObservable(rights)
  const nowhere = whyNowhere(open.writer, open.rights.stage)
  const editable = nowhere === undefined
  const mayComment = useMayComment(rights)
  const editor = useReportEditor(connection, {
    editable,
    rights,
    review,
    mayComment,
    headingMark: useHeadingMark(report),
    label: drafting.editorLabel,
    images,
    onSectionAction: setSectionAction,
  })
  const comment = useCommentCommand(editor, review, mayComment)
  const stage = useMemo(() => ({ chooseImage: images.chooseImage, comment }), [images.chooseImage, comment])
  const inserting = useInsertion(editor)
  const recovery = useRecovery({ reportId: report.id, connection, rights, inserting })
  // One thing beside the page at a time.
  const [beside, setBeside] = useState<'form-check' | 'excerpts'>()
  const checkForm = () => setBeside('form-check')
  const paper = usePaperDialogs({ report, connection, editor, onReload, onCheckForm: checkForm })
  const formCheck = useFormCheck({
    open: beside === 'form-check',
    onOpen: (open) => setBeside(open ? 'form-check' : undefined),
    report,
    connection,
    editor,
    onEditHead: paper.editHead,
  })
  const excerpts = useExcerpts({
    open: beside === 'excerpts',
    onOpen: (open) => setBeside(open ? 'excerpts' : undefined),
    reportId: report.id,
    connection,
    editor,
  })
  const attribution = useAttribution({ report, connection, editor })
  useRegionKeys()

  useReloadOnNews(connection, onReload)
  useSectionInAddress(editor)

  const refused = typeof ready === 'object' ? ready.refused : undefined
  if (refused !== undefined && !editor) {
    return (
      <>
        <RefusedPage reason={refused}>{recovery.notice}</RefusedPage>
        {recovery.panel}
      </>
    )
  }
  return (
    <ReviewGround review={review} editor={editor} report={report} rights={rights}>
      <div className="draft">
        <a
          className="skip-link"
          href="#report-text"
          onClick={(event) => {
            event.preventDefault()
            editor?.view.focus()
          }}
        >
          {drafting.regionPage}
        </a>
        <DraftHead
          report={report}
          connection={connection}
          people={people}
          onReload={onReload}
          onExport={paper.exportPaper}
          onEditHead={() => paper.editHead()}
          onCheckForm={editor && checkForm}
          attribution={attribution}
          onImport={
            editor && editable && refused === undefined
              ? () => setSectionAction({ type: 'import', target: undefined })
              : undefined
          }
        />
        <section className="toolbar-bar" aria-label={drafting.regionToolbar}>
          {editor && <Toolbar editor={editor} stage={stage} disabled={!editable || refused !== undefined} />}
          {images.input}
          {nowhere !== undefined && (
            <p className="toolbar-why">
              {nowhere === 'report-signed' ? rightsText.signed : rightsText.readsOnly}
            </p>
          )}
          {nowhere === undefined && isClosed(open.rights.stage) && (
            <p className="toolbar-why">{rightsText.stageClosed(reportsText.stages[open.rights.stage])}</p>
          )}
          {formCheck.button}
          {excerpts.button}
          <ReviewPlace of="button" />
          {attribution.legend}
        </section>
        <div className="draft-body">
          {editor ? (
            <OutlineFold editor={editor}>
              <OutlinePane
                editor={editor}
                editable={editable && refused === undefined}
                rights={rights}
                people={people}
                onAction={setSectionAction}
              />
            </OutlineFold>
          ) : (
            <div className="outline" />
          )}
          <main className="draft-page" id="report-text" data-region="page" aria-label={drafting.regionPage}>
            <Sheet
              head={report.head}
              editor={editor}
              headButton={<EditHeadButton mayEdit={mayEditHead(report)} onOpen={() => paper.editHead()} />}
            />
            <ReviewPlace of="margin" />
          </main>
          {formCheck.panel}
          {excerpts.panel}
          <ReviewPlace of="side" />
          <ReviewPlace of="bar" />
        </div>
        {/* Below the page: above it, it would push the text away under the hands that type. */}
        <TroubleBanner connection={connection} refused={refused} onReopen={onReopen}>
          {recovery.notice}
          {editor && !refused && (
            <ReceivedTexts
              reportId={report.id}
              connection={connection}
              rights={rights}
              inserting={inserting}
            />
          )}
        </TroubleBanner>
        <PeopleAnnouncer people={people} />
        {editor && (
          <SectionDialogs
            editor={editor}
            report={report}
            rights={open}
            action={sectionAction}
            onDone={() => setSectionAction(undefined)}
            onReload={onReload}
          />
        )}
        {recovery.panel}
        {paper.picture}
      </div>
    </ReviewGround>
  )
}
