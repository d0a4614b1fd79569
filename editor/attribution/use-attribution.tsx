import type { Editor } from '@tiptap/core'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'

import type { Share } from '../../report/attribution/words-by-author.ts'
import type { Attribution } from '../../report/wire/history.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import type { PresenceUser, ReportConnection } from '../draft/connection/connection.ts'
import { readStored, store } from '../i18n/stored.ts'
import { useText } from '../i18n/text.tsx'
import { fetchAttribution } from '../rest/attribution.ts'
import { type Author, type AuthorBook, NO_OFFICE_COLOR, openAuthorBook, percentages } from './author-book.ts'
import { AuthorLegend } from './author-legend.tsx'
import { authorMarks, authorMarksKey } from './author-marks.ts'

/** What was written since is asked for again after so long a pause. */
const ASK_AGAIN_MS = 4_000

export type AttributionView = {
  readonly shown: boolean
  readonly toggle: () => void
  /** Below the toolbar, while it is shown. */
  readonly legend: ReactNode
}

type AttributionOptions = {
  readonly report: ReportDetail
  readonly connection: ReportConnection
  readonly editor: Editor | undefined
}

/** *Ai viết* on the drafting page: remembered for each person in their browser. */
export function useAttribution({ report, connection, editor }: AttributionOptions): AttributionView {
  const { attribution: text } = useText()
  const key = `attribution.${connection.user.id}`
  const [shown, setShown] = useState(() => readStored(key) === 'on')
  const { told, failed, ask } = useTold(report.id, connection, shown)
  const [caret, setCaret] = useState<readonly Share[]>([])
  const toggle = () => {
    store(key, shown ? 'off' : 'on')
    setShown(!shown)
  }
  const sayShares = useCallback(
    (shares: readonly Share[], book: AuthorBook) => {
      const percent = percentages(shares)
      return shares
        .map(({ userId }, index) => text.share(book.nameOf(userId), String(percent[index])))
        .join('; ')
    },
    [text],
  )
  const readBook = useCallback(() => told && openAuthorBook(told, peopleHere(connection)), [told, connection])
  const isTold = told !== undefined
  useEffect(() => {
    if (!shown || !isTold || !editor || editor.isDestroyed) return
    const { doc } = connection
    editor.registerPlugin(authorMarks({ doc, book: readBook, sayShares, onCaret: setCaret }))
    return () => {
      if (!editor.isDestroyed) editor.unregisterPlugin(authorMarksKey)
    }
  }, [shown, isTold, editor, connection, readBook, sayShares])
  const book = useMemo(
    () => (told ? openAuthorBook(told, peopleHere(connection)) : undefined),
    [told, connection],
  )
  return {
    shown,
    toggle,
    legend: shown && editor && (
      <AuthorLegend
        report={report}
        editor={editor}
        book={book}
        caret={book && caret.length > 0 ? sayShares(caret, book) : undefined}
        failed={failed}
        onRetry={ask}
        onClose={toggle}
      />
    ),
  }
}

/** What the server says, asked for again when writing pauses. */
function useTold(reportId: string, connection: ReportConnection, shown: boolean) {
  const [told, setTold] = useState<Attribution>()
  const [failed, setFailed] = useState(false)
  const asking = useRef<AbortController>(undefined)
  const ask = useCallback(() => {
    asking.current?.abort()
    const gone = new AbortController()
    asking.current = gone
    fetchAttribution(reportId, gone.signal).then(
      (answer) => {
        if (gone.signal.aborted) return
        setFailed(false)
        setTold((known) => (known?.seq === answer.seq ? known : answer))
      },
      () => gone.signal.aborted || setFailed(true),
    )
  }, [reportId])
  useEffect(() => {
    if (!shown) return
    ask()
    let timer: ReturnType<typeof setTimeout> | undefined
    const later = () => {
      clearTimeout(timer)
      timer = setTimeout(ask, ASK_AGAIN_MS)
    }
    const { doc } = connection
    doc.on('update', later)
    return () => {
      clearTimeout(timer)
      doc.off('update', later)
      asking.current?.abort()
    }
  }, [shown, connection, ask])
  return { told, failed, ask }
}

/** Whose the clients are of those who are here: their new words have a colour before the server is asked. */
function* peopleHere({ awareness, doc, user }: ReportConnection): Generator<readonly [number, Author]> {
  yield [doc.clientID, authorOf(user)]
  for (const [client, { user: other }] of awareness.getStates() as Map<number, { user?: PresenceUser }>)
    if (other && client !== doc.clientID) yield [client, authorOf(other)]
}

function authorOf({ id, name, office, color }: PresenceUser): Author {
  return {
    userId: id,
    name,
    office: office ?? '',
    color: /^#[0-9a-f]{6}$/iu.test(color) ? color : NO_OFFICE_COLOR,
  }
}
