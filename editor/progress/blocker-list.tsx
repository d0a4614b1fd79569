import { useState } from 'react'
import { Link } from 'react-router'

import type { StageBlocker } from '../../report/wire/progress.ts'
import { useText } from '../i18n/text.tsx'
import { sectionPath, threadPath } from '../report-paths.ts'
import type { BoardRow } from './board-rows.ts'
import { blockerGroups } from './next-deed.ts'
import type { BlockerGroup } from './next-deed.ts'

type BlockerListProps = {
  readonly blockers: readonly StageBlocker[]
  readonly reportId: string
  readonly rows: readonly BoardRow[]
  readonly onShowSection: (sectionId: string) => void
}

/** More of one kind than these only make the list long. */
const SHOWN = 4

/** What stands in the way; each leads to where it can be put right: the text, the opinion, the line of the board. */
export function BlockerList({ blockers, ...rest }: BlockerListProps) {
  return (
    <ul className="board-blocker-groups">
      {blockerGroups(blockers).map((group) => (
        <Group key={group.kind} group={group} {...rest} />
      ))}
    </ul>
  )
}

function Group({ group, ...rest }: Omit<BlockerListProps, 'blockers'> & { group: BlockerGroup }) {
  const { progress: text } = useText()
  const [whole, setWhole] = useState(false)
  const { kind, blockers } = group
  // One more line says how many are left out: no shorter than the last of them.
  const shown = whole || blockers.length <= SHOWN + 1 ? blockers : blockers.slice(0, SHOWN)
  return (
    <li>
      <p className="board-blocker-kind">{text.blockers[kind](blockers.length)}</p>
      <ul>
        {shown.map((blocker) => (
          <li key={blocker.kind === 'must-fix' ? blocker.threadId : blocker.sectionId}>
            <Way blocker={blocker} {...rest} />
          </li>
        ))}
        {shown.length < blockers.length && (
          <li>
            <button type="button" className="board-way" onClick={() => setWhole(true)}>
              {text.more(blockers.length - shown.length)}
            </button>
          </li>
        )}
      </ul>
    </li>
  )
}

type WayProps = Omit<BlockerListProps, 'blockers'> & { readonly blocker: StageBlocker }

function Way({ blocker, reportId, rows, onShowSection }: WayProps) {
  const { progress: text } = useText()
  const labelOf = (id: string) => rows.find(({ section }) => section.id === id)?.label
  if (blocker.kind === 'must-fix') {
    const place = blocker.sectionId === '' ? text.ofReport : (labelOf(blocker.sectionId) ?? text.ofReport)
    return (
      <Link className="board-way" to={threadPath(reportId, blocker.threadId)}>
        {`${text.mustFix(blocker.threadNumber)} · ${place}`}
      </Link>
    )
  }
  const label =
    labelOf(blocker.sectionId) || [blocker.number, blocker.title].filter(Boolean).join('. ') || text.untitled
  if (blocker.kind === 'empty-section')
    return (
      <Link className="board-way" to={sectionPath(reportId, blocker.sectionId)}>
        {label}
      </Link>
    )
  return (
    <button type="button" className="board-way" onClick={() => onShowSection(blocker.sectionId)}>
      {label}
    </button>
  )
}
