import { Inbox } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'

import { readSections } from '../../../report/sections.ts'
import type { Handover } from '../../../report/wire/rest.ts'
import { sayMoment } from '../../i18n/dates.ts'
import { useLanguage, useNow, useText } from '../../i18n/text.tsx'
import { fetchHandovers, removeHandover } from '../../rest/handovers.ts'
import { useLoad } from '../../rest/load.ts'
import { useMe } from '../../session/session.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useToast } from '../../ui/toast.tsx'
import type { Observable } from '../connection/cell.ts'
import type { ReportConnection } from '../connection/connection.ts'
import type { OpenRights } from '../rights/open-rights.ts'
import { useObservable } from '../use-observable.ts'
import { Copyable } from './copyable.tsx'
import { wordsToInsert } from './handover-text.ts'
import { InsertButton, InsertedMark } from './insert-button.tsx'
import { recipientOf } from './recipient.ts'
import './recovery.css'
import { sectionName } from './section-name.ts'
import type { Inserting, Insertion } from './use-insertion.ts'

type ReceivedTextsProps = {
  readonly reportId: string
  readonly connection: ReportConnection
  readonly rights: Observable<OpenRights>
  /** Of the page: this one comes and goes with what stands below the text. */
  readonly inserting: Inserting
}

/** What others wrote where one may write now, and could not get into the report: a button, and behind it the passages. */
export function ReceivedTexts({ reportId, connection, rights, inserting }: ReceivedTextsProps) {
  const { app, recovery } = useText()
  const me = useMe()
  const open = useObservable(rights)
  const [shown, setShown] = useState(false)
  const load = useCallback((signal: AbortSignal) => fetchHandovers(reportId, signal), [reportId])
  const [loaded, reload] = useLoad(load)
  useEffect(
    () =>
      connection.onEvent(({ type }) => {
        if (type !== 'report') reload()
      }),
    [connection, reload],
  )

  const all = loaded.state === 'ready' ? loaded.value : []
  const mine = all.filter(
    ({ from, sectionId }) =>
      from.userId !== me.id &&
      (open.writer.role === 'coordinator' || recipientOf(connection.doc, sectionId, open).type === 'me'),
  )
  if (mine.length === 0) return null
  return (
    <>
      <Button onClick={() => setShown(true)}>
        <Inbox size={16} aria-hidden="true" />
        {recovery.receivedShow(mine.length)}
      </Button>
      {shown && (
        <Dialog
          open
          onClose={() => setShown(false)}
          title={recovery.receivedTitle}
          intro={recovery.receivedIntro}
          closeLabel={app.close}
          width="46rem"
          onCloseAutoFocus={inserting.onCloseAutoFocus}
        >
          {mine.map((handover) => (
            <ReceivedPassage
              key={handover.id}
              reportId={reportId}
              handover={handover}
              connection={connection}
              isInserted={inserting.inserted.has(handover.id)}
              onInsert={(insertion) => inserting.insert(insertion) && setShown(false)}
              onHandled={reload}
            />
          ))}
        </Dialog>
      )}
    </>
  )
}

type ReceivedPassageProps = {
  readonly reportId: string
  readonly handover: Handover
  readonly connection: ReportConnection
  /** In this visit: a second time is seldom meant. */
  readonly isInserted: boolean
  readonly onInsert: (insertion: Insertion) => void
  readonly onHandled: () => void
}

function ReceivedPassage(props: ReceivedPassageProps) {
  const { app, recovery } = useText()
  const { language } = useLanguage()
  const now = useNow()
  const toast = useToast()
  const { reportId, handover, connection, isInserted } = props
  const section = readSections(connection.doc).find(({ id }) => id === handover.sectionId)
  const id = section?.id ?? (handover.sectionId === 'preamble' ? 'preamble' : '')
  const name = sectionName({ id, number: section?.number ?? '', title: section?.title ?? '' }, recovery)
  const said = recovery.receivedFrom(handover.from.name, handover.from.office?.shortName ?? '')

  const handleHandled = () => {
    removeHandover(reportId, handover.id).then(props.onHandled, () => toast(recovery.handledFailed, 'danger'))
  }
  const handled = (
    <Button kind={isInserted ? 'primary' : 'quiet'} onClick={handleHandled}>
      {recovery.handled}
    </Button>
  )
  return (
    <section className="recovery-passage" aria-label={said}>
      <h3>{name}</h3>
      <p className="quiet">
        {said}, {sayMoment(handover.at, now, app, language)}.
      </p>
      <Copyable
        label={said}
        actions={
          <>
            {isInserted && <InsertedMark />}
            {isInserted && handled}
            {id !== '' && (
              <InsertButton
                again={isInserted}
                onInsert={() =>
                  props.onInsert({
                    id: handover.id,
                    sectionId: id,
                    name,
                    text: wordsToInsert(handover.text),
                  })
                }
              />
            )}
            {!isInserted && handled}
          </>
        }
      >
        {handover.text.split('\n').map((line, at) => (
          // oxlint-disable-next-line react/no-array-index-key
          <p key={at}>{line}</p>
        ))}
      </Copyable>
    </section>
  )
}
