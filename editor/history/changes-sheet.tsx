import { memo, useState } from 'react'
import type { ReactNode } from 'react'

import type { Comparison, SectionChange } from '../../report/compare/comparison.ts'
import { profileOf } from '../../report/form/paper-lines.ts'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { colorOf } from './authors.ts'
import type { AuthorOffice } from './authors.ts'
import { sectionRuns } from './change-overview.ts'
import type { SectionRun } from './change-overview.ts'
import { ChangedPreamble, ChangedSection, QuietHeading } from './changed-text.tsx'

type ChangesSheetProps = {
  readonly report: ReportDetail
  readonly comparison: Comparison
  readonly authors: ReadonlyMap<string, readonly AuthorOffice[]>
  readonly onlyChanges: boolean
  readonly label: string
  readonly tools: ((sectionId: string, name: string) => ReactNode) | undefined
}

/** Both texts on one sheet, what came and what went marked. */
export const ChangesSheet = memo(function ChangesSheet(props: ChangesSheetProps) {
  const { report, comparison, authors, onlyChanges, label, tools } = props
  const mark = report.head.headingMark ?? '.'
  const drawSection = (section: SectionChange, key: number) => (
    <ChangedSection
      key={`${section.id} ${key}`}
      section={section}
      mark={mark}
      onlyChanges={onlyChanges}
      color={colorOf(authors.get(section.id))}
      authors={(authors.get(section.id) ?? []).map(({ name }) => name).join(', ')}
      tools={tools}
    />
  )
  const isOpeningShown = !onlyChanges || comparison.preamble.some(({ kind }) => kind !== 'same')
  return (
    <article
      className={`sheet sheet--${profileOf(report.head).family} history-changes`}
      lang="vi"
      aria-label={label}
    >
      <div className="sheet-text">
        {isOpeningShown && (
          <ChangedPreamble
            changes={comparison.preamble}
            onlyChanges={onlyChanges}
            color={colorOf(authors.get(PREAMBLE_ID))}
          />
        )}
        {onlyChanges
          ? sectionRuns(comparison.sections).map((run, index) => {
              if (run.run === 'section') return drawSection(run.section, index)
              if (run.run === 'heading')
                return <QuietHeading key={run.section.id} section={run.section} mark={mark} />
              return (
                <SameSections key={run.sections[0]?.id ?? index} run={run}>
                  {() => run.sections.map(drawSection)}
                </SameSections>
              )
            })
          : comparison.sections.map(drawSection)}
      </div>
    </article>
  )
})

type SameSectionsProps = {
  readonly run: Extract<SectionRun, { run: 'same' }>
  readonly children: () => ReactNode
}

function SameSections({ run, children }: SameSectionsProps) {
  const { history: text } = useText()
  const { language } = useLanguage()
  const [open, setOpen] = useState(false)
  const count = run.sections.length
  return (
    <>
      <button
        className="history-fold"
        type="button"
        aria-expanded={open}
        onClick={() => setOpen((before) => !before)}
      >
        {count === 1 ? text.sameSection : text.sameSections(sayNumber(count, language))}
      </button>
      {open && children()}
    </>
  )
}
