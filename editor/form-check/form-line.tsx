import { useEffect, useState } from 'react'

import type { ReportDetail } from '../../report/wire/rest.ts'
import type { ReportConnection } from '../draft/connection/connection.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { nameOfFinding, readOverlooked } from './overlooked.ts'
import { findNow } from './use-findings.ts'

type FormLineProps = {
  readonly report: ReportDetail
  readonly connection: ReportConnection
  readonly onGo: () => void
}

/** Before an export: how much of the form should be looked at, and the way there. Empty sections are told beside it already. */
export function FormLine({ report, connection, onGo }: FormLineProps) {
  const { formCheck: text } = useText()
  const { language } = useLanguage()
  const [count, setCount] = useState(0)
  useEffect(() => {
    const timer = setTimeout(() => {
      const overlooked = readOverlooked(report.id)
      const found = findNow({ connection, head: report.head })
      setCount(
        found.filter((one) => one.rule !== 'empty-section' && !overlooked.has(nameOfFinding(one))).length,
      )
    })
    return () => clearTimeout(timer)
  }, [report, connection])
  if (count === 0) return null
  return (
    <p className="form-line">
      <Button kind="quiet" onClick={onGo}>
        {text.lookAt(sayNumber(count, language))}
      </Button>
    </p>
  )
}
