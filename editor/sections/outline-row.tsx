import { Ellipsis, Plus } from 'lucide-react'
import { memo, useEffect, useRef } from 'react'
import type { CSSProperties, KeyboardEvent } from 'react'

import { MAX_LEVEL } from '../../report/schema/names.ts'
import type { SectionState } from '../../report/sections.ts'
import type { PersonHere } from '../draft/presence/people.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import type { SectionAction } from './section-dialogs.tsx'

type OutlineRowProps = {
  /** Nothing: the preamble. */
  readonly section: SectionState | undefined
  readonly words: number
  readonly isCurrent: boolean
  readonly people: readonly PersonHere[]
  readonly editable: boolean
  readonly onGo: (id: string | undefined) => void
  readonly onAction: (action: SectionAction) => void
}

export const OutlineRow = memo(function OutlineRow(props: OutlineRowProps) {
  const { section, words, isCurrent, people, editable, onGo, onAction } = props
  const { drafting } = useText()
  const { language } = useLanguage()
  const row = useRef<HTMLLIElement>(null)
  const menu = useRef<HTMLButtonElement>(null)

  useEffect(() => {
    if (isCurrent) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isCurrent])
  const title = section ? section.title || drafting.untitled : drafting.preamble
  const counted = sayNumber(words, language)
  const level = section?.level ?? 1

  const handleKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowRight') menu.current?.focus()
    if (!section || section.fixed || !editable) return
    if (event.key === 'F2') onAction({ type: 'rename', section })
    if (event.key === 'Delete') onAction({ type: 'remove', section })
  }
  return (
    <li ref={row} className="outline-row" data-level={level} data-current={isCurrent || undefined}>
      <button
        type="button"
        className="outline-link"
        style={{ '--level': level } as CSSProperties}
        // One tab stop for the whole outline: the place where the caret is.
        tabIndex={isCurrent ? 0 : -1}
        aria-current={isCurrent ? 'location' : undefined}
        title={title}
        onClick={() => onGo(section?.id)}
        onKeyDown={handleKey}
      >
        <span className="outline-number">{section ? section.number : ''}</span>
        <span className="outline-name">{title}</span>
        <span className="outline-words" data-empty={words === 0 || undefined}>
          <span aria-hidden="true">{counted}</span>
          <span className="visually-hidden">{drafting.words(counted)}</span>
        </span>
      </button>
      {people.length > 0 && <PeopleThere people={people} />}
      {editable && section && hasActions(section) && (
        <Menu
          trigger={
            <button
              ref={menu}
              type="button"
              className="icon-button outline-menu"
              tabIndex={-1}
              aria-label={drafting.sectionMenu(title)}
            >
              <Ellipsis size={16} aria-hidden="true" />
            </button>
          }
        >
          {section.level < MAX_LEVEL && (
            <MenuItem onSelect={() => onAction({ type: 'add', parent: section })}>
              {drafting.addSubsection}
            </MenuItem>
          )}
          {!section.fixed && (
            <>
              <MenuItem shortcut="F2" onSelect={() => onAction({ type: 'rename', section })}>
                {drafting.rename}
              </MenuItem>
              <MenuItem
                tone="danger"
                shortcut="Delete"
                onSelect={() => onAction({ type: 'remove', section })}
              >
                {drafting.remove}
              </MenuItem>
            </>
          )}
        </Menu>
      )}
    </li>
  )
})

type InviteRowProps = {
  readonly parent: SectionState
  readonly onAction: (action: SectionAction) => void
}

/** Where the plan leaves its list open: people may add themes of their own. */
export function InviteRow({ parent, onAction }: InviteRowProps) {
  const { drafting } = useText()
  return (
    <li>
      <button
        type="button"
        className="outline-invite"
        style={{ '--level': parent.level + 1 } as CSSProperties}
        aria-label={`${drafting.addSection}: ${parent.title}`}
        onClick={() => onAction({ type: 'add', parent })}
      >
        <Plus size={14} aria-hidden="true" />
        {drafting.addSection}
      </button>
    </li>
  )
}

function hasActions(section: SectionState): boolean {
  return !section.fixed || section.level < MAX_LEVEL
}

const SHOWN = 3

function PeopleThere({ people }: { people: readonly PersonHere[] }) {
  const { drafting } = useText()
  const names = people.map(({ name, office }) => drafting.personHere(name, office)).join(', ')
  return (
    <span className="outline-people" title={names}>
      {people.slice(0, SHOWN).map((person) => (
        <Avatar key={person.id} name={person.name} color={person.color} size="small" />
      ))}
      <span className="visually-hidden">{drafting.whoIsHere(names)}</span>
    </span>
  )
}
