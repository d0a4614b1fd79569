import type { Editor } from '@tiptap/core'
import type { ReactNode } from 'react'

import { sectionLabel } from '../../report/review/section-names.ts'
import type { Blocker, ExportCheck } from '../../report/wire/paper.ts'
import { useText } from '../i18n/text.tsx'
import { useSectionNames } from '../review/use-section-names.ts'
import { Note } from '../ui/note.tsx'

type BlockerListProps = {
  readonly check: ExportCheck
  readonly editor: Editor | undefined
  /** The copy for signature is chosen: then what stands in its way is a warning, else something to know. */
  readonly isSigning: boolean
  readonly onSection: (sectionId: string) => void
  readonly onThread: (threadId: string) => void
}

/** Why the report cannot be signed yet; each leads to where it can be put right. */
export function BlockerList({ check, editor, isSigning, onSection, onThread }: BlockerListProps) {
  const { exporting: text } = useText()
  const { names } = useSectionNames(editor)
  const { blockers } = check
  if (blockers.length === 0) return <Note tone="good">{text.ready}</Note>

  const empty = blockers.filter(isEmptySection)
  const mustFix = blockers.filter(isMustFix)
  const nameOf = (id: string, otherwise: string) => {
    const name = names.get(id)
    return name ? sectionLabel(name) : otherwise
  }
  return (
    <div className="export-blockers" data-tone={isSigning ? 'warning' : 'info'}>
      <h3>{text.blockers(blockers.length)}</h3>
      {mustFix.length > 0 && (
        <Group title={text.mustFixes(mustFix.length)}>
          {mustFix.map(({ threadId, threadNumber, sectionId, quote }) => (
            <li key={threadId}>
              <button
                type="button"
                className="export-way"
                aria-label={text.goToThread(threadNumber)}
                onClick={() => onThread(threadId)}
              >
                <span className="export-way-name">
                  {text.mustFix(threadNumber)}
                  {sectionId ? ` · ${nameOf(sectionId, text.preamble)}` : ` · ${text.mustFixOfReport}`}
                </span>
                {quote && <q className="export-quote">{quote}</q>}
              </button>
            </li>
          ))}
        </Group>
      )}
      {empty.length > 0 && (
        <Group title={text.emptySections(empty.length)}>
          {empty.map(({ sectionId, number, title }) => {
            const name = nameOf(sectionId, [number, title].filter(Boolean).join('. '))
            return (
              <li key={sectionId}>
                <button
                  type="button"
                  className="export-way"
                  aria-label={text.goToSection(name)}
                  onClick={() => onSection(sectionId)}
                >
                  <span className="export-way-name">{name}</span>
                </button>
              </li>
            )
          })}
        </Group>
      )}
    </div>
  )
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h4>{title}</h4>
      <ul className="export-ways">{children}</ul>
    </div>
  )
}

function isEmptySection(one: Blocker): one is Extract<Blocker, { kind: 'empty-section' }> {
  return one.kind === 'empty-section'
}

function isMustFix(one: Blocker): one is Extract<Blocker, { kind: 'must-fix' }> {
  return one.kind === 'must-fix'
}
