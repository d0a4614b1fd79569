import { ChevronDown, ChevronRight } from 'lucide-react'
import { useMemo, useState } from 'react'

import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import type { Contributions } from '../../report/wire/contributions.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import { useText } from '../i18n/text.tsx'
import type { NameOf } from './contributions-page.tsx'
import { Excerpts } from './excerpts.tsx'
import { officesBySection } from './office-lines.ts'

type SectionExcerptsProps = {
  readonly report: ReportDetail
  readonly sent: Contributions
  readonly nameOf: NameOf
}

/** The sections on which offices report, each to be opened: all excerpts side by side. */
export function SectionExcerpts({ report, sent, nameOf }: SectionExcerptsProps) {
  const { contributions: text } = useText()
  const [open, setOpen] = useState<string>()
  const there = useMemo(() => officesBySection(sent.contributions), [sent])
  const sections = [PREAMBLE_ID, ...report.sections.map(({ id }) => id)].filter((id) => there.has(id))
  return (
    <section className="card sent-sections" aria-label={text.bySection}>
      <h2>{text.bySection}</h2>
      <p className="quiet">{sections.length === 0 ? text.bySectionNone : text.bySectionHint}</p>
      <ul className="sent-lines">
        {sections.map((id) => (
          <li key={id}>
            <button
              type="button"
              className="sent-section"
              aria-expanded={open === id}
              onClick={() => setOpen(open === id ? undefined : id)}
            >
              {open === id ? (
                <ChevronDown size={16} aria-hidden="true" />
              ) : (
                <ChevronRight size={16} aria-hidden="true" />
              )}
              <span>{nameOf(id)}</span>
              <span className="quiet">{text.officesThere(there.get(id) ?? 0)}</span>
            </button>
            {open === id && <Excerpts reportId={report.id} sectionId={id} revision={sent} />}
          </li>
        ))}
      </ul>
    </section>
  )
}
