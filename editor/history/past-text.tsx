import { memo } from 'react'
import type { ReactNode } from 'react'

import type { ReportContent } from '../../report/content/content.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import { SheetFoot, SheetHead } from '../draft/sheet.tsx'
import { profileOf } from '../../report/form/paper-lines.ts'
import { useText } from '../i18n/text.tsx'
import { footnotesBefore } from './keep-sections.ts'
import { WrittenPreamble, WrittenSection } from './written-text.tsx'

type PastTextProps = {
  readonly report: ReportDetail
  readonly content: ReportContent
  readonly label: string
  readonly tools: ((sectionId: string, name: string) => ReactNode) | undefined
}

/** A text of the past on its sheet, to be read. */
export const PastSheet = memo(function PastSheet({ report, content, label, tools }: PastTextProps) {
  const { history: text } = useText()
  const notes = footnotesBefore(content)
  const mark = report.head.headingMark ?? '.'
  const isEmpty = content.sections.length === 0 && content.preamble.length === 0
  return (
    <article className={`sheet sheet--${profileOf(report.head).family}`} lang="vi" aria-label={label}>
      <SheetHead head={report.head} />
      <div className="sheet-text">
        {isEmpty && <p className="quiet">{text.noText}</p>}
        <WrittenPreamble blocks={content.preamble} />
        {content.sections.map((section, index) => (
          <WrittenSection
            key={section.id || index}
            section={section}
            mark={mark}
            notesBefore={notes[index + 1] ?? 0}
            tools={tools}
          />
        ))}
      </div>
      <SheetFoot head={report.head} />
    </article>
  )
})
