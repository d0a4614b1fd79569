import { CircleCheck, Ellipsis, Lock, Plus, Send, Undo2 } from 'lucide-react'
import { memo, useEffect, useRef } from 'react'
import type { CSSProperties, KeyboardEvent } from 'react'

import type { Appendix, SectionState } from '../../report/sections.ts'
import type { OpenRights } from '../draft/rights/open-rights.ts'
import { officeNames } from '../draft/rights/rights-texts.ts'
import type { Standing } from '../draft/rights/standing.ts'
import type { PersonHere } from '../draft/presence/people.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { sectionForComment } from '../review/choosing/select-comment.ts'
import { mayComment } from '../review/thread-permits.ts'
import { useOpenReview } from '../review/use-review.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { OfficeDot } from './assign-dialog.tsx'
import { permitsOf } from './permits.ts'
import type { Permits } from './permits.ts'
import type { SectionAction } from './section-dialogs.tsx'

type OutlineRowProps = {
  /** Nothing: the preamble. */
  readonly section: SectionState | undefined
  readonly words: number
  readonly isCurrent: boolean
  /** The one row of the outline that the Tab key reaches. */
  readonly isTabStop: boolean
  readonly people: readonly PersonHere[]
  /** The page takes edits at all. */
  readonly editable: boolean
  readonly standing: Standing
  readonly rights: OpenRights
  readonly openThreads: number
  readonly onShowThreads: ((sectionId: string) => void) | undefined
  readonly onGo: (id: string | undefined) => void
  readonly onAction: (action: SectionAction) => void
}

export const OutlineRow = memo(function OutlineRow(props: OutlineRowProps) {
  const { section, words, isCurrent, isTabStop, people, editable, standing, rights, onGo, onAction } = props
  const { openThreads, onShowThreads } = props
  const { drafting, review } = useText()
  const { language } = useLanguage()
  const permits = permitsOf(section, standing, rights)
  const writes = editable && standing.refusal === undefined
  const comments = mayComment({ role: rights.writer.role, stage: rights.rights.stage })
  const row = useRef<HTMLLIElement>(null)

  useEffect(() => {
    if (isCurrent) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isCurrent])
  const title = section ? section.title || drafting.untitled : drafting.preamble
  const counted = sayNumber(words, language)
  const level = section?.level ?? 1

  const handleKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowRight') {
      row.current?.querySelector<HTMLElement>('.outline-threads, .outline-menu')?.focus()
    }
    if (!section || !editable) return
    if (event.key === 'F2' && permits.rename) onAction({ type: 'rename', section })
    if (event.key === 'Delete' && permits.remove) onAction({ type: 'remove', section })
  }
  const handleThreadsKey = (event: KeyboardEvent) => {
    const next = { ArrowRight: '.outline-menu', ArrowLeft: '.outline-link' }[event.key]
    if (next) row.current?.querySelector<HTMLElement>(next)?.focus()
  }
  return (
    <li
      ref={row}
      className="outline-row"
      data-level={level}
      data-appendix={section?.appendix ?? undefined}
      data-current={isCurrent || undefined}
    >
      <button
        type="button"
        className="outline-link"
        style={{ '--level': level } as CSSProperties}
        tabIndex={isTabStop ? 0 : -1}
        aria-current={isCurrent ? 'location' : undefined}
        title={title}
        onClick={() => onGo(section?.id)}
        onKeyDown={handleKey}
      >
        <span className="outline-number">{section ? section.number : ''}</span>
        <span className="outline-text">
          <span className="outline-name">{title}</span>
          <StandingLine standing={standing} rights={rights} />
        </span>
        <span className="outline-words" data-empty={words === 0 || undefined}>
          <span aria-hidden="true">{counted}</span>
          <span className="visually-hidden">
            {drafting.words(counted)}
            {openThreads > 0 && `, ${review.inSection(openThreads)}`}
          </span>
        </span>
      </button>
      <div className="outline-there">
        {openThreads > 0 && onShowThreads && (
          <button
            type="button"
            className="outline-threads"
            tabIndex={-1}
            aria-label={review.showInSection(openThreads, title)}
            title={review.inSection(openThreads)}
            onClick={() => onShowThreads(standing.id)}
            onKeyDown={handleThreadsKey}
          >
            {sayNumber(openThreads, language)}
          </button>
        )}
        {people.length > 0 && <PeopleThere people={people} />}
      </div>
      {(comments || writes || hasActions(permits, editable)) && (
        <Menu
          trigger={
            <button
              type="button"
              className="icon-button outline-menu"
              tabIndex={-1}
              aria-label={drafting.sectionMenu(title)}
            >
              <Ellipsis size={16} aria-hidden="true" />
            </button>
          }
        >
          <SectionMenu
            section={section}
            title={title}
            permits={permits}
            editable={editable}
            writes={writes}
            standing={standing}
            comments={comments}
            onAction={onAction}
          />
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

function hasActions({ add, rename, remove, steer, moves }: Permits, editable: boolean): boolean {
  return steer || moves.length > 0 || (editable && (add || rename || remove))
}

type SectionMenuProps = Pick<OutlineRowProps, 'section' | 'editable' | 'standing' | 'onAction'> & {
  readonly title: string
  readonly permits: Permits
  readonly writes: boolean
  readonly comments: boolean
}

function SectionMenu(props: SectionMenuProps) {
  const { section, title, permits, editable, writes, standing, comments, onAction } = props
  const { drafting, importing, review: reviewText, rights: text } = useText()
  const review = useOpenReview()
  const target = { id: standing.id, title }
  const steers = permits.steer || permits.moves.length > 0
  const edits = editable && section && (permits.add || permits.rename || permits.remove)
  return (
    <>
      {permits.steer && (
        <MenuItem onSelect={() => onAction({ type: 'assign', target })}>{text.assign}</MenuItem>
      )}
      {permits.moves.map(({ name, to }) => (
        <MenuItem key={name} onSelect={() => onAction({ type: 'status', target, to })}>
          {text[name]}
        </MenuItem>
      ))}
      {permits.steer && (
        <MenuItem onSelect={() => onAction({ type: 'lock', target, locked: !standing.own.locked })}>
          {standing.own.locked ? text.unlock : text.lock}
        </MenuItem>
      )}
      {steers && edits && <MenuSeparator />}
      {edits && permits.add && (
        <MenuItem onSelect={() => onAction({ type: 'add', parent: section })}>
          {drafting.addSubsection}
        </MenuItem>
      )}
      {edits && permits.rename && (
        <MenuItem shortcut="F2" onSelect={() => onAction({ type: 'rename', section })}>
          {drafting.rename}
        </MenuItem>
      )}
      {edits && section.appendix && permits.turn && (
        <MenuItem onSelect={() => onAction({ type: 'turn', section, to: turned(section.appendix) })}>
          {section.appendix === 'portrait' ? drafting.turnLandscape : drafting.turnPortrait}
        </MenuItem>
      )}
      {edits && permits.remove && (
        <MenuItem tone="danger" shortcut="Delete" onSelect={() => onAction({ type: 'remove', section })}>
          {drafting.remove}
        </MenuItem>
      )}
      {writes && (
        <>
          {(steers || edits) && <MenuSeparator />}
          <MenuItem onSelect={() => onAction({ type: 'import', target })}>{importing.openHere}</MenuItem>
        </>
      )}
      {review && comments && (
        <>
          {(steers || edits || writes) && <MenuSeparator />}
          <MenuItem onSelect={() => review.composing.set(sectionForComment(standing.id))}>
            {reviewText.commentOnSection}
          </MenuItem>
        </>
      )}
    </>
  )
}

function turned(appendix: SectionState['appendix']): Appendix {
  return appendix === 'portrait' ? 'landscape' : 'portrait'
}

const STATUS_ICONS = { submitted: Send, returned: Undo2, approved: CircleCheck }

/** Whose the section is and how it stands, said of it alone: what stands above says the rest. */
function StandingLine({ standing, rights }: { standing: Standing; rights: OpenRights }) {
  const { rights: text } = useText()
  const { officeIds, status, locked } = standing.own
  const Icon = status === 'drafting' ? undefined : STATUS_ICONS[status]
  const [lead] = officeIds.flatMap((id) => rights.offices.get(id) ?? [])
  if (officeIds.length === 0 && !Icon && !locked) return null
  return (
    <span className="outline-standing">
      {officeIds.length > 0 && (
        <span className="outline-office">
          {lead && <OfficeDot office={lead} />}
          {officeNames({ officeIds }, rights, text.unknownOffice)}
        </span>
      )}
      {Icon && (
        <span className="outline-status" data-status={status}>
          <Icon size={12} aria-hidden="true" />
          {text.statuses[status]}
        </span>
      )}
      {locked && (
        <span className="outline-status">
          <Lock size={12} aria-hidden="true" />
          {text.locked}
        </span>
      )}
    </span>
  )
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
