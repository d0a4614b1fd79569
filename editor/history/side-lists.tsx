import type { CSSProperties } from 'react'

import type { ReportContent } from '../../report/content/content.ts'
import { shownNumber } from '../draft/views/section-view.ts'
import type { HeadingMark } from '../draft/views/section-view.ts'
import { useText } from '../i18n/text.tsx'
import { colorOf } from './authors.ts'
import type { AuthorOffice } from './authors.ts'
import type { ChangedSection } from './change-overview.ts'
import { WordCounts } from './restore-dialog.tsx'

type OutlineListProps = {
  readonly content: ReportContent | undefined
  readonly mark: HeadingMark
  readonly onJump: (sectionId: string) => void
}

/** The headings of the text that is shown. */
export function OutlineList({ content, mark, onJump }: OutlineListProps) {
  const { history: text } = useText()
  if (!content || content.sections.length === 0)
    return <p className="history-none quiet">{text.outlineEmpty}</p>
  return (
    <ul className="history-jumps">
      {content.preamble.length > 0 && (
        <li>
          <button type="button" onClick={() => onJump('preamble')}>
            {text.preamble}
          </button>
        </li>
      )}
      {content.sections.map(({ id, level, number, title }) => (
        <li key={id} style={{ '--level': level } as CSSProperties}>
          <button type="button" data-level={level} onClick={() => onJump(id)}>
            {shownNumber(number, mark)} {title || text.untitled}
          </button>
        </li>
      ))}
    </ul>
  )
}

type ChangeListProps = {
  readonly sections: readonly ChangedSection[]
  readonly authors: ReadonlyMap<string, readonly AuthorOffice[]>
  readonly mark: HeadingMark
  readonly onJump: (sectionId: string) => void
}

/** The sections in which something differs: first what, then by how much, then by whom. */
export function ChangeList({ sections, authors, mark, onJump }: ChangeListProps) {
  const { history: text } = useText()
  return (
    <ul className="history-jumps history-jumps--changes">
      {sections.map((section) => {
        const { id, kind, moved, renamed, number, title } = section
        const offices = authors.get(id) ?? []
        const name =
          id === 'preamble' ? text.preamble : `${shownNumber(number, mark)} ${title || text.untitled}`
        return (
          <li key={id} style={{ '--author': colorOf(offices) } as CSSProperties}>
            <button type="button" onClick={() => onJump(id)}>
              <span className="history-jump-name">{name}</span>
              <span className="history-jump-facts">
                {kind !== 'same' && (
                  <span
                    className="chip"
                    data-tone={kind === 'added' ? 'good' : kind === 'removed' ? 'danger' : undefined}
                  >
                    {text.sectionKinds[kind]}
                  </span>
                )}
                {moved && (
                  <span className="chip" data-tone="accent">
                    {text.moved}
                  </span>
                )}
                {renamed && <span className="chip">{text.renamed}</span>}
                <WordCounts section={section} />
              </span>
              {offices.length > 0 && (
                <span className="history-jump-by">
                  {offices.map((office) => (
                    <span
                      key={office.name}
                      style={{ '--author': office.color } as CSSProperties}
                      title={office.people.join(', ')}
                    >
                      {office.name}
                    </span>
                  ))}
                </span>
              )}
            </button>
          </li>
        )
      })}
    </ul>
  )
}
