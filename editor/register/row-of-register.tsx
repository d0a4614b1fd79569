import { memo } from 'react'
import { Link } from 'react-router'

import type { RegisterRow } from '../../report/review/register.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import type { Catalogue } from '../i18n/catalogue.ts'
import { useText } from '../i18n/text.tsx'
import { LongWords } from '../review/cards/long-words.tsx'
import { AnswerCell } from './answer-cell.tsx'
import { threadPath } from '../report-paths.ts'
import { shortQuote } from './register-rows.ts'

type RowProps = {
  readonly report: ReportDetail
  readonly row: RegisterRow
  readonly onReload: () => void
}

const KIND_TONES = { opinion: 'accent', change: 'warning', question: undefined } as const
const STATE_TONES = { unanswered: 'warning', open: 'accent', resolved: 'good' } as const

export const RowOfRegister = memo(function RowOfRegister({ report, row, onReload }: RowProps) {
  const { register: text, review } = useText()
  const { thread } = row
  const { office } = thread.author
  return (
    <tr>
      <th scope="row">
        <Link to={threadPath(report.id, thread.id)} aria-label={text.openNumber(thread.number)}>
          {thread.number}
        </Link>
      </th>
      <td data-label={text.section}>{saySection(row, text)}</td>
      <td data-label={text.quote}>
        <div>
          {row.quote !== '' && (
            <q className="register-quote" lang="vi">
              {row.lost ? row.quote : shortQuote(row.quote)}
            </q>
          )}
          {thread.anchor.kind === 'section' && !row.lost && <p className="quiet">{text.wholeSection}</p>}
          {row.lost && <p className="register-lost">{text.lost}</p>}
          <Link className="register-open" to={threadPath(report.id, thread.id)} tabIndex={-1}>
            {text.open}
          </Link>
        </div>
      </td>
      <td data-label={text.opinion}>
        <div>
          <span className="chip" data-tone={KIND_TONES[thread.kind]}>
            {review.kinds[thread.kind]}
          </span>
          <LongWords text={row.opinion}>
            <p className="register-words" lang="vi">
              {row.opinion}
            </p>
          </LongWords>
        </div>
      </td>
      <td data-label={text.author}>
        <div>
          <p>{thread.author.name}</p>
          {office && <p className="quiet">{office.name}</p>}
        </div>
      </td>
      <td data-label={text.answer}>
        <AnswerCell report={report} row={row} onReload={onReload} />
      </td>
      <td data-label={text.state}>
        <div>
          <span className="chip" data-tone={STATE_TONES[row.state]}>
            {text.stateIs[row.state]}
          </span>
          {row.blocks && <p className="register-blocks">{text.blocks}</p>}
        </div>
      </td>
    </tr>
  )
})

function saySection({ place, section, thread }: RegisterRow, text: Catalogue['register']): string {
  switch (place) {
    case 'section':
      return section
    case 'preamble':
      return text.preamble
    case 'report':
      return text.wholeReport
    case 'gone':
      return thread.anchor.kind === 'section' ? `${text.gone}: ${thread.anchor.quote}` : text.gone
  }
}
