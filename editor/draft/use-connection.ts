import { useEffect, useRef, useState } from 'react'

import { CLOSE } from '../../report/wire/close-codes.ts'
import type { Me, ReportDetail } from '../../report/wire/rest.ts'
import { fetchReport } from '../rest/reports.ts'
import { announceSessionLost } from '../rest/request.ts'
import { useSession } from '../session/session.tsx'
import { connectReport } from './connection/connection.ts'
import type { PresenceUser, ReportConnection } from './connection/connection.ts'
import { readOpenRights } from './rights/open-rights.ts'

const NO_OFFICE_COLOR = '#4d5a6b'

/** The live connection to a report's text, for as long as the page shows it. */
export function useConnection({ id, epoch }: ReportDetail, me: Me): ReportConnection | undefined {
  const [connection, setConnection] = useState<ReportConnection>()
  // Who one is does not change under an open report: another person's sign-in starts a new page.
  const user = useRef(presenceUser(me))
  const person = useRef(me)

  useEffect(() => {
    const opened = connectReport({
      reportId: id,
      user: user.current,
      epoch,
      standing: async () => readOpenRights(await fetchReport(id), person.current),
    })
    setConnection(opened)
    return () => {
      setConnection(undefined)
      void opened.stop()
    }
  }, [id, epoch])

  useSignInAgain(connection)
  return connection
}

/** A socket refused for want of a session asks for a sign-in, and afterwards goes on where it was. */
function useSignInAgain(connection: ReportConnection | undefined): void {
  const { generation } = useSession()
  const known = useRef(generation)

  useEffect(() => {
    if (!connection) return
    return connection.ready.subscribe(() => {
      const ready = connection.ready.get()
      if (typeof ready === 'object' && ready.refused === CLOSE.notSignedIn) announceSessionLost()
    })
  }, [connection])

  useEffect(() => {
    if (known.current === generation) return
    known.current = generation
    connection?.retry()
  }, [connection, generation])
}

function presenceUser({ id, name, office }: Me): PresenceUser {
  return { id, name, office: office?.shortName ?? '', color: office?.color ?? NO_OFFICE_COLOR }
}
