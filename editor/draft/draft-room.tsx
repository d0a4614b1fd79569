import { useEffect, useState, useSyncExternalStore } from 'react'

import { whyNowhere } from '../../report/permission/rights.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import { useNow, useText } from '../i18n/text.tsx'
import { OutlinePane } from '../sections/outline-pane.tsx'
import { SectionDialogs } from '../sections/section-dialogs.tsx'
import type { SectionAction } from '../sections/section-dialogs.tsx'
import { useMe } from '../session/session.tsx'
import { Button } from '../ui/button.tsx'
import type { KeptText, ReportConnection } from './connection/connection.ts'
import type { SaveState } from './connection/save-state.ts'
import { DraftHead } from './draft-head.tsx'
import { KeptTextsDialog, useRescued } from './kept-texts.tsx'
import { LoadingPage } from './loading-page.tsx'
import { PeopleAnnouncer } from './people-announcer.tsx'
import { usePeople } from './presence/people.ts'
import { RefusedPage } from './refused-page.tsx'
import { useRegionKeys } from './regions.ts'
import { useOpenRights, useReloadAfterReturn } from './rights/use-open-rights.ts'
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
  return connection ? <OpenReport connection={connection} {...props} /> : <LoadingPage />
}

type OpenReportProps = DraftRoomProps & { readonly connection: ReportConnection }

function OpenReport({ connection, report, onReload, onReopen }: OpenReportProps) {
  const { drafting } = useText()
  const people = usePeople(connection)
  const ready = useObservable(connection.ready)
  const images = useImageUpload(report.id)
  const [sectionAction, setSectionAction] = useState<SectionAction>()
  const rights = useOpenRights(report)
  const nowhere = whyNowhere(useObservable(rights).writer, report.stage)
  const editable = nowhere === undefined
  const editor = useReportEditor(connection, {
    editable,
    rights,
    label: drafting.editorLabel,
    images,
    onSectionAction: setSectionAction,
  })
  const kept = useKept(connection)
  useRegionKeys()

  // A new member, another head: told by the server, fetched when told.
  useEffect(() => connection.onEvent(onReload), [connection, onReload])
  useReloadAfterReturn(connection, onReload)

  const refused = typeof ready === 'object' ? ready.refused : undefined
  if (refused !== undefined && !editor) {
    return (
      <>
        <RefusedPage reason={refused}>{kept.buttons}</RefusedPage>
        {kept.dialog}
      </>
    )
  }
  return (
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
      <DraftHead report={report} connection={connection} people={people} onReload={onReload} />
      <section className="toolbar-bar" aria-label={drafting.regionToolbar}>
        {editor && <Toolbar editor={editor} stage={images} disabled={!editable || refused !== undefined} />}
        {images.input}
      </section>
      <div className="draft-body">
        {editor ? (
          <OutlinePane
            editor={editor}
            editable={editable && refused === undefined}
            people={people}
            onAction={setSectionAction}
          />
        ) : (
          <div className="outline" />
        )}
        <main className="draft-page" id="report-text" data-region="page" aria-label={drafting.regionPage}>
          <Sheet head={report.head} editor={editor} />
        </main>
      </div>
      {/* Below the page: above it, it would push the text away under the hands that type. */}
      <TroubleBanner connection={connection} refused={refused} onReopen={onReopen}>
        {kept.buttons}
      </TroubleBanner>
      <PeopleAnnouncer people={people} />
      {editor && (
        <SectionDialogs editor={editor} action={sectionAction} onDone={() => setSectionAction(undefined)} />
      )}
      {kept.dialog}
    </div>
  )
}

/** Text that the report did not take: what was refused now, and what earlier visits kept. */
function useKept(connection: ReportConnection) {
  const { drafting } = useText()
  const refusals = useUnsaved(connection)
  const [rescued, reloadRescued] = useRescued(connection)
  const [shown, setShown] = useState<'unsaved' | 'rescued'>()

  const handleForget = (ids: readonly string[]) => {
    void connection.forget(ids).then(reloadRescued)
  }
  const lists: Record<'unsaved' | 'rescued', readonly KeptText[]> = { unsaved: refusals, rescued }
  const isEmpty = shown !== undefined && lists[shown].length === 0

  return {
    buttons: (
      <>
        {refusals.length > 0 && (
          <Button onClick={() => setShown('unsaved')}>{drafting.unsavedShow(refusals.length)}</Button>
        )}
        {rescued.length > 0 && (
          <Button onClick={() => setShown('rescued')}>{drafting.rescuedShow(rescued.length)}</Button>
        )}
      </>
    ),
    dialog: shown !== undefined && !isEmpty && (
      <KeptTextsDialog
        kind={shown}
        kept={lists[shown]}
        onForget={connection.refusals.get().length > 0 || shown === 'rescued' ? handleForget : undefined}
        onClose={() => setShown(undefined)}
      />
    ),
  }
}

/** What the server did not take; when it shut the door altogether, also what had not been sent by then. */
function useUnsaved(connection: ReportConnection): readonly KeptText[] {
  const refusals = useObservable(connection.refusals)
  const { save } = connection
  const isShut = typeof useObservable(connection.ready) === 'object'
  // Behind an open door keystrokes come and go too fast to be followed here.
  const isStuck = useSyncExternalStore(save.subscribe, () => isShut && isPending(save.get()))
  const now = useNow()
  if (refusals.length > 0 || !isStuck) return refusals
  const text = connection.unsentText()
  return text ? [{ id: 'unsent', at: now.getTime(), text, reason: 'no-access', sections: [] }] : refusals
}

function isPending(save: SaveState): boolean {
  return 'pending' in save && save.pending > 0
}
