import type { Editor } from '@tiptap/core'
import { useEffect, useState } from 'react'

import { readContent } from '../../report/content/read-content.ts'
import { checkForm } from '../../report/form-check/check-form.ts'
import type { Finding } from '../../report/form-check/finding.ts'
import type { ReportHead } from '../../report/wire/rest.ts'
import type { ReportConnection } from '../draft/connection/connection.ts'

/** When the hands have rested so long, the report is read again. */
const REST_MS = 1500

export type FoundBy = {
  readonly connection: Pick<ReportConnection, 'doc'>
  readonly editor: Editor
  readonly head: ReportHead
}

/** What there is to look at now. Reads the whole report: not for between two keys. */
export function findNow({ connection, head }: Pick<FoundBy, 'connection' | 'head'>): Finding[] {
  return checkForm(readContent(connection.doc), head)
}

/** What there is to look at, found again whenever the hands rest; undefined before the first look. */
export function useFindings({ connection, editor, head }: FoundBy): readonly Finding[] | undefined {
  const [findings, setFindings] = useState<readonly Finding[]>()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      if (editor.isDestroyed) return
      if (editor.view.composing) return wait(REST_MS)
      setFindings(findNow({ connection, head }))
    }
    const wait = (ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(look, ms)
    }
    const handleTransaction = ({ transaction }: { transaction: { docChanged: boolean } }) => {
      if (transaction.docChanged) wait(REST_MS)
    }
    wait(0)
    editor.on('transaction', handleTransaction)
    return () => {
      clearTimeout(timer)
      editor.off('transaction', handleTransaction)
    }
  }, [connection, editor, head])
  return findings
}
